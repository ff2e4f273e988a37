"""PROC_REVIEW_TOO_RARE: a review is rarer than the horizon allows."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts, at
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level

RHYTHMS = ("daily", "weekly", "monthly", "quarterly", "yearly")


def _rank(review: str | None) -> int | None:
    """How rare a review is; `every Monday` is weekly."""
    if review is None:
        return None
    return RHYTHMS.index(review) if review in RHYTHMS else 1


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        rank, allowed = _rank(kpi.review), {"operational": 2, "strategic": 3}.get(kpi.horizon or "")
        if rank is not None and allowed is not None and rank > allowed:
            yield Hit(kpi.key, at(kpi, "review"), f"{kpi.label} is {kpi.horizon} and reviewed {kpi.review}.")


RULE = Rule(
    code="PROC_REVIEW_TOO_RARE",
    level=Level.WARNING,
    needs=Needs.FORM,
    title="A review is rarer than the horizon allows",
    why="What is steered by the day and looked at once a quarter is not steered.",
    remedy="Review operational KPIs at least monthly, strategic ones at least quarterly.",
    bad=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n    horizon: operational\n    review: quarterly\n",
    ),
    good=Example(
        "kpis:\n  k:\n    label: K\n    metric: revenue\n    horizon: operational\n    review: weekly\n",
    ),
    find=find,
)
