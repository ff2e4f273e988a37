"""Conversion and retention: entities of one table that another table's rows follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from oracle_leaves import ANY, Cell, Scope, counting, matching, member, moment, null, survey
from oracle_rows import Rows
from oracle_time import DAY, Span


def conversion(scope: Scope, spec: Mapping[str, Any], span: Span) -> Cell:
    """Of the entities with a `from` row in the period, those with a `to` row after it, within so long."""
    world, read, same = scope.world, scope.settle(span), spec["same"]
    if read.end <= read.start:
        return null("not_loaded")
    if read.end <= survey(world, spec["from"]).first:
        return null("before_data")
    within = length(spec["within"]) if "within" in spec else None
    young = within is not None and later(scope, span.end, within) > survey(world, spec["to"]).watermark
    if young and spec.get("show") == "eligible":
        return Cell(ANY)  # who is eligible is known at once, so both the number and `not_yet` are right
    if young:
        return null("not_yet")
    starts = [one for one in matching(scope, spec["from"], {}, read) if read.start <= one[0] < read.end]
    ends = [(moment(world, spec["to"], row), row) for row in counting(world, spec["to"])]
    eligible = {row[same] for _, row in starts} - {None}
    converted = {
        row[same]
        for start, row in starts
        for end, other in ends
        if end is not None and row[same] == other[same] and follows(scope, spec, row, other, (start, end), within)
    } - {None}
    return shown(spec, len(converted), len(eligible))


def follows(
    scope: Scope,
    spec: Mapping[str, Any],
    row: Mapping[str, Any],
    other: Mapping[str, Any],
    moments: tuple[datetime, datetime],
    within: timedelta | None,
) -> bool:
    """Whether the `to` row lies at or after the `from` row and not too late; civil dates include the last day."""
    start, end = moments
    if end < start or within is None:
        return end >= start
    column = scope.world.table(spec["from"])["date"]
    civil = isinstance(column, str) and not isinstance(row[column], datetime)
    if civil:
        return scope.world.almanac.day(end) <= scope.world.almanac.day(start) + within
    return end < start + within


def later(scope: Scope, end: datetime, within: timedelta) -> datetime:
    """The end of a period moved on: by civil days, or by hours."""
    almanac = scope.world.almanac
    return almanac.midnight(almanac.day(end) + within) if within % DAY == timedelta(0) else end + within


def length(words: str) -> timedelta:
    """A length of time as written: `7 days`, `36 hours`."""
    count, unit = words.split()
    return timedelta(**{unit.removesuffix("s") + "s": int(count)})


def shown(spec: Mapping[str, Any], converted: int, eligible: int) -> Cell:
    """The rate, or one of its parts."""
    parts = (Fraction(converted), Fraction(eligible))
    if spec.get("show", "rate") != "rate":
        return Cell(parts[spec["show"] == "eligible"], rows=eligible)
    if not eligible:
        return Cell(None, frozenset({"no_rows", "division_by_zero"}), parts=parts)
    return Cell(Fraction(converted, eligible), rows=eligible, parts=parts)


def retention(scope: Scope, spec: Mapping[str, Any], span: Span) -> Cell:
    """Of the entities that began in each unit of the period, those active in the unit `after` it."""
    world, almanac, same = scope.world, scope.world.almanac, spec["same"]
    count, unit = int(spec["after"].split()[0]), spec["after"].split()[1].removesuffix("s")
    cohort = spec["cohort"].removeprefix("first ").partition(".")[0]
    if scope.settle(span).end <= span.start:
        return null("not_loaded")
    if scope.settle(span).end <= survey(world, cohort).first:
        return null("before_data")
    units = almanac.spans(unit, span.start, span.end)
    if almanac.next(units[-1], count).end > survey(world, spec["active"]).watermark:
        return null("not_yet")
    active = matching(replace(scope, member=None, where=None), spec["active"], {}, span)
    if spec["active"] == cohort:
        active = matching(replace(scope, member=None), cohort, {}, span)
    kept, began = 0, 0
    for one in units:
        entities = {entity for entity, at in beginners(scope, spec, cohort).items() if one.start <= at < one.end}
        target = almanac.next(one, count)
        back = {row[same] for at, row in active if target.start <= at < target.end}
        began, kept = began + len(entities), kept + len(entities & back)
    return shown(spec, kept, began)


def beginners(scope: Scope, spec: Mapping[str, Any], cohort: str) -> dict[Any, datetime]:
    """When each entity of the member began: its first row, or the date in the cohort's column."""
    world, same, column = scope.world, spec["same"], spec["cohort"].partition(".")[2]
    found: dict[Any, tuple[datetime, Any]] = {}
    for row in counting(world, cohort):
        at = moment(world, cohort, row, column or None)
        if row[same] is None or at is None or not Rows(world, cohort, row).holds(scope.where):
            continue
        if row[same] not in found or at < found[row[same]][0]:
            found[row[same]] = (at, row)
    return {
        entity: at
        for entity, (at, row) in found.items()
        if scope.member is None or member(world, cohort, row, scope.by) == scope.member
    }
