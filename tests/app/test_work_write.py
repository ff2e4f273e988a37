"""What people say is kept: once, with an audit row, never lost and never overwritten."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app_cards import AS_OF, kpi_row
from app_people import member
from effort import tries
from truenorth.app.accounts.audit import verify
from truenorth.app.accounts.models import AuditEvent, Role, Workspace
from truenorth.app.work import read, write
from truenorth.app.work.models import Annotation, CheckIn, Comment, Entry, Mention
from truenorth.app.work.spans import read_span
from truenorth.app.work.wanted import Note, Pinned, TypedNumber
from truenorth.app.work.write import Author
from truenorth.errors import Refused


@pytest.fixture
def ann(workspace: Workspace) -> Author:
    """A contributor who writes without a form."""
    return Author(workspace, member(workspace, Role.CONTRIBUTOR, "ann@acme.example"))


def _form(author: Author, token: str) -> Author:
    return Author(author.workspace, author.user, token)


def _december(text: str = "90") -> TypedNumber:
    return TypedNumber("csat", "2015-12", Decimal(text))


def test_a_correction_is_a_further_row_and_the_newest_counts(ann: Author) -> None:
    write.type_value(ann, _december("90"))
    write.type_value(ann, _december("9.50"))
    found = read.entries(ann.workspace, "csat")
    assert [(one.value, one.counts) for one in found] == [("9.5", True), ("90", False)]
    assert [event.action for event in AuditEvent.objects.all()] == ["entry", "entry"]
    assert verify(ann.workspace) is None


def test_the_same_form_is_taken_once(ann: Author) -> None:
    once = _form(ann, "a" * 32)
    assert write.type_value(once, _december()) is not None
    assert write.type_value(once, _december()) is None
    for _ in range(2):
        write.check_in(_form(ann, "b" * 32), kpi_row("k"), Note("4"))
        write.comment(_form(ann, "c" * 32), "k", "2015-12", "so it is")
        write.annotate(_form(ann, "d" * 32), "k", Pinned("event", "fair"), read_span("2015-12", "", "", "UTC", {}))
    counts = [model._default_manager.count() for model in (Entry, CheckIn, Comment, Annotation)]
    assert counts == [1, 1, 1, 1] and AuditEvent.objects.count() == 4


def test_a_form_that_was_refused_may_be_sent_again(ann: Author) -> None:
    form = _form(ann, "a" * 32)
    with pytest.raises(Refused):
        write.check_in(form, kpi_row("k", headline="off track"), Note("4"))
    assert write.check_in(form, kpi_row("k", headline="off track"), Note("4", "a strike")) is not None


@pytest.mark.parametrize(
    ("words", "needed"),
    [
        ({"headline": "off track"}, True),
        ({"headline": "missed"}, True),
        ({"headline": "doubtful", "target_word": "missed"}, True),
        ({"signal": "worse"}, True),
        ({"signal": "shifted worse"}, True),
        ({"signal": "shifted better"}, False),
        ({"headline": "at risk", "target_word": "near"}, False),
        ({"headline": "no data", "target_word": "no target"}, False),
    ],
)
def test_a_note_is_needed_where_the_kpi_is_missed_or_turned_worse(
    ann: Author, words: dict[str, str], needed: bool
) -> None:
    row = kpi_row("k", **words)
    if needed:
        with pytest.raises(Refused, match="say what changed"):
            write.check_in(ann, row, Note("2", "  \n "))
        assert not CheckIn.objects.exists() and not AuditEvent.objects.exists()
    else:
        assert write.check_in(ann, row, Note("2")) is not None


def test_a_check_in_keeps_what_was_computed_then(ann: Author) -> None:
    write.check_in(ann, kpi_row("k", headline="at risk", p_hit=0.31), Note("5", " all well \r\n now ", "go on"))
    found = read.check_ins(ann.workspace, "k")[0]
    assert (found.headline, found.p_hit, found.period, found.confidence) == ("at risk", 0.31, "2015-12", 5)
    assert (found.what_changed, found.next_step, found.by.initials) == ("all well\n now", "go on", "A")
    assert read.last_check_ins(ann.workspace)["k"] == found
    assert read.last_check_ins(ann.workspace, ["other"]) == {}


@pytest.mark.parametrize("confidence", ["", "0", "6", "4.5", "five", "４"])
def test_confidence_is_one_to_five(ann: Author, confidence: str) -> None:
    with pytest.raises(Refused):
        write.check_in(ann, kpi_row("k"), Note(confidence))


def test_on_sample_data_now_is_the_workspaces_clock(ann: Author) -> None:
    ann.workspace.clock = AS_OF
    write.comment(ann, "k", "", "then")
    assert Comment.objects.get().at == AS_OF
    assert read.comments(ann.workspace, "k", as_of=AS_OF) != ()


def test_a_removed_annotation_is_kept_and_seen_as_of_before(ann: Author) -> None:
    span = read_span("2015-12", "", "", "UTC", {})
    early = Author(ann.workspace, ann.user, at=AS_OF)
    made = write.annotate(early, "k", Pinned("incident", "a strike", excluded=True), span)
    everywhere = write.annotate(early, "", Pinned("holiday", "Christmas"), span)
    assert made is not None and everywhere is not None
    assert [flag.text for flag in read.annotations(ann.workspace, "k")] == ["a strike", "Christmas"]
    assert [flag.text for flag in read.annotations(ann.workspace, "other")] == ["Christmas"]
    write.remove_annotation(ann, made.pk)
    write.remove_annotation(ann, made.pk)
    assert [flag.text for flag in read.annotations(ann.workspace, "k")] == ["Christmas"]
    assert [flag.text for flag in read.annotations(ann.workspace, "k", as_of=AS_OF)] == ["a strike", "Christmas"]
    assert Annotation.objects.count() == 2
    assert AuditEvent.objects.filter(action="annotation-remove").count() == 1


def test_a_comment_keeps_whom_it_mentions_and_its_row_when_withdrawn(ann: Author) -> None:
    bo = member(ann.workspace, Role.VIEWER, "bo@acme.example")
    made = write.comment(ann, "k", "2015-12", "@Bo and @bo@acme.example, @bo, and @nobody")
    assert made is not None and Mention.objects.count() == 3
    heard = read.mentions_of(ann.workspace, bo, AS_OF)
    assert [(one.kpi, one.by.address) for one in heard] == [("k", "ann@acme.example")]
    write.withdraw_comment(ann, made.pk)
    remark = read.comments(ann.workspace, "k")[0]
    assert remark.withdrawn and remark.text == "" and not remark.mentions
    assert read.mentions_of(ann.workspace, bo, AS_OF) == ()
    assert Comment.objects.get().text.startswith("@Bo")


def test_what_is_of_another_workspace_cannot_be_touched(ann: Author) -> None:
    made = write.comment(ann, "k", "", "ours")
    other = Author(Workspace.objects.create(slug="other", name="Other"), ann.user)
    assert made is not None
    with pytest.raises(Refused):
        write.withdraw_comment(other, made.pk)
    with pytest.raises(Refused):
        write.remove_annotation(other, 1)


def test_following_twice_follows_once(ann: Author) -> None:
    assert write.follow(ann, "a", on=True) == ("a",)
    assert write.follow(ann, "b", on=True) == ("a", "b")
    assert write.follow(ann, "a", on=True) == ("a", "b")
    assert write.follow(ann, "a", on=False) == ("b",)
    assert read.follows(ann.workspace, ann.user) == ("b",)
    assert AuditEvent.objects.count() == 3


def test_a_look_is_told_the_one_before(ann: Author) -> None:
    assert write.look(Author(ann.workspace, ann.user, at=AS_OF)) is None
    assert write.look(ann) == AS_OF
    assert not AuditEvent.objects.exists()


@settings(max_examples=tries(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(["2015-10", "2015-11"]), st.integers(-99, 99), st.sampled_from(["a", "b", "c", ""])),
        max_size=8,
    )
)
def test_no_entry_is_ever_lost(ann: Author, sent: list[tuple[str, int, str]]) -> None:
    """Whatever is sent in whatever order, once or twice: each form's first value is a row, and the newest counts."""
    before = Entry.objects.count()
    run = f"{Entry.objects.count()}-{AuditEvent.objects.count()}-"
    kept: list[tuple[str, str]] = []
    seen: set[str] = set()
    for period, number, token in sent:
        write.type_value(_form(ann, run + token if token else ""), TypedNumber("m", period, Decimal(number)))
        if not token or token not in seen:
            kept.append((period, str(number)))
        seen.add(token)
    found = read.entries(ann.workspace, "m")[: Entry.objects.count() - before]
    assert [(one.period, one.value) for one in reversed(found)] == kept
    counting = {one.period: one.value for one in read.entries(ann.workspace, "m") if one.counts}
    assert {period: counting[period] for period, _ in kept} == dict(kept)
