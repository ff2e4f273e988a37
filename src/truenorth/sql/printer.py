"""Row expressions as text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from truenorth.model.rows import Column, Op, Row, Value
from truenorth.model.types import DATE, INSTANT, INTEGER, TIMESTAMP, Kind, Type
from truenorth.periods import Calendar, Duration, Grain
from truenorth.sql.clocks import bound, bucket, common, convert
from truenorth.sql.dialects import Dialect
from truenorth.sql.text import quote

_PARTS = frozenset({"year", "quarter", "month", "day", "weekday", "hour"})
_COMPARED = frozenset({"=", "<>", "<", "<=", ">", ">=", "between", "in"})
_UNIFIED = frozenset({"coalesce", "greatest", "least", "nullif"})
_MAY_BE_UNKNOWN = frozenset(
    {"=", "<", "<=", ">", ">=", "between", "in", "like", "contains", "starts_with", "and", "or"}
)
"""Conditions that an engine makes null of a missing value, where ours are false."""
_JOINS_CONDITIONS = frozenset({"and", "or", "not"})


@dataclass(frozen=True)
class Printer:
    """Prints rows of one fact. `column` gives a column's text; `edges` the texts of the period's start and end."""

    dialect: Dialect
    calendar: Calendar
    column: Callable[[Column], str]
    edges: tuple[str, str] | None = None
    holidays: Callable[[], Sequence[date]] = tuple
    convert: Callable[[Column, Column], str] | None = None

    def text(self, row: Row) -> str:
        """The SQL of a row expression as a value: a condition is true or false, never null."""
        written = self._written(row)
        if isinstance(row, Op) and row.function in _MAY_BE_UNKNOWN:
            return f"COALESCE({written}, FALSE)"
        return written

    def condition(self, row: Row) -> str:
        """The SQL of a condition where an engine keeps what is true: null and false are one."""
        return self._written(row)

    def _written(self, row: Row) -> str:
        if isinstance(row, Column):
            return self.column(row)
        if isinstance(row, Value):
            return self.literal(row)
        special = _SPECIAL.get(row.function)
        if special is not None:
            return special(self, row)
        arguments = self._arguments(row)
        if row.function in self.dialect.typed:
            types = tuple(argument.type for argument in row.arguments)
            return self.dialect.typed[row.function](row.type, types, tuple(arguments))
        return self.dialect.functions[row.function](*arguments)

    def _arguments(self, row: Op) -> list[str]:
        joins = row.function in _JOINS_CONDITIONS
        texts = [self.condition(argument) if joins else self.text(argument) for argument in row.arguments]
        types = [argument.type for argument in row.arguments]
        if row.function in _PARTS:
            wanted = TIMESTAMP if types[0].kind is Kind.INSTANT else None
        elif row.function in _COMPARED:
            wanted = common(types)
        else:
            wanted = row.type if row.function in _UNIFIED and row.type.is_moment else None
        if wanted is None:
            return texts
        return [
            convert(text, type, wanted, self.calendar.zone) if type.is_moment else text
            for text, type in zip(texts, types, strict=True)
        ]

    def literal(self, row: Value) -> str:
        """The SQL of a literal."""
        value = row.value
        if value is None:
            return "NULL"
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, str):
            return quote(value)
        if isinstance(value, datetime):
            if value.tzinfo is not None:
                return bound(self.calendar, value, INSTANT)
            return f"TIMESTAMP '{value.isoformat(sep=' ')}'"
        if isinstance(value, date):
            return f"DATE '{value.isoformat()}'"
        if isinstance(value, Duration):
            return interval(value)
        return f"({value})" if value < 0 else format(value, "f") if isinstance(value, Decimal) else str(value)

    def moment(self, row: Row, wanted: Type) -> str:
        """A moment in the wanted kind."""
        return convert(self.text(row), row.type, wanted, self.calendar.zone)


def interval(duration: Duration) -> str:
    """A duration as an interval literal."""
    count, unit = duration.count, duration.unit
    if unit == "quarter":
        count, unit = count * 3, "month"
    return f"INTERVAL '{count} {unit}s'"


def _plus(printer: Printer, row: Op) -> str:
    """A sum; or a moment and a duration, where a date stays a date."""
    left, right = row.arguments
    texts = printer.text(left), printer.text(right)
    if not row.type.is_moment:
        return printer.dialect.functions[row.function](*texts)
    moved = f"({texts[0]} {row.function} {texts[1]})"
    return f"CAST({moved} AS DATE)" if row.type == DATE else moved


def _case(printer: Printer, row: Op) -> str:
    """`case`: what stands between `when` and `then` is a condition; an odd last argument is the else."""
    pairs = len(row.arguments) // 2 * 2
    whens = range(0, pairs, 2)
    texts = (printer.condition(a) if n in whens else printer.text(a) for n, a in enumerate(row.arguments))
    return printer.dialect.functions["case"](*texts)


def _remainder(printer: Printer, row: Op) -> str:
    left, right = (printer.text(argument) for argument in row.arguments)
    return f"({left} % NULLIF({right}, 0))"


def _cast(printer: Printer, row: Op) -> str:
    given = row.arguments[0]
    if row.type.is_moment and given.type.is_moment:
        return printer.moment(given, row.type)
    text = printer.text(given)
    if row.type.kind is Kind.INTEGER and given.type.kind in (Kind.DECIMAL, Kind.FLOAT):
        text = f"ROUND({text})"
    return f"CAST({text} AS {printer.dialect.type_name(row.type)})"


def _week(printer: Printer, row: Op) -> str:
    """The week's number in the year that holds four of its days."""
    given = row.arguments[0]
    first = bucket(printer.dialect, printer.calendar, Grain.WEEK, printer.text(given), given.type)
    return f"CAST(FLOOR((EXTRACT(DOY FROM ({first} + 3)) - 1) / 7) + 1 AS BIGINT)"


