"""Row-level expressions for the oracle: formulas read with Python's own parser. Values of nulls are null; conditions
are true or false."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from oracle_time import Almanac

Row = Mapping[str, Any]
Number = Fraction | float


@lru_cache(maxsize=4096)
def parse(formula: str) -> ast.expr:
    """The Python expression that says the same as a formula."""
    texts: list[str] = []

    def hide(found: re.Match[str]) -> str:
        texts.append(found[1])
        return f"TEXT_{len(texts) - 1}"

    python = re.sub(r"'([^']*)'", hide, formula)
    for pattern, replacement in REWRITES:
        python = re.sub(pattern, replacement, python)
    tree = ast.parse(python.strip(), mode="eval").body
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id.startswith("TEXT_"):
            node.id = f"'{texts[int(node.id[5:])]}"
    return tree


REWRITES = (
    (r"<>", "!="),
    (r"(?<![<>!=])=(?!=)", "=="),
    (r"\bis not null\b", "is not None"),
    (r"\bis null\b", "is None"),
    (r"\bnull\b", "None"),
    (r"\btrue\b", "True"),
    (r"\bfalse\b", "False"),
    (r"\bdistinct\s+", "DISTINCT, "),
    (r"\bdate (TEXT_\d+)", r"DATE(\1)"),
    (r"([\w.]+) not between (\S+) and ([\w.]+)", r"(not (\2 <= \1 <= \3))"),
    (r"([\w.]+) not like (TEXT_\d+)", r"(not LIKE(\1, \2))"),
    (r"\+ (\d+) days", r"+ DAYS(\1)"),
    (r"([\w.]+) between (\S+) and ([\w.]+)", r"(\2 <= \1 <= \3)"),
    (r"\bcase when (.*?) then (.*?) else (.*?) end", r"CASE(\1, \2, \3)"),
)


@dataclass
class World:
    """Definitions as plain dictionaries (the YAML's own words), rows as dictionaries, and the clock."""

    definitions: Mapping[str, Any]
    rows: Mapping[str, Sequence[Row]]
    as_of: datetime
    almanac: Almanac = field(default_factory=Almanac)
    kept: dict[Any, Any] = field(default_factory=dict)

    def table(self, name: str) -> Mapping[str, Any]:
        """A table's definition."""
        found: Mapping[str, Any] = self.definitions["tables"][name]
        return found

    def metric(self, name: str) -> Mapping[str, Any]:
        """A metric's definition."""
        found: Mapping[str, Any] = self.definitions["metrics"][name]
        return found

    def linked(self, table: str, row: Row | None, wanted: str) -> Row | None:
        """The row of `wanted` that a row belongs to, over any number of hops, or None."""
        if table == wanted or row is None:
            return row
        for column, target in self.table(table).get("belongs_to", {}).items():
            if wanted in self.reachable(target):
                (key,) = keys(self.table(target))
                value = row[column]
                found = [one for one in self.rows[target] if value is not None and one[key] == value]
                return self.linked(target, found[0] if found else None, wanted)
        raise LookupError(f"{wanted} is not reachable from {table}")

    def local(self, table: str, column: str, value: Any) -> Any:
        """A value as the project's clock shows it: instants and columns `stored_in: UTC` in local time."""
        rule = self.table(table).get("date")
        stored = isinstance(rule, Mapping) and rule.get("column") == column and "stored_in" in rule
        if isinstance(value, datetime) and stored and value.tzinfo is None:
            value = value.replace(tzinfo=UTC)
        if isinstance(value, datetime) and value.tzinfo is not None:
            return value.astimezone(ZoneInfo(self.almanac.zone)).replace(tzinfo=None)
        return value

    def reachable(self, table: str) -> list[str]:
        """The table and every table it belongs to."""
        result = [table]
        for target in self.table(table).get("belongs_to", {}).values():
            result += self.reachable(target)
        return result

    def dimension(self, table: str, row: Row, name: str) -> Any:
        """A row's member of a dimension: `table.name`, or the bare name."""
        owner, dot, short = name.rpartition(".")
        if not dot:
            owner = next(one for one in self.reachable(table) if name in dimensions(self.table(one)))
        elif owner not in self.reachable(table):  # the same dimension under this table's own name
            declared = dimensions(self.table(table))
            short = next(own for own, spec in declared.items() if spec.get("same_as") == name)
            owner = table
        found = self.linked(table, row, owner)
        spec = dimensions(self.table(owner)).get(short, {})
        if found is None:
            return None
        if "formula" in spec:
            return plain(Rows(self, owner, found).value(parse(spec["formula"])))
        return found[spec.get("column", short)]


def keys(table: Mapping[str, Any]) -> list[str]:
    """The columns of a table's key."""
    key = table.get("one_row_per", [])
    return [key] if isinstance(key, str) else list(key)


def dimensions(table: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """A table's dimensions by name."""
    listed = table.get("dimensions", [])
    return {one if isinstance(one, str) else one["name"]: {} if isinstance(one, str) else one for one in listed}


def plain(value: Any) -> Any:
    """A value as a member of a dimension: whole numbers as int."""
    return int(value) if isinstance(value, Fraction) and value.denominator == 1 else value


@dataclass(frozen=True)
class Rows:
    """One row of a table, in which expressions are evaluated. `names` gives the bounds of the period read."""

    world: World
    table: str
    row: Row
    names: Mapping[str, Any] = field(default_factory=dict)

    def holds(self, formula: str | None) -> bool:
        """Whether a condition is true; null is not."""
        return formula is None or self.value(parse(formula)) is True

    def value(self, node: ast.expr) -> Any:
        """The value of an expression: Fraction, float, text, bool, date, datetime or None."""
        match node:
            case ast.Constant(value=value):
                return number(value)
            case ast.Name(id=name) if name.startswith("'"):
                return name[1:]
            case ast.Name(id=name):
                return number(self.world.dimension(self.table, self.row, name))
            case ast.Attribute(value=ast.Name(id=table), attr=name):
                return self._column(table, name)
            case ast.BoolOp(op=op, values=values):
                held = [self.value(one) is True for one in values]
                return any(held) if isinstance(op, ast.Or) else all(held)
            case ast.UnaryOp(op=ast.Not(), operand=inner):
                return self.value(inner) is not True
            case ast.UnaryOp(operand=inner):
                amount = self.value(inner)
                return None if amount is None else -amount
            case ast.Compare():
                return self._compare(node)
            case ast.BinOp(left=left, op=op, right=right):
                return arithmetic(op, self.value(left), self.value(right), digits=12)
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self._call(name, arguments)
        raise NotImplementedError(ast.dump(node))

    def _column(self, table: str, name: str) -> Any:
        if table not in self.world.reachable(self.table) or name in dimensions(self.world.table(table)):
            return number(self.world.dimension(self.table, self.row, f"{table}.{name}"))
        found = self.world.linked(self.table, self.row, table)
        if found is None:
            return None
        value = number(self.world.local(table, name, found[name]))
        currency = self.world.table(table).get("currency_in", {}).get(name)
        if value is None or currency is None or "rates" not in self.world.definitions:
            return value
        day = found[self.world.table(table)["date"]]
        if isinstance(value, float):
            value = Fraction(repr(value))
        return rounded(value * exchange_rate(self.world, found[currency], self.world.definitions["currency"], day))

    def _compare(self, node: ast.Compare) -> bool:
        """Two-valued: with a missing value a comparison is false, and what turns it round is true."""
        results, left = [], self.value(node.left)
        for op, side in zip(node.ops, node.comparators, strict=True):
            if isinstance(op, ast.In | ast.NotIn):
                listed = [self.value(one) for one in (side.elts if isinstance(side, ast.Tuple) else [side])]
                results.append((left is not None and left in listed) == isinstance(op, ast.In))
                continue
            right = self.value(side)
            if isinstance(op, ast.Is | ast.IsNot):
                results.append((left is None) == isinstance(op, ast.Is))
            else:
                known = left is not None and right is not None
                results.append(two_valued(op, *(_alike(left, right) if known else (left, right))))
            left = right
        return all(results)

    def _call(self, name: str, arguments: list[ast.expr]) -> Any:
        if name in ("period_start", "period_end"):
            return self.names[name]
        if name == "CASE":
            return self.value(arguments[1 if self.value(arguments[0]) is True else 2])
        values = [self.value(one) for one in arguments]
        if name == "coalesce":
            return next((value for value in values if value is not None), None)
        if name in ("greatest", "least"):
            known = [value for value in values if value is not None]
            return (max if name == "greatest" else min)(known) if known else None
        return None if None in values else FUNCTIONS[name](*values)


class NoRate(Exception):
    """No exchange rate within seven days."""


def exchange_rate(world: World, base: str, quote: str, day: date) -> Fraction:
    """The rate of a civil day, or the last within seven days: direct, else inverse, else through one pivot."""
    rates = world.definitions["rates"]
    rows = [row for row in world.rows[rates["table"]] if day - timedelta(days=7) <= row[rates["date"]] <= day]
    rows.sort(key=lambda row: row[rates["date"]])

    def leg(one: str, other: str) -> Fraction | None:
        pairs = [(row[rates["from"]], row[rates["to"]], Fraction(str(row[rates["rate"]]))) for row in reversed(rows)]
        direct = [rate for source, target, rate in pairs if (source, target) == (one, other)]
        inverse = [1 / rate for source, target, rate in pairs if (source, target) == (other, one)]
        return next(iter(direct + inverse), None)

    if base == quote:
        return Fraction(1)
    straight = leg(base, quote)
    if straight is not None:
        return straight
    for pivot in sorted({row[rates[side]] for row in rows for side in ("from", "to")} - {base, quote}):
        first, second = leg(base, pivot), leg(pivot, quote)
        if first is not None and second is not None:
            return first * second
    raise NoRate


def number(value: Any) -> Any:
    """Whole and decimal numbers as exact fractions; everything else as it is."""
    return Fraction(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else value


def arithmetic(op: ast.operator, left: Any, right: Any, digits: int | None = None) -> Any:
    """The result of `+ - * /`; null with null, and by zero. Inside a row quotients are rounded to `digits`."""
    if left is None or right is None:
        return None
    if isinstance(op, ast.Div):
        if right == 0:
            return None
        quotient = left / right
        exact = digits is not None and isinstance(quotient, Fraction)
        return rounded(quotient) if exact else quotient
    return ARITHMETIC[type(op)](left, right)


def two_valued(op: ast.cmpop, left: Any, right: Any) -> bool:
    """A comparison; with a missing value only `<>` holds, which is `not =`."""
    if left is None or right is None:
        return isinstance(op, ast.NotEq)
    return COMPARISONS[type(op)](left, right)


def rounded(value: Fraction) -> Fraction:
    """To 12 decimals, halves away from zero."""
    whole = (2 * abs(value) * 10**12 + 1) // 2
    return Fraction(whole if value >= 0 else -whole, 10**12)


def _alike(left: Any, right: Any) -> tuple[Any, Any]:
    """Two sides to compare; a date beside a time is that day's midnight."""
    if not isinstance(left, date) or isinstance(left, datetime) == isinstance(right, datetime):
        return left, right
    sides = (one if isinstance(one, datetime) else datetime(one.year, one.month, one.day) for one in (left, right))
    return next(sides), next(sides)


def _days_between(first: date, last: date) -> Fraction:
    first, last = (one.date() if isinstance(one, datetime) else one for one in (first, last))
    return Fraction((last - first).days)


ARITHMETIC: Mapping[type, Callable[[Any, Any], Any]] = {
    ast.Add: lambda left, right: left + right,
    ast.Sub: lambda left, right: left - right,
    ast.Mult: lambda left, right: left * right,
}
COMPARISONS: Mapping[type, Callable[[Any, Any], bool]] = {
    ast.Eq: lambda left, right: bool(left == right),
    ast.NotEq: lambda left, right: bool(left != right),
    ast.Lt: lambda left, right: bool(left < right),
    ast.LtE: lambda left, right: bool(left <= right),
    ast.Gt: lambda left, right: bool(left > right),
    ast.GtE: lambda left, right: bool(left >= right),
}
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "abs": abs,
    "lower": str.lower,
    "upper": str.upper,
    "length": lambda text: Fraction(len(text)),
    "year": lambda moment: Fraction(moment.year),
    "month": lambda moment: Fraction(moment.month),
    "weekday": lambda moment: Fraction(moment.isoweekday()),
    "hour": lambda moment: Fraction(moment.hour),
    "days_between": _days_between,
    "DATE": date.fromisoformat,
    "DAYS": lambda count: timedelta(days=int(count)),
    "LIKE": lambda text, pattern: (
        re.fullmatch(re.escape(pattern).replace("%", ".*").replace("_", "."), text) is not None
    ),
    "starts_with": str.startswith,
    "contains": lambda text, part: part in text,
}
