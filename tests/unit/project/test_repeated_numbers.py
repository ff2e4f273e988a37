"""A number that unpivot keeps on every row of one is added up only where it stands once."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from truenorth import Project
from truenorth.errors import Refused

PROJECT = """
version: 1
name: Days beside a target
as_of: 2024-12-31
sources: { f: { files: "data/*", unpivot: "Day{day_number}" } }
tables:
  plan: { source: f.plan, date: month, dimensions: [shop, day_number] }
metrics:
  m: { formula: "%s", %s }
"""
PLAN = "month,shop,target,Day1,Day2\n2024-01-31,A,10,1,2\n2024-01-31,B,20,3,4\n"


def asked(folder: Path, formula: str, more: str) -> Project:
    (folder / "data").mkdir()
    (folder / "data" / "plan.csv").write_text(PLAN)
    (folder / "truenorth.yml").write_text(PROJECT % (formula, more))
    return Project(folder)


@pytest.mark.parametrize(
    ("formula", "more", "value"),
    [
        ("sum(plan.value)", "", 10),
        ("max(plan.target)", "", 20),
        ("avg(plan.target)", "", 15),
        ("count(plan.target)", "", 4),
        ("sum(plan.value * plan.target)", "", 170),
        ("sum(plan.target)", "filter: plan.day_number = 1", 30),
        ("sum(case when plan.day_number = 1 then plan.target end)", "", 30),
    ],
)
def test_what_it_may_be_asked(tmp_path: Path, formula: str, more: str, value: int) -> None:
    with asked(tmp_path, formula, more) as project:
        [row] = project.query("m", period="2024-01").rows
    assert Decimal(str(row["m"])) == value


@pytest.mark.parametrize(
    ("formula", "more"),
    [
        ("sum(plan.target)", ""),
        ("sum(plan.target * 2)", "filter: plan.shop = 'A'"),
        ("sum(plan.value) / sum(plan.target)", ""),
        ("sum(case when plan.shop = 'A' then plan.target end)", ""),
    ],
)
def test_its_sum_is_refused(tmp_path: Path, formula: str, more: str) -> None:
    with asked(tmp_path, formula, more) as project, pytest.raises(Refused) as refused:
        project.query("m", period="2024-01")
    finding = refused.value.finding
    assert (finding.code, finding.place.line) == ("NUMBER_REPEATED", 9)
    assert "filter: plan.day_number = …" in str(finding.hint)
