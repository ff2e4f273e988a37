"""Totals of what does not add up, percents beyond any share, owners nobody knows, segments of no dimension."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_line import run
from truenorth import Project
from truenorth.errors import Finding
from truenorth.model.status import Status

HEAD = """
version: 1
name: Asked
as_of: 2024-02-29
sources: { f: { files: data/*.csv } }
tables:
  t:
    source: f.t
    one_row_per: id
    date: day
    complete_until: as_of
    belongs_to: { shop: shops }
    dimensions: [city]
  shops: { source: f.shops, one_row_per: id, filter: shops.deleted = false, dimensions: [region] }
  plain: { source: f.shops }
people: { ana@shop.example: { name: Ana } }
"""
ROWS = """id,day,city,amount,rate,user,shop
1,2024-01-05,Rome,10,45.2,a,1
2,2024-01-06,Oslo,20,44.1,b,1
3,2024-02-06,Oslo,30,43.0,a,2
"""
SHOPS = "id,deleted,region\n1,false,north\n1,true,south\n2,false,south\n2,true,south\n"


def project(path: Path, text: str) -> Project:
    (path / "data").mkdir()
    (path / "data" / "t.csv").write_text(ROWS, encoding="utf-8")
    (path / "data" / "shops.csv").write_text(SHOPS, encoding="utf-8")
    (path / "truenorth.yml").write_text(HEAD + text, encoding="utf-8")
    return Project(path)


def errors(made: Project) -> list[Finding]:
    return [each for each in made.check() if each.level.value == "error"]


def status(made: Project) -> Status:
    (found,) = made.status()
    return found


ADDED_UP = [
    "sum(t.amount)",
    "count(t)",
    "sum(t.amount) - count(t)",
    "sum(t.amount) / 1000",
    "2 * sum(t.amount)",
    "coalesce(sum(t.amount), 0)",
    "sum_over(count(t), 'day')",
    "days_in_period()  * 2 + count(t)",
]
NOT_ADDED_UP = [
    ("avg(t.amount)", "a mean"),
    ("sum(t.amount) / count(t)", "a ratio"),
    ("count(distinct t.user)", "different values"),
    ("median(t.amount)", "median"),
    ("max(t.amount)", "largest"),
    ("last(t.amount)", "last value"),
    ("growth(count(t), 'previous period')", "result of growth"),
    ("share(count(t))", "ratio"),
    ("sum(t.amount) * count(t)", "product"),
    ("average_over(count(t), 'day')", "mean or extreme"),
    ("count(distinct t.user) + count(t)", "different values"),
    ("sum(case when t.day < period_end() then 1 end)", "begins or ends"),
]
KPI = "kpis: {{ k: {{ metric: m, targets: [{{ from: 2024-01, {} }}] }} }}\n"


@pytest.mark.parametrize("formula", ADDED_UP)
def test_a_total_of_what_adds_up_is_right(tmp_path: Path, formula: str) -> None:
    text = f'metrics: {{ m: {{ formula: "{formula}" }} }}\n' + KPI.format("total: 100, over: year")
    with project(tmp_path, text) as made:
        assert errors(made) == []
        data = status(made).facets["data"]
        assert data is not None and data.word != "broken"


@pytest.mark.parametrize(("formula", "what"), NOT_ADDED_UP)
def test_a_total_of_what_does_not_is_refused(tmp_path: Path, formula: str, what: str) -> None:
    text = f'metrics: {{ m: {{ formula: "{formula}" }} }}\n' + KPI.format("total: 100, over: year")
    with project(tmp_path, text) as made:
        (found,) = errors(made)
        assert found.code == "TOTAL_OF_WHAT_DOES_NOT_ADD_UP"
        assert what in found.message
        assert found.place.line == 18
        assert (status(made).value, status(made).headline) == (None, "no data")


@pytest.mark.parametrize(("formula", "_"), NOT_ADDED_UP)
def test_the_remedy_of_a_refused_total_works(tmp_path: Path, formula: str, _: str) -> None:
    text = f'metrics: {{ m: {{ formula: "{formula}" }} }}\n' + KPI.format("at_least: 1")
    with project(tmp_path, text) as made:
        assert errors(made) == []


@pytest.mark.parametrize(
    "formula",
    ["avg(t.rate)", "max(t.rate)", "median(t.rate)", "last(t.rate)", "sum(t.rate) / count(t)", "round(avg(t.rate), 1)"],
)
def test_a_percent_beyond_any_share_is_asked_back(tmp_path: Path, formula: str) -> None:
    text = f'metrics: {{ m: {{ formula: "{formula}", unit: percent, direction: higher }} }}\n'
    with project(tmp_path, text + KPI.format("at_least: 40 %")) as made:
        found = [each for each in made.check() if each.code == "PERCENT_BEYOND"]
        assert [each.place.line for each in found] == [17]
        assert "percent points" in (found[0].hint or "")
        assert status(made).headline == "doubtful"
        assert {each.code for each in made.query("m").answer.findings} == {"PERCENT_BEYOND"}


@pytest.mark.parametrize(
    ("formula", "more"),
    [
        ("avg(t.rate)", "unit: percent points"),
        ("avg(t.rate)", "unit: percent, bounds: [0 %, 5000 %]"),
        ("avg(t.rate / 100)", "unit: percent"),
        ("sum(t.amount) / count(t)", "unit: EUR"),
        ("sum(t.amount) / sum(t.shop)", "unit: percent"),
        ("growth(sum(t.amount), 'previous period')", "unit: percent"),
    ],
)
def test_what_is_meant_is_not_asked(tmp_path: Path, formula: str, more: str) -> None:
    text = f'metrics: {{ m: {{ formula: "{formula}", {more} }} }}\n'
    with project(tmp_path, text + KPI.format("at_least: 1")) as made:
        assert not [each for each in made.check() if each.code == "PERCENT_BEYOND"]


@pytest.mark.parametrize(
    "key", ["owner: a@shop.example", "updater: a@shop.example", "team: none", "objective: none", "guardrails: [none]"]
)
def test_a_name_that_changes_no_number_is_an_error_and_the_number_stands(tmp_path: Path, key: str) -> None:
    text = "metrics: { m: { formula: sum(t.amount) } }\n"
    text += f"kpis: {{ k: {{ metric: m, {key}, targets: [{{ from: 2024-01, at_least: 20 }}] }} }}\n"
    with project(tmp_path, text) as made:
        assert [(each.code.partition("_")[0], each.place.line) for each in errors(made)] == [("UNKNOWN", 18)]
        assert (status(made).value, status(made).headline) == (30, "on track")


@pytest.mark.parametrize("segment", ["{ regoin: north }", "{ amount: 10 }", "{ cities: Rome }"])
def test_a_segment_of_no_dimension_is_refused_at_check(tmp_path: Path, segment: str) -> None:
    text = "metrics: { m: { formula: count(t) } }\n"
    text += f"kpis: {{ k: {{ metric: m, segment: {segment}, targets: [{{ from: 2024-01, at_least: 1 }}] }} }}\n"
    with project(tmp_path, text) as made:
        (found,) = errors(made)
        assert found.code in ("UNKNOWN_DIMENSION", "NOT_A_DIMENSION")
        assert found.place.line == 18
        assert status(made).headline == "no data"


def test_a_target_for_no_dimension_is_refused_at_check(tmp_path: Path) -> None:
    text = "metrics: { m: { formula: count(t) } }\n" + KPI.format("at_least: 1, for: { regoin: north }")
    with project(tmp_path, text) as made:
        assert [(each.code, each.place.line) for each in errors(made)] == [("UNKNOWN_DIMENSION", 18)]


def test_rows_that_never_count_make_no_key_repeat(tmp_path: Path) -> None:
    with project(tmp_path, "metrics: { m: { formula: sum(t.amount) } }\n") as made:
        assert errors(made) == []
        assert not [each for each in made.check() if each.code == "KEY_REPEATED"]
        rows = made.query("m", by="region").answer.rows
        assert [(row.segment["region"], row.values["m"].cell.value) for row in rows] == [("north", 30), ("south", 30)]


def test_the_heading_over_rows_without_date_names_no_range(tmp_path: Path) -> None:
    with project(tmp_path, "metrics: { m: { formula: sum(plain.id) } }\n"):
        done = run("query", "m", "--project", str(tmp_path))
        assert done.stdout.splitlines()[0] == "Asked · M · all rows"
        assert "–" not in done.stdout.splitlines()[0]
