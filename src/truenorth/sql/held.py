"""Where a row falls: into the periods that hold its date, or, for balances, into those at whose end it holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from truenorth.model.tables import SpanRule
from truenorth.model.trees import Holding, LastKnown, Leaf, Stock
from truenorth.model.types import DATE, TIMESTAMP, Type
from truenorth.periods import Period
from truenorth.sql.clocks import bound, convert
from truenorth.sql.fact import Fact
from truenorth.sql.text import ident, select

ASKED = "asked"


@dataclass(frozen=True)
class Placed:
    """How rows are joined to periods: the text of the period's number, further joins and conditions."""

    period: str
    joins: tuple[str, ...] = ()
    where: tuple[str, ...] = ()


def place(fact: Fact, leaf: Leaf, periods: Sequence[Period]) -> Placed:
    """The rows of a fact joined to the periods in which a leaf counts them."""
    return _PLACES[type(leaf.held)](fact, leaf, periods)


def _dated(fact: Fact, leaf: Leaf, periods: Sequence[Period]) -> Placed:
    """Rows whose date lies in the period."""
    if leaf.date is None:
        return Placed("0")
    at, kind = fact.moment(leaf.date)
    if len(periods) == 1:
        begins, ends = (bound(fact.world.calendar, edge, kind) for edge in (periods[0].start, periods[0].end))
        return Placed("0", (), (f"{at} >= {begins}", f"{at} < {ends}"))
    asked = ask(fact, periods, kind)
    return Placed(f"{asked}.period", (f"JOIN {asked} ON {at} >= {asked}.begins AND {at} < {asked}.ends",))


def _holding(fact: Fact, leaf: Leaf, periods: Sequence[Period]) -> Placed:
    """Rows of a span table that hold just before the period's end."""
    begins, ends, kind, over = _edges(fact)
    if len(periods) == 1:
        edge = bound(fact.world.calendar, periods[0].end, kind)
        return Placed("0", (), (f"{begins} < {edge}", f"({ends} IS NULL OR NOT {_gone(ends, over, edge)})"))
    asked = ask(fact, periods, kind)
    edge = f"{asked}.ends"
    holds = f"{begins} < {edge} AND ({ends} IS NULL OR NOT {_gone(ends, over, edge)})"
    return Placed(f"{asked}.period", (f"JOIN {asked} ON {holds}",))


def _edges(fact: Fact) -> tuple[str, str, Type, str]:
    """When a row of a span table begins and ends, their common kind, and how an end is compared (see `_gone`)."""
    spans = fact.world.tables[fact.table].date
    assert isinstance(spans, SpanRule)
    zone = fact.world.calendar.zone
    begins, kind = fact.moment(spans.begins.name)
    ends, other = fact.moment(spans.ends.name)
    if other != kind:
        begins, ends, kind = convert(begins, kind, TIMESTAMP, zone), convert(ends, other, TIMESTAMP, zone), TIMESTAMP
    if not spans.to_included or kind == DATE:
        return begins, ends, kind, "<=" if spans.to_included else "<"
    day_after = f"({convert(ends, kind, DATE, zone)} + 1)"
    return begins, convert(day_after, DATE, kind, zone), kind, "<"


def span_days(fact: Fact) -> tuple[str, str, str]:
    """The civil days on which a row of a span table enters and leaves, and the condition under which it holds at all.

    It holds at every later midnight than the one of the first day, up to and including that of the second.
    """
    begins, ends, kind, over = _edges(fact)
    enters, leaves = (convert(text, kind, DATE, fact.world.calendar.zone) for text in (begins, ends))
    leaves = f"({leaves} + 1)" if over == "<=" else leaves
    return enters, leaves, f"({ends} IS NULL OR {ends} >= {begins})"


def _gone(ends: str, over: str, edge: str) -> str:
    """Whether a row has ended by the boundary: before it, or (last day included, civil dates) a day before it."""
    return f"({ends} < {edge})" if over == "<" else f"({ends} + 1 < {edge})"


