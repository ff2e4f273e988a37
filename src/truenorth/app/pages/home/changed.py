"""What changed on KPIs in a stretch of time: a sentence each, the visitor's own first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from truenorth.app.pages.checkin.due import rows_of
from truenorth.app.pages.door import Visit
from truenorth.app.readings import read as readings
from truenorth.app.readings.shapes import KpiRow
from truenorth.app.readings.shapes_past import RestatementShown, TransitionShown
from truenorth.app.work import read
from truenorth.app.work.read import Who
from truenorth.app.work.spans import in_words
from truenorth.periods import Grain

MOST = 20
_TOLD = ("headline", "signal", "outlook")
_BETTER = ("missed", "off track", "at risk", "on track", "achieved")
_GRAINS = tuple(grain.value for grain in (Grain.HOUR, Grain.DAY, Grain.WEEK, Grain.MONTH, Grain.QUARTER, Grain.YEAR))
_ODDS = ("unlikely", "uncertain", "likely")


@dataclass(frozen=True)
class Change:
    """What changed on one KPI: a sentence, whether it is for the better or the worse, and its line."""

    kpi: str
    label: str
    sentence: str
    side: str  # better, worse, ""
    at: datetime
    row: KpiRow | None


@dataclass(frozen=True)
class Changes:
    """What changed; `more` KPIs were left out."""

    lines: tuple[Change, ...]
    more: int


@dataclass(frozen=True)
class Called:
    """A comment that calls the visitor."""

    kpi: str
    label: str
    text: str
    by: Who
    at: datetime


def changes(
    visit: Visit, since: datetime, until: datetime, mine: Collection[str], *, as_of: datetime | None = None
) -> Changes:
    """Words that became others and numbers that were restated after one instant up to another.

    Each stands beside its KPI's row as it is, or as it was known `as_of` a past time.
    """
    moved = readings.transitions(visit.workspace, since, until)
    restated = readings.restatements(visit.workspace, known=(since, until))
    found = [*_moves(moved), *_restated(restated)]
    found.sort(
        key=lambda change: (change.kpi not in mine, change.side != "worse", -change.at.timestamp(), change.label)
    )
    kept = found[:MOST]
    rows = {row["key"]: row for row in rows_of(visit, [change.kpi for change in kept], as_of)}
    return Changes(tuple(_with_row(change, rows.get(change.kpi)) for change in kept), len(found) - len(kept))


def _with_row(change: Change, row: KpiRow | None) -> Change:
    """The change under the KPI's name."""
    return change if row is None else replace(change, row=row, label=row["label"])


def addressed(visit: Visit, since: datetime, until: datetime) -> tuple[Called, ...]:
    """The comments that call the visitor."""
    found = read.mentions_of(visit.workspace, visit.user, since, until=until)
    labels = {row["key"]: row["label"] for row in rows_of(visit, [said.kpi for said in found])}
    return tuple(Called(said.kpi, labels.get(said.kpi, said.kpi), said.text, said.by, said.at) for said in found)


def _moves(moved: Iterable[TransitionShown]) -> Iterable[Change]:
    """One line a KPI, with each word's way from the first to the last; a word that came back has not changed."""
    by_kpi: dict[str, list[TransitionShown]] = {}
    for each in moved:
        if each["facet"] in _TOLD:
            by_kpi.setdefault(each["kpi"], []).append(each)
    for kpi, newest_first in by_kpi.items():
        told = [_way(newest_first, facet) for facet in _TOLD]
        ways = [(facet, *way) for facet, way in zip(_TOLD, told, strict=True) if way is not None]
        if ways:
            newest = newest_first[0]
            sentence = "; ".join(_sentence(facet, before, after) for facet, before, after in ways)
            noise = any(each["within_noise"] for each in newest_first if each["facet"] == "headline")
            end = ", within noise." if noise else "."
            at = datetime.fromisoformat(newest["known_from"])
            yield Change(kpi, newest["label"], sentence[:1].upper() + sentence[1:] + end, _side(ways), at, None)


def _way(newest_first: Sequence[TransitionShown], facet: str) -> tuple[str, str] | None:
    of_facet = [each for each in newest_first if each["facet"] == facet]
    if not of_facet:
        return None
    before, after = of_facet[-1]["before"], of_facet[0]["after"]
    return None if before == after else (before, after)


def _sentence(facet: str, before: str, after: str) -> str:
    """One word's way, such as `from on track to at risk`."""
    if facet == "headline":
        return f"from {before} to {after}" if before else f"now {after}"
    if facet == "signal":
        return "the signal has ended" if after == "stable" else f"signal: {after}"
    return f"outlook from {before} to {after}" if before and after else f"outlook: {after or 'not told any more'}"


def _side(ways: Sequence[tuple[str, str, str]]) -> str:
    """Whether the first word that has a side went the better or the worse way."""
    for facet, before, after in ways:
        scale = _BETTER if facet == "headline" else _ODDS if facet == "outlook" else ()
        if before in scale and after in scale:
            return "better" if scale.index(after) > scale.index(before) else "worse"
        if facet == "signal" and after.endswith(("better", "worse")):
            return "better" if after.endswith("better") else "worse"
    return ""


def _fineness(grain: str) -> int:
    return _GRAINS.index(grain) if grain in _GRAINS else len(_GRAINS)


def _restated(restated: Sequence[RestatementShown]) -> Iterable[Change]:
    """One line a KPI whose numbers became others: its newest such period, and how many more."""
    whole = [each for each in restated if each["segment"] == "{}"]
    finest: dict[str, str] = {}
    for each in whole:
        finest[each["metric"]] = min(finest.get(each["metric"], each["grain"]), each["grain"], key=_fineness)
    by_metric: dict[str, list[RestatementShown]] = {}
    for each in whole:
        if each["grain"] == finest[each["metric"]]:
            by_metric.setdefault(each["metric"], []).append(each)
    for lines in by_metric.values():
        newest = max(lines, key=lambda each: each["period"])
        more = len({each["period"] for each in lines}) - 1
        rest = f"; {more} more period{'s' if more > 1 else ''} restated" if more else ""
        sentence = (
            f"{in_words(newest['period'])} was restated from {newest['before']} to {newest['after']} "
            f"({newest['cause_text']}){rest}."
        )
        for kpi in newest["kpis"]:
            yield Change(kpi, newest["label"], sentence, "", datetime.fromisoformat(newest["known_from"]), None)
