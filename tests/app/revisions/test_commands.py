"""The commands plan, apply and export, over the examples and over edits of them."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from effort import tries
from revision_files import SHOP, shop
from truenorth.app.accounts.models import Membership, Role, User, Workspace
from truenorth.app.readings.models import Reading, Run, Series
from truenorth.app.revisions.disk import files_in, write_files
from truenorth.app.revisions.models import Revision
from truenorth.app.revisions.read import newest
from truenorth.app.revisions.write import apply
from truenorth.cli.examples import examples
from truenorth.cli.main import main
from truenorth.errors import Refused

pytestmark = pytest.mark.django_db
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The small project in a folder."""
    made = tmp_path / "shop"
    write_files(SHOP, made)
    return made


def _edit(folder: Path, *changes: tuple[str, str, str]) -> None:
    write_files(shop(*changes), folder, force=True)


def test_the_first_plan_adds_everything_and_writes_nothing(folder: Path, capsys: Capture) -> None:
    assert main(["plan", "--project", str(folder)]) == 0
    said = capsys.readouterr().out
    assert "workspace shop: the folder against nothing yet" in said
    assert "  + revenue, orders_placed, average_order" in said
    assert not Workspace.objects.exists()


def test_apply_makes_a_workspace_only_when_it_is_told_to(folder: Path, capsys: Capture) -> None:
    assert main(["apply", "--project", str(folder), "--yes"]) == 2
    assert "NO_WORKSPACE" in capsys.readouterr().err
    User.objects.create_user("op@shop.example")
    User.objects.filter(email="op@shop.example").update(is_operator=True)
    assert main(["apply", "--project", str(folder), "--create", "--yes", "--by", "ann@shop.example"]) == 0
    assert "Revision 1 is in force in shop." in capsys.readouterr().out
    made = newest(Workspace.objects.get(slug="shop", name="Shop"))
    assert made is not None
    assert (made.made_by, made.folder) == ("ann@shop.example", str(folder.resolve()))
    assert [(one.user.email, one.role) for one in Membership.objects.all()] == [("op@shop.example", Role.ADMIN)]


def test_a_plan_says_old_and_new_new_versions_and_what_was_computed(folder: Path, capsys: Capture) -> None:
    main(["apply", "--project", str(folder), "--create"])
    workspace = Workspace.objects.get()
    _readings(workspace, "revenue", 3)
    _edit(folder, ("sales.yml", "sum(orders.amount)", "sum(orders.amount) * 2"), ("kpis/all.yml", "1000", "900"))
    capsys.readouterr()
    assert main(["plan", "--project", str(folder)]) == 0
    said = capsys.readouterr().out
    assert "~ revenue        new version 2; formula: sum(orders.amount) → sum(orders.amount) * 2" in said
    assert "~ average_order  new version 2; its numbers change through the metric revenue" in said
    assert "Values that were computed and may come out differently: 3 of revenue." in said
    assert "Needs --reason, for an agreed target moves: the target of monthly_revenue from 2026-01-01" in said
    assert main(["apply", "--project", str(folder)]) == 2
    assert "TARGET_WITHOUT_REASON" in capsys.readouterr().err
    assert main(["apply", "--project", str(folder), "--reason", "error", "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert (record["applied"], record["restated_readings"], record["changes"][0]["key"]) == (
        2,
        {"revenue": 3},
        "revenue",
    )


def _readings(workspace: Workspace, metric: str, months: int) -> None:
    stored = Revision.objects.get(workspace=workspace)
    times = {"as_of": stored.made_at, "started_at": stored.made_at}
    run = Run.objects.create(workspace=workspace, revision=stored, code_version="1", **times)
    series = Series.objects.create(workspace=workspace, metric=metric, grain="month")
    for month in range(1, months + 1):
        start = stored.made_at.replace(month=month, day=1)
        for known in (stored.made_at.replace(second=0), stored.made_at.replace(second=1)):
            Reading.objects.create(
                series=series, run=run, period=f"2026-0{month}", period_start=start, period_end=start, maturity="final",
                value_hash="x", known_from=known, recorded_at=known, cause="first",
            )  # fmt: skip


def test_an_error_holds_a_pull_request_up_and_is_not_applied(folder: Path, capsys: Capture) -> None:
    _edit(folder, ("sales.yml", "sum(orders.amount)", "sum(orders.amount"))
    assert main(["plan", "--project", str(folder)]) == 1
    assert main(["apply", "--project", str(folder), "--create"]) == 2
    assert not Workspace.objects.exists()
    assert main(["apply", "--project", str(folder), "--create", "--allow-errors"]) == 0


def test_export_refuses_a_folder_with_something_else(folder: Path, tmp_path: Path, capsys: Capture) -> None:
    main(["apply", "--project", str(folder), "--create"])
    target = tmp_path / "out"
    assert main(["export", str(target)]) == 0
    assert main(["export", str(target), "--workspace", "shop", "--revision", "1", "--json"]) == 0
    (target / "sales.yml").write_text("metrics: {}\n")
    (target / "own.yml").write_text("metrics: {}\n")
    assert main(["export", str(target)]) == 2
    assert (target / "sales.yml").read_text() == "metrics: {}\n"
    capsys.readouterr()
    assert main(["export", str(target), "--force"]) == 0
    assert "left as they are: own.yml" in capsys.readouterr().out
    assert (target / "sales.yml").read_text() == SHOP["sales.yml"]
    assert main(["export", str(tmp_path / "none"), "--revision", "9"]) == 2


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "kpis").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(Refused, match="through a link"):
        write_files(SHOP, tmp_path / "out", force=True)
    assert not any((tmp_path / "elsewhere").iterdir())


@pytest.mark.parametrize("name", [each.name for each in examples()])
def test_export_then_apply_changes_nothing_in_any_example(name: str, tmp_path: Path, capsys: Capture) -> None:
    source = next(each.folder for each in examples() if each.name == name)
    before = files_in(source)
    assert main(["apply", "--project", str(source), "--create", "--workspace", "it"]) == 0
    out = tmp_path / "out"
    assert main(["export", str(out)]) == 0
    assert {path: (out / path).read_bytes() for path in before} == {
        path: (source / path).read_bytes() for path in before
    }
    assert main(["apply", "--project", str(out), "--workspace", "it"]) == 0
    assert Revision.objects.count() == 1


LINES = st.sampled_from(["# a remark", "", "# ü €", "#  trailing   ", "# tab\there"])
EDITS = st.lists(st.tuples(st.sampled_from(sorted(SHOP)), st.integers(0, 40), LINES), max_size=8)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=tries(40))
@given(edits=EDITS, ends=st.sampled_from(["\n", "\r\n"]), mark=st.booleans(), label=st.text(min_size=1, max_size=20))
def test_export_then_apply_changes_nothing_whatever_was_edited(
    workspace: Workspace, edits: list[tuple[str, int, str]], ends: str, mark: bool, label: str
) -> None:
    files = {path: text.split("\n") for path, text in SHOP.items()}
    for path, place, line in edits:
        files[path].insert(min(place, len(files[path])), line)
    quoted = json.dumps(label)
    texts = {
        path: ("\ufeff" if mark else "") + ends.join(lines).replace("label: Orders", f"label: {quoted}")
        for path, lines in files.items()
    }
    folder = Path(tempfile.mkdtemp())
    try:
        made = apply(workspace, texts, by="a", folder="/", allow_errors=True)
        assert dict(made.files) == texts
        write_files(made.files, folder)
        assert files_in(folder) == texts
        assert apply(workspace, files_in(folder), by="a", folder=folder, allow_errors=True) == made
    finally:
        shutil.rmtree(folder)
