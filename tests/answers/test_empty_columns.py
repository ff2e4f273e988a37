"""A column that is empty in every row takes whatever type is asked of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from truenorth import Project
from truenorth.errors import Refused

PROJECT = """
version: 1
name: A quarter without refunds
as_of: 2026-06-30
sources: { f: { files: "data/*" } }
tables:
  sales:
    source: f.sales
    date: day
    dimensions: [note, { name: big, formula: sales.refund > 5 }]
    other_dates: [refunded_on]
    belongs_to: { shop: shops }
    currency_in: { in_currency: currency }
  refunded: { source: f.sales, date: refunded_on }
  shops: { source: f.shops, one_row_per: shop, dimensions: [region] }
  header: { source: f.header, date: day }
metrics:
  m: { formula: "%s", %s }
"""
FILES = {
    "sales.csv": "day,amount,refund,refunded_on,note,flag,shop,in_currency,currency\n"
    '2026-01-05,10.50,,,"",,,,EUR\n2026-02-05,20.25,,," ",,,,EUR\n2026-03-05,30.00,,,,,,,EUR\n',
    "shops.csv": "shop,region\n1,North\n2,South\n",
    "header.csv": "day,amount\n",
}


def project_of(folder: Path, formula: str, more: str = "") -> Project:
    (folder / "data").mkdir()
    for name, text in FILES.items():
        (folder / "data" / name).write_text(text)
    (folder / "truenorth.yml").write_text(PROJECT % (formula, more))
    return Project(folder)


ANSWERS = [
    ("sum(sales.refund)", "", None),
    ("sum(sales.refund)", "fill: 0", 0),
    ("sum(sales.in_currency)", "", None),
    ("count(sales.refund)", "", 0),
    ("count(distinct sales.note)", "", 0),
    ("avg(sales.refund)", "", None),
    ("median(sales.refund)", "", None),
    ("stddev(sales.refund)", "", None),
    ("max(sales.refund)", "", None),
    ("last(sales.refund)", "", None),
    ("max(sales.refund) / sum(sales.amount)", "", None),
    ("sum(sales.amount * sales.refund)", "", None),
    ("sum(round(-sales.refund / sales.amount, 2))", "", None),
    ("sum(sales.amount - coalesce(sales.refund, 0))", "", 60.75),
    ("sum(least(sales.refund, 5))", "", 15),
    ("sum(case when sales.amount > 15 then sales.refund end)", "", None),
    ("sum(case when sales.amount > 15 then sales.refund else 1 end)", "", 1),
    ("sum(case when sales.flag then 1 else 2 end)", "", 6),
    ("avg(days_between(sales.day, sales.refunded_on))", "", None),
    ("avg(hours_between(sales.day, sales.refunded_on))", "", None),
    ("avg(length(concat(sales.note, 'x')))", "", None),
    ("days_since(max(sales.refunded_on))", "", None),
    ("days_between(min(sales.refunded_on), max(sales.day))", "", None),
    ("count(sales)", "filter: sales.note = 'x'", 0),
    ("count(sales)", "filter: sales.note <> 'x'", 3),
    ("count(sales)", "filter: sales.refund > 0", 0),
    ("count(sales)", "filter: sales.refund = sales.note", 0),
    ("count(sales)", "filter: sales.refund is null", 3),
    ("count(sales)", "filter: sales.flag", 0),
    ("count(sales)", "filter: not sales.flag", 3),
    ("count(sales)", "filter: \"contains(lower(sales.note), 'x') or sales.note like 'x%'\"", 0),
    ("count(sales)", "filter: \"sales.refunded_on >= date '2026-01-01'\"", 0),
    ("count(sales)", "filter: sales.refunded_on + 7 days > sales.day", 0),
    ("count(sales)", "filter: \"shops.region = 'North'\"", 0),
    ("count(sales)", "date: refunded_on", 0),
    ("sum(header.amount)", "", None),
]


@pytest.mark.parametrize(("formula", "more", "value"), ANSWERS, ids=[f"{f} {m}".strip() for f, m, _ in ANSWERS])
def test_what_is_asked_of_it(tmp_path: Path, formula: str, more: str, value: float | None) -> None:
    with project_of(tmp_path, formula, more) as project:
        [row] = project.query("m", period="2026-Q1").answer.rows
    cell = row.values["m"].cell
    assert (cell.value is None, float(str(cell.value or 0))) == (value is None, value or 0)
    assert (cell.reason is None) == (value is not None)


@pytest.mark.parametrize(("dimension", "member"), [("note", None), ("big", False), ("shops.region", None)])
def test_as_a_dimension_it_has_no_member(tmp_path: Path, dimension: str, member: bool | None) -> None:
    with project_of(tmp_path, "count(sales)") as project:
        rows = project.query("m", by=[dimension], period="2026-Q1").rows
    assert [(row[dimension], row["m"]) for row in rows] == [(member, 3)]


def test_null_itself_is_still_compared_with_by_is_null(tmp_path: Path) -> None:
    asked = project_of(tmp_path, "count(sales)", "filter: sales.refund = null")
    with asked as project, pytest.raises(Refused, match="never holds"):
        project.query("m", period="2026-Q1")