def _stock(fact: Fact, leaf: Leaf, periods: Sequence[Period]) -> Placed:
    """Rows of the newest stock day inside the period, or within N days of its last day."""
    assert isinstance(leaf.held, Stock) and leaf.date is not None
    carry = leaf.held.carry
    calendar = fact.world.calendar
    lines = []
    for number, period in enumerate(periods):
        last = calendar.day_before(period.end)
        first = calendar.day(period.start) if carry is None else last - timedelta(days=carry)
        lines.append(f"({number}, DATE '{first}', DATE '{last}')")
    asked = fact.ctes.add(
        ASKED, f"SELECT * FROM (VALUES\n  {', '.join(lines)}\n) AS spans(period, first, last)", "the days searched"
    )
    inner = Fact(fact.world, fact.table, fact.ctes, prefix="stock ")
    day = convert(*inner.moment(leaf.date), DATE, calendar.zone)
    cut = _known_by_then(inner, leaf.date)
    days = fact.ctes.add(
        "stock days", "SELECT DISTINCT " + _tail(select([f"{day} AS day"], inner.from_clause(), cut)),
        "the table's days, before any filter",
    )  # fmt: skip
    newest = fact.ctes.add(
        "newest",
        select(
            [f"{asked}.period", f"MAX({days}.day) AS day"],
            [f"FROM {asked}", f"JOIN {days} ON {days}.day BETWEEN {asked}.first AND {asked}.last"],
            (),
            [f"GROUP BY {asked}.period"],
        ),
        "each period's newest day",
    )
    ours = convert(*fact.moment(leaf.date), DATE, calendar.zone)
    return Placed(f"{newest}.period", (f"JOIN {newest} ON {ours} = {newest}.day",))


def _tail(text: str) -> str:
    return text.removeprefix("SELECT\n").lstrip()


def _last_known(fact: Fact, leaf: Leaf, periods: Sequence[Period]) -> Placed:
    """Each entity's newest row before the period's end, chosen before filter and segment."""
    assert isinstance(leaf.held, LastKnown) and leaf.date is not None
    calendar, table = fact.world.calendar, fact.world.tables[fact.table]
    inner = Fact(fact.world, fact.table, fact.ctes, prefix="known ")
    at, kind = inner.moment(leaf.date)
    within = leaf.held.within
    lines = []
    for number, period in enumerate(periods):
        last = calendar.day_before(period.end)
        first = calendar.midnight(last - timedelta(days=within)) if within is not None else None
        begins = f"CAST(NULL AS {fact.dialect.types[kind.kind]})" if first is None else bound(calendar, first, kind)
        lines.append(f"({number}, {begins}, {bound(calendar, period.end, kind)})")
    asked = fact.ctes.add(
        ASKED, f"SELECT * FROM (VALUES\n  {', '.join(lines)}\n) AS spans(period, begins, ends)", "the periods asked"
    )
    keys = [key for key in table.one_row_per if table.date is None or key != leaf.date]
    entity = [f"{ident(inner.alias)}.{ident(key)}" for key in keys]
    joined = f"JOIN {asked} ON {at} < {asked}.ends AND ({asked}.begins IS NULL OR {at} >= {asked}.begins)"
    newest = fact.ctes.add(
        "last known",
        select(
            [f"{asked}.period", *entity, f"MAX({at}) AS newest"],
            [*inner.from_clause(), joined],
            _known_by_then(inner, leaf.date),
            [f"GROUP BY {', '.join([f'{asked}.period', *entity])}"],
        ),
        "each entity's newest date by the end of each period",
    )
    same = [f"{ident(fact.alias)}.{ident(key)} IS NOT DISTINCT FROM {newest}.{ident(key)}" for key in keys]
    ours = fact.moment(leaf.date)[0]
    return Placed(f"{newest}.period", (f"JOIN {newest} ON {' AND '.join([*same, f'{ours} = {newest}.newest'])}",))


def _known_by_then(fact: Fact, date: str) -> list[str]:
    text, kind = fact.moment(date)
    return [f"{text} < {bound(fact.world.calendar, fact.known_until(fact.world.tables[fact.table]), kind)}"]


def ask(fact: Fact, periods: Sequence[Period], kind: Type) -> str:
    """The name of the list of periods, with their edges in the kind in which the rows are dated."""
    calendar = fact.world.calendar
    edges = [
        f"({number}, {bound(calendar, p.start, kind)}, {bound(calendar, p.end, kind)})"
        for number, p in enumerate(periods)
    ]
    listed = ",\n  ".join(edges)
    text = f"SELECT * FROM (VALUES\n  {listed}\n) AS spans(period, begins, ends)"
    return fact.ctes.add(ASKED, text, "the periods asked, each from its start to before its end")


_PLACES: dict[type, Callable[[Fact, Leaf, Sequence[Period]], Placed]] = {
    type(None): _dated,
    Holding: _holding,
    Stock: _stock,
    LastKnown: _last_known,
}
