"""A scorecard as its page shows it: groups with their roll-ups, each with its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from truenorth.app.pages.scorecard.asked import Wanted
from truenorth.app.pages.scorecard.line import Around, line
from truenorth.app.readings.shapes import KpiRow, ScorecardGroup, ScorecardRow


@dataclass(frozen=True)
class Block:
    """A group: its roll-up (None: no header) and its rows."""

    group: ScorecardGroup | None
    told: str
    lines: tuple[SafeString, ...]


@dataclass(frozen=True)
class Chip:
    """How many KPIs have a headline, and the link that shows only these, or all again."""

    headline: str
    count: int
    link: str
    chosen: bool


def blocks_of(card: ScorecardRow, rows: Mapping[str, KpiRow], wanted: Wanted, around: Around) -> tuple[Block, ...]:
    """The groups that have rows to show."""
    if wanted.group == "none":
        groups: Sequence[ScorecardGroup] = [card["total"]]
    else:
        groups = card["objectives"] if wanted.group == "objective" else card["perspectives"]
    found = []
    for group in groups:
        known = [(rows[each["kpi"]], each["weight"]) for each in group["lines"] if each["kpi"] in rows]
        lines = tuple(line(row, around, weight) for row, weight in known if wanted.takes(row))
        if lines:
            found.append(Block(None if wanted.group == "none" else group, told_of(group), lines))
    return tuple(found)


def told_of(group: ScorecardGroup) -> str:
    """What stands behind a group's score: the worst child, what has data, what is red, what was capped."""
    parts = [f"worst: {group['worst_label']}"] if group["worst_label"] else []
    parts.append(f"{group['coverage']} of the weight has a score")
    if not group["red"].startswith("0 "):
        parts.append(f"{group['red']} red")
    if group["hidden_red"]:
        parts.append("the score hides a red one")
    if group["capped"]:
        parts.append(f"{group['capped']} counted no higher than 8")
    return " · ".join(parts)


def chips_of(counts: Mapping[str, int], wanted: Wanted) -> tuple[Chip, ...]:
    """The headlines that occur, worst first."""
    chosen = wanted.filters.get("headline", "")
    return tuple(
        Chip(word, count, wanted.link(headline="" if word == chosen else word), word == chosen)
        for word, count in counts.items()
        if count
    )


def counts_of(rows: Sequence[KpiRow], order: Sequence[str]) -> dict[str, int]:
    """How many rows have each headline, in an order of headlines."""
    found = {word: sum(1 for row in rows if row["headline"] == word) for word in order}
    return {word: count for word, count in found.items() if count}
