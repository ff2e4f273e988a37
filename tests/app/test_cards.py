"""Cards of the examples say what the engine says."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from app_examples import EXAMPLES, loaded
from truenorth.app.readings import read
from truenorth.project import Project


@pytest.mark.parametrize("example", ["pizza", "music_shop", "flights", "nhs_ae"])
@pytest.mark.django_db
def test_every_card_has_the_numbers_of_status_json(example: str) -> None:
    workspace = loaded(example, example)
    with Project(EXAMPLES / example) as project:
        wanted = json.loads(project.status_json(), parse_float=Decimal, parse_int=Decimal)
    rows = {row["key"]: row for row in read.rows(workspace, "kpi")}
    assert list(rows) == [each["kpi"] for each in wanted["kpis"]]
    for each in wanted["kpis"]:
        row = rows[each["kpi"]]
        exact = row["value"]["exact"]
        assert (None if exact is None else Decimal(exact)) == each["value"], each["kpi"]
        assert row["headline"] == each["headline"]
        assert row["rule"] == each["rule"]
        assert {name: facet["word"] or None for name, facet in row["facets"].items()} == each["facets"]
        if isinstance(each["target"], Decimal):
            assert Decimal(row["target"]["exact"]) == each["target"]


@pytest.mark.django_db
def test_what_needs_talk_names_the_worst_with_its_numbers_and_counts_the_others() -> None:
    workspace = loaded("pizza", "pizza")
    (card,) = read.rows(workspace, "scorecard")
    worst = read.row(workspace, "kpi", "quarterly_revenue")
    assert worst["headline"] == "missed"
    assert card["talk"].startswith(
        "Revenue of the quarter is missed: 199.1k USD in Q4 2015 against ≥ 204.0k: −4.9k short of the target."
    )
    assert card["talk"].endswith(
        "4 more need attention: Orders per open day, Vegetarian pizzas' share of revenue, Average order and 1 more."
    )
