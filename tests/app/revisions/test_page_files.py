"""Files made in the page beside those of a folder: who manages what."""

from __future__ import annotations

from pathlib import Path

import pytest

from revision_files import KPIS, SHOP, shop
from truenorth.app.accounts.models import Workspace
from truenorth.app.revisions.disk import entries_of, root_of, uploads_of
from truenorth.app.revisions.read import newest, versions
from truenorth.app.revisions.write import apply, save_page_file
from truenorth.errors import Refused

pytestmark = pytest.mark.django_db
ANN, BEN = "ann@shop.example", "ben@shop.example"
PAGE = "page/sources/visits.yml"
VISITS = """# added in the page
sources: { added: { files: uploads/*.csv } }
tables: { visits: { source: added.visits, date: day } }
metrics:
  visit_count: { label: Visits, formula: count(visits) }  # people
  buyers: { label: Buyers, formula: count(visits) }
"""


def test_a_page_file_stays_when_the_folder_is_applied_again(workspace: Workspace) -> None:
    apply(workspace, SHOP, by=ANN, folder="/srv/shop")
    saved = save_page_file(workspace, PAGE, VISITS, by=BEN, reason="a new source", expected=1)
    assert (saved.number, saved.origin, saved.managed_by[PAGE], saved.folder) == (2, "page", "page", "/srv/shop")
    changed = shop(("sales.yml", "label: Orders", "label: All orders"))
    again = apply(workspace, changed, by=ANN, folder="/srv/shop")
    assert again.files[PAGE] == VISITS
    assert save_page_file(workspace, PAGE, VISITS, by=BEN) == again


def test_what_was_exported_changes_nothing_when_it_is_applied(workspace: Workspace) -> None:
    apply(workspace, SHOP, by=ANN, folder="/srv/shop")
    saved = save_page_file(workspace, PAGE, VISITS, by=BEN)
    assert apply(workspace, dict(saved.files), by=ANN, folder="/srv/shop") == saved


def test_the_same_key_in_both_names_both_places(workspace: Workspace) -> None:
    apply(workspace, SHOP, by=ANN, folder="/srv/shop")
    save_page_file(workspace, PAGE, VISITS, by=BEN)
    twice = {**SHOP, "more.yml": "metrics:\n  visit_count: { label: V, formula: count(orders) }\n"}
    with pytest.raises(Refused) as caught:
        apply(workspace, twice, by=ANN, folder="/srv/shop")
    assert caught.value.finding.code == "MANAGED_TWICE"
    assert "`visit_count` is defined in code at more.yml:2 and in the page at page/sources/visits.yml:5" in str(
        caught.value
    )
    adopted = apply(workspace, twice, by=ANN, folder="/srv/shop", adopt=True)
    assert adopted.managed_by["more.yml"] == "code"
    assert adopted.files[PAGE] == VISITS.replace(
        "  visit_count: { label: Visits, formula: count(visits) }  # people\n", ""
    )
    assert versions(workspace, "metric", "visit_count")[0].version == 2


def test_another_text_for_a_page_file_needs_adopt(workspace: Workspace) -> None:
    apply(workspace, SHOP, by=ANN, folder="/srv/shop")
    save_page_file(workspace, PAGE, VISITS, by=BEN)
    files = {**SHOP, PAGE: VISITS.replace("label: Visits", "label: All visits")}
    with pytest.raises(Refused) as caught:
        apply(workspace, files, by=ANN, folder="/srv/shop")
    assert caught.value.finding.code == "PAGE_MANAGED"
    assert apply(workspace, files, by=ANN, folder="/srv/shop", adopt=True).managed_by[PAGE] == "code"
    with pytest.raises(Refused) as caught:
        save_page_file(workspace, PAGE, VISITS, by=BEN)
    assert caught.value.finding.code == "CODE_MANAGED"


def test_the_whole_must_load(workspace: Workspace) -> None:
    apply(workspace, SHOP, by=ANN, folder="/srv/shop")
    with pytest.raises(Refused) as caught:
        save_page_file(workspace, PAGE, VISITS.replace("date: day", "dates: day"), by=BEN)
    assert caught.value.finding.place.file == PAGE
    with pytest.raises(Refused):
        save_page_file(workspace, PAGE, "metrics:\n  revenue: { label: R, formula: count(orders) }\n", by=BEN)
    found = newest(workspace)
    assert found is not None
    assert found.number == 1


def test_an_old_error_elsewhere_does_not_hinder_the_page(workspace: Workspace) -> None:
    broken = shop(("sales.yml", "sum(orders.amount)", "sum(orders.amount"))
    apply(workspace, broken, by=ANN, folder="/srv/shop", allow_errors=True)
    assert save_page_file(workspace, PAGE, VISITS, by=BEN).number == 2


def test_an_empty_text_takes_the_file_away_and_retires_what_it_held(workspace: Workspace) -> None:
    apply(workspace, SHOP, by=ANN, folder="/srv/shop")
    save_page_file(workspace, PAGE, VISITS, by=BEN)
    assert PAGE not in save_page_file(workspace, PAGE, "", by=BEN).files
    assert versions(workspace, "metric", "buyers")[0].change == "retired"


def test_a_workspace_may_begin_in_the_page(workspace: Workspace) -> None:
    made = save_page_file(workspace, PAGE, VISITS, by=BEN, expected=0)
    assert made.files["truenorth.yml"] == 'version: 1\nname: "Acme"\n'
    with pytest.raises(Refused) as caught:
        apply(workspace, {**SHOP, "kpis/all.yml": KPIS}, by=ANN, folder="/srv/shop")
    assert caught.value.finding.code == "PAGE_MANAGED"
    adopted = apply(workspace, SHOP, by=ANN, folder="/srv/shop", adopt=True)
    assert set(adopted.files) == {*SHOP, PAGE}


def test_the_root_links_the_folder_and_keeps_uploads(workspace: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    for part in ("data", "uploads", "entries", ".truenorth"):
        (folder / part).mkdir(parents=True)
    (folder / "data" / "a.csv").write_text("a")
    (folder / "uploads" / "old.csv").write_text("old")
    (folder / "entries" / "mood.csv").write_text("typed in code")
    (uploads_of(workspace) / "visits.csv").write_text("visits")
    root = root_of(workspace, str(folder))
    assert root_of(workspace, str(folder)) == root
    assert (root / "data" / "a.csv").read_text() == "a"
    assert {each.name for each in (root / "uploads").iterdir()} == {"old.csv", "visits.csv"}
    assert entries_of(workspace).is_dir()
    assert not any(entries_of(workspace).iterdir())
    assert not (root / ".truenorth").exists()
    assert {each.name for each in root_of(workspace, "").iterdir()} == {"uploads", "entries"}
    assert (uploads_of(workspace) / "visits.csv").read_text() == "visits"
    assert not (uploads_of(workspace) / "old.csv").is_symlink()
