"""The kinds of value that keys of any noun share: text, names, numbers, dates, lengths of time, formulas, choices."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from truenorth.definitions.grammar import Kind, Plain, Reading, duplicate_key, kind_of
from truenorth.definitions.names import quoted, unquoted
from truenorth.definitions.nodes import Items, Node, Pairs, Text
from truenorth.errors import Refused, nearest_names
from truenorth.model.fixed import FixedMap
from truenorth.model.syntax import Formula
from truenorth.periods import Grain, parse_duration, parse_period

SCALAR: Plain = {"type": ["string", "number", "boolean"]}
"""Any scalar: an editor's YAML types `2025` as a number, we read it as text."""


def scalar(node: Node, reading: Reading, expected: str) -> str | None:
    """The text of a scalar, or None with a finding."""
    if isinstance(node, Text) and not node.is_empty and node.text.strip():
        return node.text
    if isinstance(node, Text):
        reading.error("EMPTY_VALUE", f"is empty, where {expected} is expected", node.place)
    else:
        reading.error("WRONG_TYPE", f"{kind_of(node)}, where {expected} is expected", node.place)
    return None


def word(
    name: str,
    expected: str,
    code: str,
    parse: Callable[[str], Any],
    *,
    write: Callable[[Any], Plain] = str,
    schema: Plain = SCALAR,
    hint: str | None = None,
    known: Callable[[], Iterable[str]] = tuple,
) -> Kind:
    """A kind of scalar that `parse` reads from its text, giving None (or ValueError) where it cannot.

    `known` gives the words there are, of which the nearest are named.
    """

    def read(node: Node, reading: Reading) -> Any:
        text = scalar(node, reading, expected)
        if text is None:
            return None
        try:
            found = parse(text.strip())
        except ValueError:
            found = None
        if found is None:
            near = _nearest_words(text.strip(), known())
            said = f"did you mean `{near[0]}`?" if near else hint
            reading.error(code, f"`{text.strip()}` is not {expected}", node.place, hint=said, nearest=near)
        return found

    return Kind(name, read, write, {**schema, "description": expected})


def _nearest_words(text: str, known: Iterable[str]) -> tuple[str, ...]:
    """The words most like a text, those first whose last part it is: `Europe/Berlin` for `berlin`."""
    words = list(known)
    ends = [word for word in words if word.rpartition("/")[2].casefold() == text.casefold()]
    parts = {word.rpartition("/")[2]: word for word in reversed(words)}
    inside = [parts[each] for each in nearest_names(text.rpartition("/")[2], parts)]
    return tuple(dict.fromkeys([*ends, *nearest_names(text, words), *inside]))[:3]


def choice(name: str, members: Iterable[Any]) -> Kind:
    """One of a closed set: the words of an enum, or texts."""
    return named(name, {str(member): member for member in members})


def named(name: str, by_word: Mapping[str, Any]) -> Kind:
    """One of a closed set of values, each by its word."""
    expected = f"one of {', '.join(by_word)}"
    words = {member: written for written, member in by_word.items()}

    def read(node: Node, reading: Reading) -> Any:
        text = scalar(node, reading, expected)
        if text is None:
            return None
        if text.strip() not in by_word:
            near = nearest_names(text, by_word)
            reading.error("NOT_ONE_OF", f"`{text.strip()}` is not {expected}", node.place, nearest=near)
            return None
        return by_word[text.strip()]

    return Kind(name, read, words.__getitem__, {"enum": list(by_word)})


def list_of(inner: Kind, *, single: bool = False) -> Kind:
    """A list, as a tuple; with `single` one value may stand without brackets."""

    def read(node: Node, reading: Reading) -> Any:
        if isinstance(node, Items):
            before = len(reading.findings)
            values = tuple(inner.read(item, reading) for item in node.items)
            if not values:
                reading.error("EMPTY_VALUE", "the list is empty", node.place, hint="leave the key out")
            return None if reading.first_error(before) else values
        if single:
            value = inner.read(node, reading)
            return None if value is None else (value,)
        reading.error("WRONG_TYPE", f"{kind_of(node)}, where a list is expected", node.place, hint="write `[a, b]`")
        return None

    def write(values: Any) -> Plain:
        return inner.write(values[0]) if single and len(values) == 1 else [inner.write(value) for value in values]

    several = {"type": "array", "items": inner.schema, "minItems": 1}
    return Kind(f"list of {inner.name}", read, write, {"anyOf": [inner.schema, several]} if single else several)


def map_of(inner: Kind, what: str) -> Kind:
    """A mapping from names to values of one kind, as a FixedMap."""

    def read(node: Node, reading: Reading) -> Any:
        if not isinstance(node, Pairs):
            reading.error("WRONG_TYPE", f"{kind_of(node)}, where a mapping {what} is expected", node.place)
            return None
        before = len(reading.findings)
        found: dict[str, Any] = {}
        seen: dict[str, Any] = {}
        for key, value in node.pairs:
            if key.text in seen:
                duplicate_key(key, seen[key.text], reading)
                continue
            seen[key.text] = key.place
            found[unquoted(key.text)] = inner.read(value, reading)
        return None if reading.first_error(before) else FixedMap(found)

    return Kind(
        f"mapping {what}",
        read,
        lambda values: {quoted(key): inner.write(value) for key, value in values.items()},
        {"type": "object", "additionalProperties": inner.schema},
    )


