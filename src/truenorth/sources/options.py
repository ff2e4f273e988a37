"""What a source says about how its files are to be read, checked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from truenorth.errors import Refused, nearest_names, refuse
from truenorth.model.tables import Source
from truenorth.sources.cells import NOT_COMPUTED

BLANKS = "blanks"
SEPARATORS = {
    "comma": ",",
    "semicolon": ";",
    "tab": "\t",
    "\\t": "\t",
    "pipe": "|",
    "blanks": BLANKS,
    "spaces": BLANKS,
    "blank": BLANKS,
    "space": BLANKS,
}
WITHOUT_TOTALS = "without totals"
DECIMAL_MARKS = {".": ".", "point": ".", ",": ",", "comma": ","}


@dataclass(frozen=True)
class Unpivot:
    """Wide columns to long rows: the pattern of their names, and the value's name where the pattern has none."""

    columns: str
    value: str = "value"


@dataclass(frozen=True)
class Options:
    """The reading options of one source; None means: find out."""

    one_table: str | None = None
    columns: tuple[str, ...] = ()
    separated_by: str | None = None
    encoding: str | None = None
    null_values: tuple[str, ...] | None = None
    decimal: str | None = None
    header: int | None = None
    skip_rows: int = 0
    rows: int | str | None = None
    sheet: str | None = None
    unpivot: Unpivot | None = None
    trim: bool = False

    @property
    def without_totals(self) -> bool:
        """True if rows that sum up others are left out."""
        return self.rows == WITHOUT_TOTALS

    @property
    def most_rows(self) -> int | None:
        """How many rows are read, where the source says so."""
        return self.rows if isinstance(self.rows, int) else None

    @property
    def own_nulls(self) -> bool:
        """True if the source names its null values, so that no other word means missing."""
        return self.null_values is not None and self.null_values != (NOT_COMPUTED,)


def read_options(source: Source) -> Options:
    """The source's options with their types; a wrong key or value is `Refused` with the source's place."""
    known = READERS if source.kind == "files" else {}
    found: dict[str, object] = {}
    for key, value in source.options.items():
        if key not in known:
            raise _wrong(
                source,
                f"{key}: is not an option of a {source.kind} source",
                nearest_names(key, READERS) or tuple(READERS),
            )
        name, reader = known[key]
        try:
            found[name] = reader(value)
        except ValueError as problem:
            raise _wrong(source, f"{key}: {problem}") from None
    return Options(**found)  # type: ignore[arg-type]


def _wrong(source: Source, what: str, nearest: tuple[str, ...] = ()) -> Refused:
    return refuse("SOURCE_OPTION", f"Source {source.key}: {what}.", source.place, nearest=nearest)


def _text(value: object) -> str:
    if isinstance(value, (str, int)) and not isinstance(value, bool):
        return str(value)
    raise ValueError(f"{value!r} should be one text")


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, (list, tuple)):
        return tuple(_text(part) for part in value)
    return (_text(value),)


def _count(value: object) -> int:
    text = _text(value).strip()
    if not re.fullmatch(r"\d{1,9}", text):
        raise ValueError(f"{text!r} should be a number of rows, such as 2")
    return int(text)


def _rows(value: object) -> int | str:
    text = " ".join(_text(value).casefold().split())
    if text != WITHOUT_TOTALS and not text.isdigit():
        raise ValueError(f"{text!r} should be a number of rows, such as 120, or `{WITHOUT_TOTALS}`")
    return text if text == WITHOUT_TOTALS else _count(value)


def _flag(value: object) -> bool:
    text = str(value).casefold()
    if text not in ("yes", "true", "no", "false"):
        raise ValueError(f"{text!r} should be yes or no")
    return text in ("yes", "true")


def _separator(value: object) -> str:
    text = _text(value)
    if text in SEPARATORS:
        return SEPARATORS[text]
    if len(text) == 1 and not text.isalnum() and text not in "\"'\r\n":
        return BLANKS if text == " " else text
    raise ValueError(f"{text!r} should be one character, or one of {', '.join(sorted(SEPARATORS))}")


def _encoding(value: object) -> str:
    import codecs

    text = _text(value)
    try:
        return codecs.lookup(text).name
    except LookupError:
        raise ValueError(f"{text!r} is not the name of an encoding; utf-8, cp1252 and utf-16 are") from None


def _decimal_mark(value: object) -> str:
    text = _text(value)
    if text not in DECIMAL_MARKS:
        raise ValueError(f"{text!r} should be a comma or a point")
    return DECIMAL_MARKS[text]


def _unpivot(value: object) -> Unpivot:
    if isinstance(value, str):
        value = {"columns": value}
    if not isinstance(value, Mapping) or "columns" not in value:
        raise ValueError('it should be a pattern such as "{quarter} {*}", or { columns: "{year}", value: riders }')
    unknown = [str(key) for key in value if key not in ("columns", "value")]
    if unknown:
        raise ValueError(f"{unknown[0]} is not one of its keys, columns and value")
    pattern = _text(value["columns"])
    if not re.search(r"\{[^{}]+\}", pattern):
        raise ValueError(f'{pattern!r} names no part in braces, as "{{year}}" or "{{quarter}} {{*}}" do')
    return Unpivot(pattern, _text(value.get("value", "value")))


READERS: dict[str, tuple[str, Callable[[object], object]]] = {
    "as": ("one_table", _text),
    "columns": ("columns", _texts),
    "separated_by": ("separated_by", _separator),
    "encoding": ("encoding", _encoding),
    "null_values": ("null_values", _texts),
    "decimal": ("decimal", _decimal_mark),
    "header": ("header", _count),
    "skip_rows": ("skip_rows", _count),
    "rows": ("rows", _rows),
    "sheet": ("sheet", _text),
    "unpivot": ("unpivot", _unpivot),
    "trim": ("trim", _flag),
}
