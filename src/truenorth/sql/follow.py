"""What makes an entity of a conversion or retention count: a later row of another table."""

from __future__ import annotations

from truenorth.model.trees import Followed, Leaf, Returned
from truenorth.model.types import DATE, INSTANT, Type
from truenorth.periods import Calendar, Duration
from truenorth.sql.clocks import bucket, convert
from truenorth.sql.fact import Fact
from truenorth.sql.printer import interval
from truenorth.sql.text import ident, indent


def entity(fact: Fact, leaf: Leaf) -> str:
    """What is counted distinctly: the one column, or all of them together."""
    columns = [f"{ident(fact.alias)}.{ident(name)}" for name in leaf.entity]
    return columns[0] if len(columns) == 1 else f"({', '.join(columns)})"


def entity_is_known(fact: Fact, columns: tuple[str, ...]) -> str:
    """Rows with a null in the entity are left out."""
    return " AND ".join(f"{ident(fact.alias)}.{ident(name)} IS NOT NULL" for name in columns)


def first_of_entity(fact: Fact, leaf: Leaf) -> str:
    """Whether no earlier row of the same entity counts: the cohort of `first orders`.

    Of two rows at the same moment the one with the lower key is first, so that each entity is in one segment.
    """
    assert leaf.date is not None
    earlier = Fact(fact.world, fact.table, fact.ctes, alias=f"earlier {fact.table}", prefix="earlier ")
    ours, theirs = fact.moment(leaf.date)[0], earlier.moment(leaf.date)[0]
    same = [f"{ident(earlier.alias)}.{ident(name)} = {ident(fact.alias)}.{ident(name)}" for name in leaf.entity]
    before = f"{theirs} < {ours}"
    key = fact.world.tables[fact.table].one_row_per
    if key:
        lower, higher = (", ".join(f"{ident(side.alias)}.{ident(name)}" for name in key) for side in (earlier, fact))
        before = f"({before} OR ({theirs} = {ours} AND ({lower}) < ({higher})))"
    where = [*same, before, *earlier.counting(leaf.date)]
    if leaf.where is not None:
        where.append(earlier.condition(leaf.where))
    lines = ["SELECT 1", *earlier.from_clause(), "WHERE " + "\n  AND ".join(where)]
    return f"NOT EXISTS (\n{indent(chr(10).join(lines))}\n)"


def followed(fact: Fact, leaf: Leaf) -> str:
    """Whether a row of the other table follows this one in time."""
    after = leaf.after
    assert after is not None and leaf.date is not None
    later = Fact(fact.world, after.table, fact.ctes, alias=f"later {after.table}", prefix="later ")
    at, later_at = fact.moment(leaf.date), later.moment(after.date)
    if isinstance(after, Followed):
        conditions = _in_time(fact.world.calendar, at, later_at, after.within)
    else:
        conditions = [_in_unit(fact, at, later_at, after)]
    same = [f"{ident(later.alias)}.{ident(theirs)} = {ident(fact.alias)}.{ident(ours)}" for ours, theirs in after.same]
    where = [] if after.where is None else [later.condition(after.where)]
    where += later.counting(after.date)
    lines = ["SELECT 1", *later.from_clause(), "WHERE " + "\n  AND ".join([*same, *conditions, *where])]
    return f"EXISTS (\n{indent(chr(10).join(lines))}\n)"


def _in_time(calendar: Calendar, at: tuple[str, Type], later: tuple[str, Type], within: Duration | None) -> list[str]:
    """At or after the first, and within so long: elapsed between instants, civil days where either is a date."""
    civil = DATE in (at[1], later[1])
    kind = DATE if civil else INSTANT
    first, second = (convert(*moment, kind, calendar.zone) for moment in (at, later))
    conditions = [f"{second} >= {first}"]
    if within is not None:
        until = f"{first} + {interval(within)}"
        conditions.append(f"{second} {'<=' if civil else '<'} {until}")
    return conditions


def _in_unit(fact: Fact, at: tuple[str, Type], later: tuple[str, Type], after: Returned) -> str:
    """In the unit of the calendar that is `age` units after the one of the first."""
    calendar = fact.world.calendar
    first, second = (bucket(fact.dialect, calendar, after.unit, *moment) for moment in (at, later))
    step = Duration(after.age, after.unit.value)
    return f"{second} = CAST({first} + {interval(step)} AS DATE)"
