"""Applying a folder's files: what becomes a revision, a version, a refusal."""

from __future__ import annotations

from pathlib import Path

import pytest

from revision_files import KPIS, ORDERS, SHOP, shop
from truenorth.app.accounts.audit import verify
from truenorth.app.accounts.models import AuditEvent, Workspace
from truenorth.app.revisions.models import DefinitionVersion, Revision
from truenorth.app.revisions.read import changes_of, history, newest, project_of, retired, revision, versions
from truenorth.app.revisions.values import StoredRevision
from truenorth.app.revisions.write import apply
from truenorth.errors import Refused

pytestmark = pytest.mark.django_db
ANN = "ann@shop.example"


def _apply(workspace: Workspace, files: dict[str, str], **words: object) -> StoredRevision:
    given = {"by": ANN, "folder": "/srv/shop", **words}
    return apply(workspace, files, **given)  # type: ignore[arg-type]


def _said(workspace: Workspace, number: int) -> dict[str, tuple[str, int, str]]:
    return {f"{one.noun} {one.key}": (one.change, one.version, one.summary) for one in changes_of(workspace, number)}


def test_files_are_stored_verbatim_with_who_when_and_why(workspace: Workspace) -> None:
    made = _apply(workspace, shop(), reason="the first")
    assert made == newest(workspace) == revision(workspace, 1)
    assert dict(made.files) == SHOP
    assert (made.number, made.made_by, made.reason, made.folder) == (1, ANN, "the first", "/srv/shop")
    assert set(made.managed_by.values()) == {"code"}
    assert {change for change, _, _ in _said(workspace, 1).values()} == {"added"}
    assert AuditEvent.objects.get().thing == "revision 1"
    assert verify(workspace) is None


def test_the_same_files_again_change_nothing_unless_the_data_moved(workspace: Workspace, tmp_path: Path) -> None:
    made = _apply(workspace, shop(), folder=tmp_path)
    assert _apply(workspace, shop(), folder="/elsewhere", reason="none") == made
    assert Revision.objects.count() == AuditEvent.objects.count() == 1
    tmp_path.rmdir()
    moved = _apply(workspace, shop(), folder="/elsewhere")
    assert (moved.number, moved.hash, moved.folder, changes_of(workspace, 2)) == (2, made.hash, "/elsewhere", ())


def test_a_byte_order_mark_and_line_ends_stay(workspace: Workspace) -> None:
    files = {path: "\ufeff" + text.replace("\n", "\r\n") for path, text in SHOP.items()}
    assert dict(_apply(workspace, files).files) == files


def test_words_make_no_new_version_and_a_formula_does(workspace: Workspace) -> None:
    _apply(workspace, shop())
    _apply(workspace, shop(("sales.yml", "label: Revenue,", "label: Turnover,")))
    assert _said(workspace, 2) == {"metric revenue": ("changed", 1, "label: Revenue → Turnover")}
    _apply(workspace, shop(("sales.yml", "sum(orders.amount)", "sum(orders.amount) / 2")))
    said = _said(workspace, 3)
    assert said["metric revenue"] == (
        "restated",
        2,
        "label: Turnover → Revenue; formula: sum(orders.amount) → sum(orders.amount) / 2",
    )
    assert said["metric average_order"] == ("restated", 2, "its numbers change through the metric revenue")
    assert said["kpi monthly_revenue"] == ("restated", 2, "its numbers change through the metric revenue")
    assert "metric orders_placed" not in said
    assert [one.version for one in versions(workspace, "metric", "revenue")] == [2, 1, 1]


def test_a_table_restates_what_stands_on_it(workspace: Workspace) -> None:
    _apply(workspace, shop())
    _apply(workspace, shop(("sales.yml", "date: day,", "date: day, filter: orders.amount > 0,")))
    said = _said(workspace, 2)
    assert said["table orders"][0] == "changed"
    assert said["kpi basket"][:2] == ("restated", 2)
    assert said["kpi basket"][2] == "its numbers change through the table orders"


def test_a_rename_keeps_the_version_and_restates_nothing(workspace: Workspace) -> None:
    _apply(workspace, shop())
    renamed = shop(
        ("sales.yml", "  revenue: {", "  turnover: { was: revenue,"), ("sales.yml", "revenue /", "turnover /")
    )
    _apply(workspace, {**renamed, "kpis/all.yml": KPIS.replace("metric: revenue", "metric: turnover")})
    said = _said(workspace, 2)
    assert said["metric turnover"] == ("renamed", 1, "was revenue")
    assert said["metric revenue"] == ("renamed", 1, "now: revenue → turnover")
    assert said["metric average_order"][:2] == ("changed", 1)
    assert said["kpi monthly_revenue"][:2] == ("changed", 1)
    assert retired(workspace) == ()


