"""PORT_VANITY: a KPI counts attention or activity."""

from __future__ import annotations

import re
from collections.abc import Iterator

from truenorth.checks.facts import Facts, at
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level

VANITY = frozenset(
    [
        "views",
        "pageviews",
        "impressions",
        "likes",
        "followers",
        "clicks",
        "downloads",
        "visits",
        "hits",
        "mentions",
        "emails",
        "calls",
        "meetings",
        "trainings",
        "registrations",
        "installs",
    ]
)
"""What is easy to count and hard to use."""


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.active:
        words = set(re.findall(r"[a-z]+", kpi.label.lower()))
        found = sorted(words & VANITY)
        if found and kpi.role != "leading":
            yield Hit(kpi.key, at(kpi, "label"), f"{kpi.label} counts {found[0]}: activity, not what it is for.")


RULE = Rule(
    code="PORT_VANITY",
    level=Level.NOTE,
    needs=Needs.FORM,
    title="A KPI counts attention or activity",
    why="Views, likes, meetings and downloads rise by themselves and pay for nothing.",
    remedy="Measure what they are for.",
    bad=Example(
        "kpis:\n  k:\n    label: Page views\n    metric: revenue\n",
    ),
    good=Example(
        "kpis:\n  k:\n    label: Paid orders\n    metric: revenue\n",
    ),
    find=find,
)
