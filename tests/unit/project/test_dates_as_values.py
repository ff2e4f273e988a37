"""Metrics whose values are dates or texts: shown as they are, refused where a number is needed, with a remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from command_line import run
from truenorth import Project

HEAD = """
version: 1
name: Jobs
as_of: 2024-03-10
sources: { files: { files: data/*.csv } }
tables:
  jobs: { source: files.jobs, date: day, complete_until: as_of, dimensions: [team] }
"""
ROWS = """day,done,name,size,team,ok
2024-01-05,2024-01-09,b,1,x,true
2024-01-25,2024-02-01,a,2,x,false
2024-02-10,,c,3,y,true
"""


def folder_of(path: Path, metrics: str, more: str = "") -> Path:
    (path / "data").mkdir()
    (path / "data" / "jobs.csv").write_text(ROWS, encoding="utf-8")
    (path / "truenorth.yml").write_text(f"{HEAD}metrics:\n{metrics}\n{more}", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], ["2024-02-10", "c"]),
        (["--grain", "month"], ["2024-01-25", "2024-02-10", "trend"]),
        (["--grain", "month", "--by", "team"], ["2024-01-25", "2024-02-10"]),
        (["--by", "team", "--totals"], ["2024-01-25", "2024-02-10", "total"]),
        (["--period", "2024-02", "--compare", "previous-period"], ["2024-01-25", "2024-02-10"]),
    ],
)
def test_the_terminal_writes_a_date_as_it_is(tmp_path: Path, words: list[str], said: list[str]) -> None:
    folder = folder_of(tmp_path, "  newest: { formula: max(jobs.day) }\n  name: { formula: max(jobs.name) }")
    for metrics in (["newest"], ["newest", "name"]):
        done = run("query", *metrics, "--project", str(folder), *words)
        assert done.returncode == 0, done.stderr
        assert all(each in done.stdout for each in said if len(each) > 1 or len(metrics) > 1)


REMEDIES = [
    ("max(jobs.day) - min(jobs.day)", "days_between(min(jobs.day), max(jobs.day))", "{}", 36),
    ("(max(jobs.day) - min(jobs.day)) / 4", "days_between(min(jobs.day), max(jobs.day))", "{} / 4", 9),
    ("29 * count(jobs) / max(jobs.day)", "days_since(max(jobs.day))", "29 * count(jobs) / {}", 3),
    ("max(jobs.day) + 7", "days_since(max(jobs.day))", "{} + 7", 36),
    ("abs(last(jobs.day))", "days_since(max(jobs.day))", "abs({})", 29),
    ("max(jobs.name) + 1", "count(distinct jobs.name)", "{} + 1", 4),
    ("first(jobs.ok) * 2", "sum(case when jobs.ok then 1 else 0 end)", "{} * 2", 4),
]


@pytest.mark.parametrize(("wrong", "remedy", "within", "value"), REMEDIES)
def test_a_remedy_leads_to_an_answer(tmp_path: Path, wrong: str, remedy: str, within: str, value: int) -> None:
    metrics = f'  wrong: {{ formula: "{wrong}" }}\n  right: {{ formula: "{within.format(remedy)}" }}'
    with Project(folder_of(tmp_path, metrics)) as project:
        (found,) = [each for each in project.check() if each.level.value == "error"]
        assert (found.code, found.place.line) == ("FORMULA_TYPE", 9)
        assert remedy in (found.hint or "")
        assert project.query("right").answer.rows[0].values["right"].cell.value == value


def test_a_kpi_needs_a_number(tmp_path: Path) -> None:
    kpis = "kpis:\n  late: { metric: newest, targets: [{ from: 2024-01, at_least: 5 }] }\n"
    with Project(folder_of(tmp_path, "  newest: { formula: max(jobs.day) }", kpis)) as project:
        found = [each for each in project.check() if each.level.value == "error"]
        assert [each.code for each in found] == ["KPI_NOT_A_NUMBER"]
        (status,) = project.status()
        assert (status.headline, status.value) == ("no data", None)
