"""What cards say of typed metrics is what the pages need to ask for their values."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from app_examples import applied
from app_people import member
from truenorth.app.accounts.models import Role
from truenorth.app.readings import read
from truenorth.app.readings.refresh import refresh
from truenorth.app.work import write
from truenorth.app.work.values import read_value, typed_metric
from truenorth.app.work.wanted import TypedNumber
from truenorth.app.work.write import Author

DEFINITIONS = """
version: 1
name: Acme
as_of: 2015-12-31
people:
  ann@acme.example: { name: Ann }
  bo@acme.example: { name: Bo }
metrics:
  csat: { label: CSAT, manual: { every: month, over_time: average }, unit: percent, bounds: [0, 1] }
  visits: { label: Visits, manual: { every: month, over_time: sum } }
kpis:
  csat: { label: CSAT, metric: csat, owner: ann@acme.example, updater: bo@acme.example, review: monthly, grain: month }
"""


@pytest.mark.django_db
def test_a_typed_metric_says_how_it_is_typed_and_a_kpi_by_whom(tmp_path: Path) -> None:
    (tmp_path / "entries").mkdir()
    (tmp_path / "truenorth.yml").write_text(DEFINITIONS, "utf-8")
    (tmp_path / "entries" / "csat.csv").write_text("period,value\n2015-10,91 %\n2015-11,92 %\n", "utf-8")
    (tmp_path / "entries" / "visits.csv").write_text("period,shop,value\n2015-10,A,1\n2015-11,A,2\n", "utf-8")
    workspace = applied("acme", tmp_path)
    refresh(workspace)
    csat = typed_metric(read.row(workspace, "metric", "csat"))
    assert (csat.every, csat.bounds, csat.sign) == ("month", (Decimal(0), Decimal(1)), "%") and not csat.split_by
    assert typed_metric(read.row(workspace, "metric", "visits")).split_by == ("shop",)
    row = read.row(workspace, "kpi", "csat")
    assert (row["updater"], row["owner"], row["entry_metrics"]) == ("bo@acme.example", "ann@acme.example", ["csat"])
    assert row["open_period"] == "2015-12"
    people = {person["key"]: person for person in read.row(workspace, "workspace", "workspace")["people"]}
    assert people["bo@acme.example"]["updates"] == ["csat"] and people["bo@acme.example"]["kpis"] == []
    bo = member(workspace, Role.CONTRIBUTOR, "bo@acme.example")
    write.type_value(Author(workspace, bo), TypedNumber("csat", "2015-12", read_value("93", csat)))
    refresh(workspace)
    row = read.row(workspace, "kpi", "csat")
    assert (row["open_period"], row["period"], row["value"]["exact"]) == ("", "2015-12", "0.93")