def either(
    name: str, pick: Callable[[Node], Kind | None], expected: str, write: Callable[[Any], Plain], *kinds: Kind
) -> Kind:
    """The kind that the form of the value picks among several."""

    def read(node: Node, reading: Reading) -> Any:
        kind = pick(node)
        if kind is None:
            reading.error("WRONG_TYPE", f"{kind_of(node)}, where {expected} is expected", node.place)
            return None
        return kind.read(node, reading)

    return Kind(name, read, write, {"anyOf": [kind.schema for kind in kinds]})


def number_text(text: str) -> Decimal | None:
    """The exact number written, `1_000` included; no exponent, no thousands sign.

    >>> number_text("1_000.50"), number_text("1e3")
    (Decimal('1000.50'), None)
    """
    found = re.fullmatch(r"[+-]?\d[\d_]{0,40}(\.\d{1,30})?", text)
    return Decimal(text.replace("_", "")) if found else None


def plain_number(value: Decimal) -> Plain:
    """A Decimal as YAML writes it: digits, no exponent."""
    return Text(f"{value:f}")


def _count(text: str) -> int | None:
    return int(text.replace("_", "")) if re.fullmatch(r"\d[\d_]{0,17}", text) else None


def _truth(text: str) -> Any:
    return {"true": True, "false": False}.get(text)


def day_text(text: str) -> date | None:
    """A civil date in ISO spelling, or None."""
    return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None


def _moment(text: str) -> str | None:
    if day_text(text) is None:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*", text):
            return None
        datetime.fromisoformat(text)
    return text


def _zones() -> list[str]:
    from zoneinfo import available_timezones

    return sorted(available_timezones())


def _zone(text: str) -> str | None:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, OSError):
        return None


CUT = "`#` after a blank began a comment: put the whole value in quotes, and in a formula the name in back-quotes"


def read_formula(node: Node, reading: Reading) -> Formula | None:
    """The parsed formula; a mistake in it is noted at its very line and column."""
    from truenorth.expressions import parse

    if not isinstance(node, Text) or not node.text.strip():
        scalar(node, reading, "a formula")
        return None
    place = node.inside
    try:
        return parse(node.text, file=place.file, line=place.line, column=place.column)
    except Refused as refused:
        found = refused.finding.at(place)
        hint = CUT if node.cut else found.hint
        reading.error(found.code, found.message, found.place, hint=hint, nearest=found.nearest)
        return None


def _period(*, last: bool) -> Callable[[Node, Reading], Any]:
    def read(node: Node, reading: Reading) -> Any:
        text = scalar(node, reading, "a period or a day")
        if text is None:
            return None
        period = parse_period(reading.calendar, text)
        if period is None:
            reading.error(
                "NOT_A_PERIOD",
                f"`{text}` is not a period or a day",
                node.place,
                hint="write 2026, 2026-Q1, 2026-01, 2026-W05, FY2026 or 2026-01-31",
            )
            return None
        return reading.calendar.day_before(period.end) if last else reading.calendar.day(period.start)

    return read


def _period_name(node: Node, reading: Reading) -> str | None:
    text = scalar(node, reading, "a period")
    return text if text is not None and _period(last=False)(node, reading) is not None else None


TEXT = word("text", "text", "EMPTY_VALUE", lambda text: text)
LONG_TEXT = Kind(
    "text",
    lambda node, reading: None if (text := scalar(node, reading, "text")) is None else text.strip(),
    lambda text: text,
    SCALAR,
)
NAME = word("name", "a name", "EMPTY_VALUE", unquoted, write=quoted)
NAMES = list_of(NAME)
NAME_OR_NAMES = list_of(NAME, single=True)
NUMBER = word(
    "number", "a number", "NOT_A_NUMBER", number_text, write=plain_number, schema={"type": ["number", "string"]}
)
COUNT = word("whole number", "a whole number", "NOT_A_WHOLE_NUMBER", _count, write=int, schema={"type": "integer"})
TRUTH = word("true or false", "true or false", "NOT_TRUE_OR_FALSE", _truth, write=bool, schema={"type": "boolean"})
DAY = word("date", "a date such as 2026-01-31", "NOT_A_DATE", day_text, write=date.isoformat, schema={"type": "string"})
MOMENT = word(
    "date or timestamp", "a date such as 2026-01-31 or a timestamp such as 2026-01-31T12:00", "NOT_A_DATE", _moment
)
DURATION = word(
    "length of time",
    "a length of time such as `7 days`",
    "NOT_A_LENGTH_OF_TIME",
    parse_duration,
    schema={"type": "string", "pattern": r"^\s*\d+\s*(minute|hour|day|week|month|quarter|year)s?\s*$"},
    hint="a whole number and minutes, hours, days, weeks, months, quarters or years",
)
DURATION_TEXT = Kind(
    DURATION.name,
    lambda node, reading: None if (found := DURATION.read(node, reading)) is None else str(found),
    str,
    DURATION.schema,
)
ZONE = word(
    "time zone",
    "a time zone such as Europe/Rome or UTC",
    "NOT_A_TIME_ZONE",
    _zone,
    schema={"type": "string"},
    hint="write a name of the IANA list: a continent and a city, such as Europe/Rome",
    known=_zones,
)
FORMULA = Kind("formula", read_formula, lambda formula: formula.text, SCALAR)
FIRST_DAY = Kind("period or day", _period(last=False), date.isoformat, SCALAR)
LAST_DAY = Kind("period or day", _period(last=True), date.isoformat, SCALAR)
PERIOD = Kind("period", _period_name, Text, SCALAR)
UNIT_GRAIN = choice("unit of the calendar", [grain for grain in Grain if grain is not Grain.TOTAL])