def test_what_is_missing_is_retired_never_deleted_and_may_come_back(workspace: Workspace) -> None:
    _apply(workspace, shop())
    basket = "  basket: { label: Basket, metric: average_order }\n"
    _apply(workspace, shop(("kpis/all.yml", basket, "")))
    assert [(one.noun, one.key, one.revision) for one in retired(workspace)] == [("kpi", "basket", 2)]
    assert [one.change for one in versions(workspace, "kpi", "basket")] == ["retired", "added"]
    _apply(workspace, shop())
    assert retired(workspace) == ()
    assert versions(workspace, "kpi", "basket")[0].version == 1
    _apply(workspace, shop(("kpis/all.yml", basket, "")))
    _apply(workspace, shop(("kpis/all.yml", "metric: average_order", "metric: orders_placed")))
    assert versions(workspace, "kpi", "basket")[0].version == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("at_least: 1000", "at_least: 900"),
        ("      - { from: 2026-01, at_least: 1000 }\n", ""),
        ("2026-01,", "2026-02,"),
    ],
)
def test_an_agreed_target_does_not_move_without_a_reason(workspace: Workspace, old: str, new: str) -> None:
    _apply(workspace, shop())
    moved = shop(("kpis/all.yml", old, new))
    if not new:
        moved["kpis/all.yml"] = moved["kpis/all.yml"].replace("    targets:\n", "")
    with pytest.raises(Refused) as caught:
        _apply(workspace, moved)
    assert caught.value.finding.code == "TARGET_WITHOUT_REASON"
    assert "monthly_revenue from 2026-01-01 at kpis/all.yml:10" in caught.value.finding.message
    assert _apply(workspace, moved, reason="the plan was revised").reason == "the plan was revised"
    assert versions(workspace, "kpi", "monthly_revenue")[0].version == 1


def test_a_further_target_and_another_spelling_need_no_reason(workspace: Workspace) -> None:
    _apply(workspace, shop())
    _apply(workspace, shop(("kpis/all.yml", "at_least: 1000 }", "at_least: 1000.00 EUR, agreed: 2025-12-01 }")))
    line = "      - { from: 2026-01, at_least: 1000 }\n"
    made = _apply(workspace, shop(("kpis/all.yml", line, line + line.replace("2026-01", "2027-01"))))
    assert made.number == 3


def test_errors_are_refused_with_their_place_unless_allowed(workspace: Workspace) -> None:
    broken = shop(("sales.yml", "sum(orders.amount)", "sum(orders.amount"))
    with pytest.raises(Refused) as caught:
        _apply(workspace, broken)
    assert caught.value.finding.place.file == "sales.yml"
    assert not Revision.objects.exists()
    assert _apply(workspace, broken, allow_errors=True).number == 1


@pytest.mark.parametrize("text", ["version: 1\nname: [", "version: 1\nname: Shop\nnonsense: 1\n"])
def test_what_makes_everything_unusable_is_never_applied(workspace: Workspace, text: str) -> None:
    with pytest.raises(Refused):
        _apply(workspace, {**SHOP, "truenorth.yml": text}, allow_errors=True)


def test_whoever_comes_second_is_told(workspace: Workspace) -> None:
    _apply(workspace, shop(), expected=0)
    with pytest.raises(Refused, match=r"Someone applied revision 1 meanwhile: ann@shop\.example") as caught:
        _apply(workspace, shop(("sales.yml", "label: Orders", "label: All orders")), expected=0)
    assert caught.value.finding.code == "REVISION_MOVED"


def test_typed_values_of_manual_metrics_are_part_of_it_and_other_files_are_not(workspace: Workspace) -> None:
    manual = "metrics:\n  mood: { label: Mood, manual: { every: month } }\n"
    typed = "period,value\n2026-01,4\n"
    files = {**SHOP, "mood.yml": manual, "entries/mood.csv": typed, "entries/other.csv": "a,b\n"}
    made = _apply(workspace, files)
    assert made.files["entries/mood.csv"] == typed
    assert "entries/other.csv" not in made.files
    with pytest.raises(Refused) as caught:
        _apply(workspace, {**files, "entries/mood.csv": "period,value\n2026-01,many\n"})
    assert (caught.value.finding.place.file, caught.value.finding.place.line) == ("entries/mood.csv", 2)


@pytest.mark.parametrize(
    "path", ["../a.yml", "/a.yml", "a/../../b.yml", ".git/a.yml", "a.txt", "sub/truenorth.yml", ""]
)
def test_a_path_that_no_folder_has_is_refused(workspace: Workspace, path: str) -> None:
    with pytest.raises(Refused) as caught:
        _apply(workspace, {**SHOP, path: "metrics: {}\n"})
    assert caught.value.finding.code == "BAD_PATH"


def test_history_counts_what_each_revision_did(workspace: Workspace) -> None:
    _apply(workspace, shop())
    _apply(workspace, shop(("sales.yml", "label: Orders", "label: All orders")), reason="clearer")
    second, first = history(workspace)
    assert (second.number, second.reason, dict(second.counts)) == (2, "clearer", {"changed": 1})
    assert first.counts["added"] == DefinitionVersion.objects.filter(revision__number=1).count()


def test_a_comment_alone_is_kept_as_a_revision_that_changes_no_definition(workspace: Workspace) -> None:
    _apply(workspace, shop())
    made = _apply(workspace, shop(("kpis/all.yml", "# on the wall", "# on the door")))
    assert (made.number, _said(workspace, 2)) == (2, {})


def test_the_stored_project_answers_over_the_folders_data(workspace: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "orders.csv").write_text(ORDERS)
    made = _apply(workspace, shop(), folder=folder)
    with project_of(made, workspace) as project:
        rows = project.query("revenue", grain="month", as_of="2026-03-01").rows
        hashes = {info.key: info.value_hash for info in project.explain("revenue").recipe.metrics}
    assert [float(row["revenue"]) for row in rows] == [1100.0, 900.0]
    assert hashes == {"revenue": versions(workspace, "metric", "revenue")[0].value_hash}
