"""One metric's failure stays with it: the others of the same question answer, and `check` tells everything else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from command_line import run
from truenorth import Project, Refused, SourceFailed

DEFINITIONS = """
version: 1
name: Apart
as_of: 2024-02-29
sources: { files: { files: data/*.csv }, marked: { files: data/*.parquet }, gone: { files: lost/*.csv } }
tables:
  sales: { source: files.sales, date: day, dimensions: [city] }
  broken: { source: marked.broken, date: day }
  lost: { source: gone.lost, date: day }
  texts: { source: files.texts, date: day }
metrics:
  revenue: { formula: sum(sales.amount) }
  number: { formula: count(sales) }
  misspelled: { formula: sum(sales.amuont) }
  unfinished: { formula: "sum(sales.amount" }
  of_broken: { formula: count(broken) }
  of_lost: { formula: count(lost) }
  of_text: { formula: sum(cast(texts.size as integer)) }
  inherited: { formula: revenue / misspelled }
kpis:
  good: { metric: revenue, targets: [{ from: 2024-01, at_least: 5 }] }
  bad: { metric: of_broken, targets: [{ from: 2024-01, at_least: 20 }] }
"""
FAILING = ("misspelled", "unfinished", "of_broken", "of_lost", "of_text", "inherited")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A project in which much is broken and one table is right."""
    (tmp_path / "data").mkdir()
    (tmp_path / "truenorth.yml").write_text(DEFINITIONS, encoding="utf-8")
    (tmp_path / "data" / "sales.csv").write_text("day,city,amount\n2024-01-02,Rome,10\n2024-02-03,Oslo,20\n")
    (tmp_path / "data" / "texts.csv").write_text("day,size\n2024-01-02,small\n")
    (tmp_path / "data" / "broken.parquet").write_bytes(b"PAR1" + b"\x15\x00" * 40 + b"PAR1")
    return tmp_path


@pytest.fixture
def project(folder: Path) -> Iterator[Project]:
    with Project(folder) as made:
        yield made


@pytest.mark.parametrize("failing", FAILING)
def test_the_others_answer(project: Project, failing: str) -> None:
    answer = project.query("revenue", failing, "number", grain="month").answer
    assert [info.key for info in answer.metrics] == ["revenue", failing, "number"]
    assert [row.values["revenue"].cell.value for row in answer.rows] == [10, 20]
    assert [row.values["number"].cell.value for row in answer.rows] == [1, 1]
    lost = [row.values[failing] for row in answer.rows]
    assert {(each.cell.value, each.cell.reason, each.state.value) for each in lost} == {(None, "failed", "missing")}
    errors = [each for each in answer.findings if each.level.value == "error"]
    assert len(errors) == 1
    assert errors[0].message


def test_all_failures_are_told(project: Project) -> None:
    answer = project.query("revenue", *FAILING).answer
    assert [row.values["revenue"].cell.value for row in answer.rows] == [30]
    assert len([each for each in answer.findings if each.level.value == "error"]) == 5  # one stands behind two


def test_what_fails_alone_is_refused(project: Project) -> None:
    for failing in FAILING:
        with pytest.raises((Refused, SourceFailed)):
            project.query(failing)
    with pytest.raises((Refused, SourceFailed)):
        project.query(*FAILING)


def test_a_question_that_makes_no_sense_is_refused_as_a_whole(project: Project) -> None:
    with pytest.raises(Refused, match="revenu "):
        project.query("revenue", "revenu ")
    with pytest.raises(Refused, match="citty"):
        project.query("revenue", "number", by="citty")
    with pytest.raises(Refused, match="citty"):
        project.query("revenue", "misspelled", by="citty")


def test_the_command_prints_the_numbers_and_leaves_with_1(folder: Path) -> None:
    done = run("query", "revenue", "of_lost", "--project", str(folder), "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert told["rows"][0]["values"]["revenue"]["value"] == 30
    assert told["rows"][0]["values"]["of_lost"]["reason"] == "failed"
    assert [each["level"] for each in told["findings"]] == ["error"]
    drawn = run("query", "revenue", "of_lost", "--project", str(folder))
    assert drawn.returncode == 1
    assert "30" in drawn.stdout


def test_status_judges_what_it_can(project: Project) -> None:
    assert {each.kpi: each.headline for each in project.status()} == {"good": "on track", "bad": "no data"}


def test_check_tells_every_finding(project: Project) -> None:
    found = [each for each in project.check() if each.level.value == "error"]
    told = {(each.code, str(each.place)) for each in found}
    assert told >= {
        ("SOURCE_UNREADABLE", "data/broken.parquet"),
        ("SOURCE_MISSING", "truenorth.yml:5"),
        ("UNKNOWN_COLUMN", "truenorth.yml:14"),
        ("FORMULA_SYNTAX", "truenorth.yml:15"),
    }
