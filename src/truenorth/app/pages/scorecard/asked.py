"""What a visitor of a list of KPIs asked to see: view, grouping, filters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from truenorth.app.readings.shapes import KpiRow

VIEWS = {"list": "List", "compact": "Compact"}
GROUPS = {"perspective": "Perspectives", "objective": "Objectives", "none": "None"}
FILTERS = {
    "headline": "Status",
    "department": "Department",
    "team": "Team",
    "owner": "Owner",
    "objective": "Objective",
    "level": "Level",
    "horizon": "Horizon",
    "timing": "Timing",
    "stage": "Stage",
    "nature": "Nature",
    "role": "Role",
    "state": "State",
}
"""What lists can be narrowed by: the key of a row, and its name."""


@dataclass(frozen=True)
class Wanted:
    """View, grouping, and the value that each filter asks for."""

    view: str = "list"
    group: str = "perspective"
    filters: Mapping[str, str] = field(default_factory=dict)
    keep: str = ""  # the as-of that links carry on

    def takes(self, row: KpiRow) -> bool:
        """Whether a row passes every filter."""
        return all(str(row.get(name, "")) == value for name, value in self.filters.items())

    def link(self, **changes: str) -> str:
        """The query of the same page with something changed; an empty text takes a filter away."""
        words = {"view": self.view, "group": self.group, **self.filters, **changes}
        usual = {"view": "list", "group": "perspective"}
        told = {name: value for name, value in words.items() if value and usual.get(name) != value}
        query = "&".join(part for part in (urlencode(told), self.keep) if part)
        return f"?{query}" if query else "?"


@dataclass(frozen=True)
class Choice:
    """One filter with the values that occur."""

    name: str
    label: str
    values: tuple[tuple[str, str, bool], ...]  # value, its words, chosen


def wanted_of(given: Mapping[str, str], keep: str) -> Wanted:
    """What the query asks for; words that mean nothing are passed over."""
    view, group = given.get("view", ""), given.get("group", "")
    filters = {name: given[name] for name in FILTERS if given.get(name)}
    return Wanted(view if view in VIEWS else "list", group if group in GROUPS else "perspective", filters, keep)


def choices_of(rows: Iterable[KpiRow], wanted: Wanted) -> Sequence[Choice]:
    """The filters that would narrow these rows, each with the values that occur; those in use stay."""
    known = list(rows)
    found = []
    for name, label in FILTERS.items():
        words = {str(row.get(name, "")): _word(row, name) for row in known if row.get(name)}
        chosen = wanted.filters.get(name, "")
        if chosen and chosen not in words:
            words[chosen] = chosen
        if len(words) > 1 or chosen:
            ordered = sorted(words.items(), key=lambda pair: pair[1].casefold())
            found.append(Choice(name, label, tuple((value, text, value == chosen) for value, text in ordered)))
    return found


def _word(row: KpiRow, name: str) -> str:
    if name == "owner":
        return row["owner_name"] or row["owner"]
    if name == "objective":
        return row["objective_label"] or row["objective"]
    if name == "team":
        return row["team_label"] or row["team"]
    return str(row[name]).replace("_", " ").capitalize()  # type: ignore[literal-required]