def _days_between(printer: Printer, row: Op) -> str:
    start, end = (printer.moment(argument, DATE) for argument in row.arguments)
    return printer.dialect.functions["days_between"](start, end)


def _elapsed(microseconds: int) -> Callable[[Printer, Op], str]:
    def write(printer: Printer, row: Op) -> str:
        if all(argument.type.kind is Kind.TIME for argument in row.arguments):
            start, end = (f"(DATE '2000-01-01' + {printer.text(argument)})" for argument in row.arguments)
        else:
            start, end = (printer.moment(argument, INSTANT) for argument in row.arguments)
        between = printer.dialect.functions["seconds_between"](start, end)
        return printer.dialect.typed["/"](row.type, (INTEGER, INTEGER), (f"({between})", str(microseconds)))

    return write


def _working_days_between(printer: Printer, row: Op) -> str:
    """Mondays to Fridays from the first date to the second, less the holidays among them."""
    start, end = (printer.moment(argument, DATE) for argument in row.arguments)
    days = f"({_weekdays_before(printer, end)} - {_weekdays_before(printer, start)})"
    free = printer.holidays()
    if not free:
        return days
    listed = ", ".join(f"(DATE '{day.isoformat()}')" for day in free)
    among = f"SELECT COUNT(*) FROM (VALUES {listed}) AS holidays(day) WHERE"
    forward = f"({among} holidays.day >= {start} AND holidays.day < {end})"
    back = f"({among} holidays.day >= {end} AND holidays.day < {start})"
    return f"({days} - ({forward} - {back}))"


def _weekdays_before(printer: Printer, day: str) -> str:
    """Weekdays from Monday 1 January 1900 to the day."""
    since = printer.dialect.functions["days_between"]("DATE '1900-01-01'", day)
    return f"(CAST(FLOOR({since} / 7.0) AS BIGINT) * 5 + LEAST((({since} % 7) + 7) % 7, 5))"


def _convert(printer: Printer, row: Op) -> str:
    amount, currency = row.arguments
    if printer.convert is None or not isinstance(amount, Column) or not isinstance(currency, Column):
        raise ValueError("amounts are converted where they stand in a table's row")
    return printer.convert(amount, currency)


def _edge(which: int) -> Callable[[Printer, Op], str]:
    def write(printer: Printer, row: Op) -> str:
        if printer.edges is None:
            raise ValueError("period_start() and period_end() need the direct shape")
        return printer.edges[which]

    return write


_SPECIAL: dict[str, Callable[[Printer, Op], str]] = {
    "+": _plus,
    "-": _plus,
    "case": _case,
    "%": _remainder,
    "cast": _cast,
    "week": _week,
    "days_between": _days_between,
    "hours_between": _elapsed(3_600_000_000),
    "minutes_between": _elapsed(60_000_000),
    "working_days_between": _working_days_between,
    "convert": _convert,
    "period_start": _edge(0),
    "period_end": _edge(1),
}
