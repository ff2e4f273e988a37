"""The data facet: whether the number may be relied on, and how old it is."""

from __future__ import annotations

from datetime import datetime, timedelta

from truenorth.judgement.evidence import Evidence, TableAge
from truenorth.judgement.exact import fraction
from truenorth.model.answers import Amount
from truenorth.model.status import Facet
from truenorth.periods import Calendar, Duration, Grain, period_at
from truenorth.periods.calendar import add_months_clamped

DATA_WORDS = ("broken", "no data", "stale", "doubtful", "too few", "late", "provisional", "fresh")
"""Heaviest first: the facet is the first that applies."""

_AGES = ("fresh", "late", "stale")


def data_facet(evidence: Evidence) -> Facet:
    """The heaviest word that applies, with every fact behind it; `late` and `provisional` stand among the facts too."""
    worst, facts = _cut_off(evidence) or _worst(evidence)
    value = evidence.value
    count = _denominator(evidence)
    few = evidence.kpi.min_count is not None and count is not None and fraction(count) < evidence.kpi.min_count  # type: ignore[operator]
    applies = {
        "broken": evidence.failure is not None,
        "no data": value is None or fraction(value.cell.value) is None,
        "stale": worst == "stale",
        "doubtful": value is not None and value.doubt is not None,
        "too few": few,
        "late": worst == "late",
        "provisional": value is not None and value.maturity == "provisional",
        "fresh": True,
    }
    word = next(word for word in DATA_WORDS if applies[word])
    marks = tuple(mark for mark in ("late", "provisional") if applies[mark])
    more = {
        "marks": marks,
        "reason": value.cell.reason if value else None,
        "doubt": value.doubt if value else None,
        "denominator": count,
        "min_count": evidence.kpi.min_count,
        "failure": evidence.failure.code if evidence.failure else None,
        "findings": tuple(f"{each.code} {each.message}" for each in evidence.findings),
    }
    rule = "rows_end" if word == "stale" and "rows_end" in facts else word.replace(" ", "_")
    return Facet(word, f"data.{rule}", facts | {key: fact for key, fact in more.items() if fact})


def age_word(table: TableAge, within: Duration, as_of: datetime, calendar: Calendar) -> str:
    """fresh up to `within` after the end of the newest row's day or unit, late up to twice that, then stale."""
    if table.newest is None or as_of <= later(calendar, table.newest, within):
        return "fresh"
    return "late" if as_of <= later(calendar, table.newest, Duration(2 * within.count, within.unit)) else "stale"


def later(calendar: Calendar, instant: datetime, length: Duration) -> datetime:
    """The instant so much later: days and months by the civil calendar, hours by elapsed time."""
    if length.unit in ("minute", "hour"):
        return instant + length.elapsed
    wall = calendar.local(instant)
    if length.days is not None:
        return calendar.instant(wall + timedelta(days=length.days))
    day = add_months_clamped(wall.date(), length.months or 0)
    return calendar.instant(datetime.combine(day, wall.time()))


def promised(table: TableAge, evidence: Evidence) -> Duration | None:
    """How fresh a table has to be: as declared, else twice its usual gap, up to the current period at the KPI's grain.

    Where the usual gap is not known it is that period. None without a declaration where days without rows say nothing,
    and at grain `total`.
    """
    grain, calendar = evidence.kpi.grain, evidence.calendar
    if table.fresh_within is not None or table.on_demand or grain is Grain.TOTAL:
        return table.fresh_within
    if grain is Grain.HOUR:
        return Duration(1, "hour")
    current = period_at(calendar, grain, calendar.day_before(evidence.as_of))
    days = (calendar.day(current.end) - calendar.day(current.start)).days
    return Duration(days if table.usual_gap is None else min(days, max(1, 2 * table.usual_gap)), "day")


def _cut_off(evidence: Evidence) -> tuple[str, dict[str, object]] | None:
    """Of a total whose period has ended while its rows stop inside it: stale, and on which day they end."""
    choice, until = evidence.choice, evidence.series.until
    if choice.through is None or choice.period is None or until is None:
        return None
    if not until < choice.period.end <= evidence.as_of:
        return None
    ends = evidence.calendar.day_before(until)
    return "stale", {"rows_end": ends, "age": max(evidence.as_of - until, timedelta(0))}


def _worst(evidence: Evidence) -> tuple[str, dict[str, object]]:
    """The worst age among the tables, and the facts of the table that has it."""
    worst, facts = "fresh", dict[str, object]()
    for table in evidence.tables:
        within = promised(table, evidence)
        if within is None or table.newest is None:
            continue
        word = age_word(table, within, evidence.as_of, evidence.calendar)
        if not facts or _AGES.index(word) > _AGES.index(worst):
            age = max(evidence.as_of - table.newest, timedelta(0))
            worst = word
            facts = {"table": table.table, "newest": table.newest, "age": age, "fresh_within": str(within)}
    return worst, facts


def _denominator(evidence: Evidence) -> Amount:
    """What the value was divided by, else the rows counted; None where neither is told."""
    components = evidence.value.components if evidence.value else None
    if components is None:
        return None
    return components.rows if components.denominator is None else components.denominator
