"""Entries and exits: what holds at a boundary is the running total of all that came and went before it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from truenorth.model.recipes import Level
from truenorth.model.rows import Row
from truenorth.model.trees import Aggregate, Leaf
from truenorth.model.types import DATE
from truenorth.sql.aggregates import Inputs
from truenorth.sql.clocks import bound, convert
from truenorth.sql.fact import Ctes, Fact
from truenorth.sql.held import span_days
from truenorth.sql.text import ident, select

SIGN = ident("sign of move")


@dataclass(frozen=True)
class Moves:
    """A SELECT of changes: day, members, the flag of the row over all members, then a value for each leaf and counts.

    `counts` and `known` say for each leaf in which column, from the first value on, the change of its rows stands, and
    that of its rows with a value.
    """

    body: str
    counts: tuple[int, ...]
    known: tuple[int, ...]


@dataclass(frozen=True)
class Levels:
    """Which levels are wanted: by the columns of the members, over all of them, or both."""

    segments: tuple[str, ...]
    segmented: bool
    whole: bool

    @property
    def flagged(self) -> bool:
        return self.segmented and self.whole


def spans(
    fact: Fact, leaves: Sequence[Leaf], shape: Level, inputs: Inputs, levels: Levels, shared: Iterable[Row]
) -> Moves:
    """Rows of a span table: each comes on the day it begins and goes on the day it ends."""
    enters, ends, holds = span_days(fact)
    until = bound(fact.world.calendar, shape.end, DATE)
    inputs.names[enters] = "period"
    taken = [(leaf, inputs.of(leaf), inputs.only(leaf)) for leaf in leaves]
    left = inputs.named(ends, "left")
    carried = [ident(name) for name in inputs.names.values() if name != "period" and ident(name) != left]
    where = [f"{enters} < {until}", holds, *fact.counting(leaves[0].date), *(fact.condition(row) for row in shared)]
    says = f"{fact.table}: when each row begins and ends"
    rows = fact.ctes.add("rows", select(inputs.columns(), fact.from_clause(), where), says)
    came = select(["period", f"1 AS {SIGN}", *carried], [f"FROM {rows}"])
    went = select([f"{left} AS period", f"-1 AS {SIGN}", *carried], [f"FROM {rows}"], [f"{left} < {until}"])
    moves = fact.ctes.add("moves", f"{came}\nUNION ALL\n{went}", "each row coming, and going")
    columns, counts, known = _changes(taken)
    return Moves(_grouped(moves, levels, columns), counts, known)


def windows(fact: Fact, leaf: Leaf, shape: Level, inputs: Inputs, levels: Levels, shared: Iterable[Row]) -> Moves:
    """Values counted distinctly over windows: each stays for the window's days, or until the day it comes again."""
    assert leaf.date is not None and shape.window is not None
    calendar = fact.world.calendar
    at, kind = fact.moment(leaf.date)
    inputs.names[convert(at, kind, DATE, calendar.zone)] = "period"
    value = inputs.of(leaf)
    assert value is not None
    edges = [f"{at} >= {bound(calendar, shape.start, kind)}", f"{at} < {bound(calendar, shape.end, kind)}"]
    where = [*edges, *fact.counting(leaf.date), *(fact.condition(row) for row in shared)]
    rows = fact.ctes.add(
        "rows", select(inputs.columns(), fact.from_clause(), where), f"{fact.table}: each row with its day"
    )
    bodies = []
    if levels.segmented:
        moves = _stays(fact.ctes, rows, value, levels.segments, shape.window)
        flag = ["0 AS whole"] if levels.flagged else []
        bodies.append(_summed(moves, list(levels.segments), flag, ["period", *levels.segments]))
    if levels.whole:
        moves = _stays(fact.ctes, rows, value, (), shape.window)
        nothing = [*(f"NULL AS {name}" for name in levels.segments), "1 AS whole"] if levels.flagged else []
        bodies.append(_summed(moves, nothing, [], ["period"]))
    return Moves("\nUNION ALL\n".join(bodies), (1,), (1,))


def _stays(ctes: Ctes, rows: str, value: str, segments: Sequence[str], window: int) -> str:
    """The name of a table of moves: values that come and go, and rows that enter and leave the window."""
    of = " of members" if segments else " of all"
    by = [*segments, value]
    seen = ctes.add(
        f"days{of}",
        select([f"DISTINCT {', '.join(['period', *by])}"], [f"FROM {rows}"], [f"{value} IS NOT NULL"]),
        "the days on which each value stands",
    )
    again = f"LEAD(period) OVER (PARTITION BY {', '.join(by)} ORDER BY period)"
    stays = ctes.add(
        f"stays{of}",
        select(["period", *segments, f"{again} AS again"], [f"FROM {seen}"]),
        "and the day on which it stands again",
    )
    goes = f"LEAST(period + {window}, COALESCE(again, period + {window}))"
    group = [f"GROUP BY {', '.join(['period', *segments])}"]
    parts = (
        select(["period", *segments, "1 AS change", "0 AS rows"], [f"FROM {stays}"]),
        select([goes, *segments, "-1", "0"], [f"FROM {stays}"]),
        select(["period", *segments, "0", "COUNT(*)"], [f"FROM {rows}"], (), group),
        select([f"period + {window}", *segments, "0", "-COUNT(*)"], [f"FROM {rows}"], (), group),
    )
    return ctes.add(f"moves{of}", "\nUNION ALL\n".join(parts), f"values come, and go after {window} days without them")


def _summed(moves: str, segments: list[str], flag: list[str], by: list[str]) -> str:
    columns = ["period", *segments, *flag, "SUM(change) AS change", "SUM(rows) AS rows"]
    return select(columns, [f"FROM {moves}"], (), [f"GROUP BY {', '.join(by)}"])


def _changes(taken: Sequence[tuple[Leaf, str | None, list[str]]]) -> tuple[list[str], tuple[int, ...], tuple[int, ...]]:
    """The select list: the change of each leaf, then the changes of rows, each distinct one once."""
    values: list[str] = []
    others: dict[str, int] = {}
    counts, known = [], []
    for number, (leaf, of, only) in enumerate(taken):
        rows = _signed(SIGN, only)
        present = rows if of is None else _signed(SIGN, [*only, f"{of} IS NOT NULL"])
        value = _signed(f"{SIGN} * {of}", only) if leaf.aggregate is Aggregate.SUM else present
        values.append(f"{value} AS {ident(f'change {number + 1}')}")
        counts.append(len(taken) + others.setdefault(rows, len(others)))
        known.append(len(taken) + others.setdefault(present, len(others)))
    listed = [f"{text} AS {ident(f'rows {number + 1}')}" for text, number in others.items()]
    return [*values, *listed], tuple(counts), tuple(known)


def _signed(what: str, only: Sequence[str]) -> str:
    kept = f" FILTER (WHERE {' AND '.join(only)})" if only else ""
    return f"COALESCE(SUM({what}){kept}, 0)"


def _grouped(moves: str, levels: Levels, columns: list[str]) -> str:
    segments = list(levels.segments) if levels.segmented else []
    flag = [f"GROUPING({segments[0]}) AS whole"] if levels.flagged else []
    fine = ", ".join(["period", *segments])
    group = f"GROUP BY GROUPING SETS (({fine}), (period))" if levels.flagged else f"GROUP BY {fine}"
    return select(["period", *segments, *flag, *columns], [f"FROM {moves}"], (), [group])
