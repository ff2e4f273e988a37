"""Up to when each metric is complete, and the periods of a question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from truenorth.compiler.desugar import over_time_missing, typed_metric
from truenorth.compiler.leaves import table_dates
from truenorth.compiler.scope import Scope
from truenorth.errors import refuse
from truenorth.model.maturity import latest_mature_end
from truenorth.model.questions import Question
from truenorth.model.tables import Table
from truenorth.model.trees import Leaf, Returned, Tree, leaves
from truenorth.periods import Grain, Period, spine
from truenorth.periods.grain import divides
from truenorth.periods.spine import period_at


@dataclass(frozen=True)
class Extent:
    """From when to when there is something to say about a metric; None where its tables have no date or no row.

    `seen` is the watermark: the earliest of the tables added up. `until` is where an unasked range ends: the
    watermark, but for a conversion or retention the end of what is mature.
    """

    first: datetime | None
    seen: datetime | None
    until: datetime | None


def extent(scope: Scope, tree: Tree) -> Extent:
    """The extent of a metric's tree."""
    every = list(leaves(tree))
    dated = [leaf for leaf in every if leaf.date is not None]
    surveys = [scope.surveys[table] for table in dict.fromkeys(leaf.table for leaf in dated)]
    firsts = [s.first for s in surveys if s.first is not None]
    seens = [s.watermark for s in surveys]
    seen = min((s for s in seens if s is not None), default=None) if None not in seens else None
    mature = [m for leaf in dated if leaf.after is not None and (m := mature_until(scope, leaf)) is not None]
    until = min([*mature, seen]) if seen is not None and mature else seen
    return Extent(min(firsts, default=None), seen, until)


def mature_until(scope: Scope, leaf: Leaf) -> datetime | None:
    """The latest end a period may have for every entity in it to have had its time; None without a limit."""
    assert leaf.after is not None
    seen = scope.surveys[leaf.after.table].watermark
    if seen is None:
        return None
    return latest_mature_end(scope.definitions.calendar, leaf.after, seen)


def ask_periods(scope: Scope, question: Question, extents: Sequence[Extent]) -> tuple[Period, ...]:
    """The periods of the answer: those asked, or all there is; none that begins at or after every watermark."""
    seens = [e.seen for e in extents if e.seen is not None]
    if not seens:
        return _undated(question, dated=any(e.first for e in extents))
    calendar, latest = scope.definitions.calendar, max(seens)
    if question.period is not None:
        start, end = question.period.start, question.period.end
        if question.grain is Grain.TOTAL:
            return (question.period,) if start < latest else ()
        return tuple(p for p in spine(calendar, question.grain, start, end) if p.start < latest)
    firsts = [e.first for e in extents if e.first is not None]
    if not firsts:
        return ()
    end = max(e.until for e in extents if e.until is not None)
    if question.grain is Grain.TOTAL and not calendar.is_midnight(end) and _mature_only(extents):
        end = calendar.midnight(calendar.day(end))
    periods = spine(calendar, question.grain, min(firsts), end)
    return tuple(p for p in periods if p.end <= end) if _mature_only(extents) else periods


def _mature_only(extents: Iterable[Extent]) -> bool:
    """Whether every metric is a conversion or retention that still waits for some of its entities."""
    return all(e.until is not None and e.seen is not None and e.until < e.seen for e in extents)


def _undated(question: Question, *, dated: bool) -> tuple[Period, ...]:
    """The one period of tables without a date (or without a row)."""
    if question.period is not None and not dated:
        return (question.period,) if question.grain is Grain.TOTAL else ()
    return (Period(question.as_of, question.as_of, Grain.TOTAL),) if question.grain is Grain.TOTAL else ()


def check_grain(scope: Scope, metric: str, leaf: Leaf, grain: Grain, *, ranged: bool) -> None:
    """Refused where a leaf's rows are dated too coarsely for the grain, or not at all."""
    table = scope.table(leaf.table)
    if leaf.date is None:
        if grain is not Grain.TOTAL or ranged:
            raise refuse(
                "NO_DATE",
                f"{metric} is over {table.key}, which has no date: it has one value, for all time.",
                table.place,
                hint=f"Ask it by grain total without a range, or give {table.key} a date.",
            )
        return
    if isinstance(leaf.after, Returned) and not divides(leaf.after.unit, grain) and grain is not Grain.TOTAL:
        raise _too_fine(metric, f"its cohorts are {leaf.after.unit}s", grain, table, leaf.after.unit)
    rule = table_dates(table).get(leaf.date)
    cover = rule.rows_cover if rule else None
    if cover is not None and grain is not Grain.TOTAL and not divides(cover, grain):
        if cover is Grain.WEEK and rule is not None and rule.counted_by_start and grain.rank > Grain.WEEK.rank:
            return
        raise _too_fine(metric, f"each row of {table.key} covers a {cover}", grain, table, cover)
    if cover is None and grain is Grain.HOUR and _civil(scope, table, leaf.date):
        raise _too_fine(metric, f"{table.key} is dated by civil days", grain, table, Grain.DAY)


def check_typed(scope: Scope, metric: str, leaf: Leaf, question: Question) -> None:
    """Refused where several typed values would become one, and their metric does not say how."""
    typed = typed_metric(scope, leaf)
    if typed is None or typed.manual is None or typed.manual.over_time is not None:
        return
    every, grain, asked = typed.manual.every, question.grain, question.period
    if grain is every:
        return
    if grain is Grain.TOTAL and asked is not None:
        calendar = scope.definitions.calendar
        if replace(asked, grain=every) == period_at(calendar, every, calendar.day(asked.start)):
            return
    raise over_time_missing(typed, f"{metric} cannot be asked by {grain}")


def _too_fine(metric: str, why: str, grain: Grain, table: Table, cover: Grain) -> Exception:
    return refuse(
        "GRAIN_TOO_FINE",
        f"{metric} cannot be asked by {grain}: {why}.",
        table.place,
        hint=f"Ask it by {cover} or coarser units made of whole {cover}s.",
    )


def _civil(scope: Scope, table: Table, date_name: str) -> bool:
    rule = table_dates(table).get(date_name)
    if rule is None or rule.time is not None or rule.table is not None:
        return False
    column = scope.relations[table.key].columns.get(rule.column)
    return bool(rule.parts) or (column is not None and column.kind.value in ("date", "text", "integer"))
