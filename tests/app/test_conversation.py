"""The conversation beside a KPI: who may say what, what is shown, and that nothing is shown unescaped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.test.client import RequestFactory

from app_cards import AS_OF, put, put_kpi, workspace_row
from app_people import member
from truenorth.app.accounts.models import AuditEvent, Role, User, Workspace
from truenorth.app.jobs.models import Job
from truenorth.app.pages.conversation.drawer import Drawer, drawer_of
from truenorth.app.pages.conversation.said import linked
from truenorth.app.pages.door import Visit
from truenorth.app.work import write
from truenorth.app.work.models import Annotation, CheckIn, Comment, LastLook
from truenorth.app.work.read import Who
from truenorth.app.work.wanted import Note
from truenorth.app.work.write import Author

ANN, EVIL = "ann@acme.example", "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&"
PART = {"HX-Request": "true"}


@pytest.fixture
def acme(workspace: Workspace) -> Workspace:
    """A workspace with one KPI."""
    put_kpi(workspace, "revenue", owner=ANN)
    put(workspace, "workspace", dict(workspace_row()))
    return workspace


@pytest.fixture
def ann(acme: Workspace) -> User:
    """A contributor."""
    return member(acme, Role.CONTRIBUTOR, ANN)


def _in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _drawer(workspace: Workspace, user: User, role: Role, as_of: datetime | None = None) -> Drawer:
    return drawer_of(Visit(user, workspace, role), "revenue", as_of)


def _attributes(page: str) -> Iterator[str]:
    """The name of every attribute that a browser would read."""
    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.extend(name for name, _ in attrs)

    Reader().feed(page)
    return iter(found)


POSTS = {
    "comment/": {"text": "hello"},
    "annotate/": {"kind": "event", "text": "fair", "period": "2015-12"},
    "annotations/1/remove/": {},
    "comments/1/withdraw/": {},
}


@pytest.mark.parametrize("path", POSTS)
def test_a_viewer_may_say_nothing_and_a_stranger_learns_nothing(acme: Workspace, path: str) -> None:
    address = f"/w/acme/kpis/revenue/{path}"
    viewer = _in(member(acme, Role.VIEWER, "vic@acme.example"))
    stranger = _in(member(Workspace.objects.create(slug="b", name="B"), Role.ADMIN, "sam@b.example"))
    assert viewer.post(address, POSTS[path]).status_code == 403
    assert stranger.post(address, POSTS[path]).status_code == 404
    assert Client().post(address, POSTS[path]).status_code == 302
    assert viewer.get(address).status_code == 405
    assert not Comment.objects.exists() and not Annotation.objects.exists()


def test_everyone_may_follow(acme: Workspace) -> None:
    viewer = _in(member(acme, Role.VIEWER, "vic@acme.example"))
    assert viewer.post("/w/acme/kpis/revenue/follow/", {"on": "yes"}).status_code == 302
    assert LastLook.objects.get().follows == ["revenue"]
    viewer.post("/w/acme/kpis/revenue/follow/", {"on": "no"})
    assert LastLook.objects.get().follows == []


def test_a_form_without_its_cross_site_token_is_not_taken(acme: Workspace, ann: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ann)
    assert client.post("/w/acme/kpis/revenue/comment/", {"text": "hello"}).status_code == 403


def test_what_is_said_of_an_unknown_kpi_is_not_found(ann: User) -> None:
    for path in ("comment/", "annotate/", "follow/"):
        assert _in(ann).post(f"/w/acme/kpis/other/{path}", {"text": "x"}).status_code == 404


def test_a_comment_is_taken_once_and_leads_back_to_the_kpi(ann: User) -> None:
    form = {"text": "hello", "period": "2015-12", "token": "t-c"}
    for _ in range(2):
        answer = _in(ann).post("/w/acme/kpis/revenue/comment/", form)
        assert answer.headers["Location"] == "/w/acme/kpis/revenue/#conversation"
    assert Comment.objects.count() == 1 and AuditEvent.objects.filter(action="comment").count() == 1


def test_an_empty_comment_is_told_at_the_field_and_keeps_the_page(ann: User) -> None:
    answer = _in(ann).post("/w/acme/kpis/revenue/comment/", {"text": "  "})
    assert answer.status_code == 422 and "There is nothing to say yet." in answer.content.decode()
    long = _in(ann).post("/w/acme/kpis/revenue/comment/", {"text": "x" * 4001}, headers=PART).content.decode()
    assert "4,001 characters" in long and "x" * 4001 in long and "<html" not in long


def test_an_annotation_may_be_of_a_period_or_of_days_and_excluding_asks_for_new_limits(ann: User) -> None:
    client = _in(ann)
    client.post("/w/acme/kpis/revenue/annotate/", {"kind": "event", "text": "fair", "period": "2015-12"})
    assert not Job.objects.exists()
    days = {"kind": "incident", "text": "strike", "first": "2015-10-01", "last": "2015-10-03", "excluded": "yes"}
    client.post("/w/acme/kpis/revenue/annotate/", days)
    strike = Annotation.objects.get(text="strike")
    assert strike.period_start == datetime(2015, 10, 1, tzinfo=UTC) and strike.period_end.day == 4 and strike.excluded
    assert Job.objects.get().payload["kpis"] == ["revenue"]
    client.post(
        "/w/acme/kpis/revenue/annotate/", {"kind": "holiday", "text": "all", "period": "2015-12", "everywhere": "y"}
    )
    assert Annotation.objects.get(text="all").kpi == ""
    for wrong in ({"kind": "gossip"}, {"text": ""}, {"period": "soon"}, {"first": "2015-10-09", "last": "2015-10-01"}):
        form = {"kind": "event", "text": "x", "period": "2015-12", **wrong}
        assert client.post("/w/acme/kpis/revenue/annotate/", form).status_code == 422
    assert Annotation.objects.count() == 3


def test_only_the_author_or_an_analyst_takes_something_back(acme: Workspace, ann: User) -> None:
    made = write.comment(Author(acme, ann), "revenue", "", "mine")
    assert made is not None
    path = f"/w/acme/kpis/revenue/comments/{made.pk}/withdraw/"
    assert _in(member(acme, Role.CONTRIBUTOR, "bo@acme.example")).post(path).status_code == 403
    assert _in(member(acme, Role.ANALYST, "cy@acme.example")).post(path).status_code == 302
    assert Comment.objects.get().withdrawn_at is not None
    shown = _drawer(acme, ann, Role.CONTRIBUTOR).items[0]
    assert shown.withdrawn and shown.said == "" and not shown.may_remove


def test_everything_said_stands_in_one_line_of_time(acme: Workspace, ann: User) -> None:
    for place, at in enumerate((AS_OF, AS_OF + timedelta(hours=2))):
        author = Author(acme, ann, at=at)
        write.comment(author, "revenue", "2015-12", f"comment {place}")
        row = put_kpi(acme, f"k{place}", label="x") | {"key": "revenue"}
        write.check_in(author, row, Note("4", f"note {place}", "go on"))
    items = _drawer(acme, ann, Role.CONTRIBUTOR).items
    assert [item.at for item in items] == sorted((item.at for item in items), reverse=True) and len(items) == 4
    past = _drawer(acme, ann, Role.CONTRIBUTOR, AS_OF + timedelta(hours=1))
    assert {str(item.said) for item in past.items} == {"comment 0", "note 0"}
    assert past.past and not past.may_contribute


def test_what_was_computed_stands_beside_what_was_said(acme: Workspace, ann: User) -> None:
    write.check_in(Author(acme, ann), put_kpi(acme, "other", p_hit=0.62), Note("4"))
    item = drawer_of(Visit(ann, acme, Role.CONTRIBUTOR), "other").items[0]
    assert (item.p_hit, item.confidence, item.sure) == ("62 %", 4, "likely")


def test_no_text_field_is_shown_unescaped(acme: Workspace, ann: User) -> None:
    client = _in(ann)
    client.post("/w/acme/kpis/revenue/comment/", {"text": EVIL, "period": EVIL})
    client.post("/w/acme/kpis/revenue/annotate/", {"kind": "event", "text": EVIL, "period": "2015-12"})
    ann.name = EVIL
    ann.save()
    write.check_in(Author(acme, ann), put_kpi(acme, "evil", label=EVIL), Note("1", EVIL, EVIL))
    CheckIn.objects.get()
    shown = "".join(
        client.post(f"/w/acme/kpis/{key}/comment/", {"text": "", "period": EVIL}, headers=PART).content.decode()
        for key in ("revenue", "evil")
    )
    refused = client.post("/w/acme/kpis/evil/annotate/", {"kind": EVIL, "text": EVIL, "period": EVIL, "first": EVIL})
    shown += refused.content.decode()
    assert "&lt;script&gt;" in shown
    assert "<script>alert" not in shown and "<img" not in shown
    assert not [name for name in _attributes(shown) if name.startswith("on")]


def test_the_kpis_page_has_the_conversation_beside_it(acme: Workspace, ann: User) -> None:
    write.comment(Author(acme, ann), "revenue", "2015-12", "beside the chart")
    shown = _in(ann).get("/w/acme/kpis/revenue/").content.decode()
    assert "beside the chart" in shown and 'action="/w/acme/kpis/revenue/comment/"' in shown
    past = _in(ann).get("/w/acme/kpis/revenue/?as_of=2015-12-31").content.decode()
    assert "Nothing had been said by then." in past and "<textarea" not in past


WHO = Who(1, "Anna <b>Rossi</b>", "anna@acme.example")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "see https://x.example/a?b=1&c=2.",
            'href="https://x.example/a?b=1&amp;c=2" rel="nofollow noopener noreferrer"',
        ),
        ("(http://x.example)", ">x.example</a>)"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("hi @anna!", ">@anna</a>!"),
        ('https://x.example/"onmouseover="alert(1)', "x.example/</a>&quot;onmouseover=&quot;alert(1)"),
        ("x@anna and @annabel", "x@anna and @annabel"),
    ],
)
def test_addresses_and_mentions_become_links_and_nothing_else(text: str, wanted: str) -> None:
    shown = linked(text, {"@anna": WHO}, "acme")
    assert wanted in shown
    assert "<b>" not in shown


def test_the_factory_of_requests_knows_a_part(rf: RequestFactory) -> None:
    from truenorth.app.pages.fields import is_fragment

    assert is_fragment(rf.get("/", headers=PART))
    assert not is_fragment(rf.get("/", headers={**PART, "HX-Boosted": "true"}))
