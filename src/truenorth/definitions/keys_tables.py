"""The keys of a project's head, its sources, tables and rates."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from truenorth.definitions.dates import DATE, OTHER_DATES
from truenorth.definitions.grammar import (
    Key,
    Kind,
    Noun,
    Plain,
    Reading,
    Values,
    assemble,
    record,
    spelled,
)
from truenorth.definitions.kinds import (
    DURATION,
    FORMULA,
    LONG_TEXT,
    NAME,
    NAME_OR_NAMES,
    SCALAR,
    ZONE,
    list_of,
    map_of,
    named,
    scalar,
    word,
)
from truenorth.definitions.names import quoted, split_first, unquoted
from truenorth.definitions.nodes import Items, Node, Pairs, Text, as_written
from truenorth.definitions.spellings import COMPLETION
from truenorth.model.fixed import FixedMap
from truenorth.model.tables import Dimension, LateData, Link, Rates, RolledColumn, Source, Table
from truenorth.periods import Calendar

# Calendar

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)


def _country(text: str) -> str | None:
    return text if re.fullmatch(r"[A-Z]{2,3}(-[A-Z0-9]{1,6})?", text) else None


CALENDAR = Noun(
    "calendar",
    "How dates become weeks, months and years.",
    Calendar,
    (
        Key("time_zone", ZONE, "the zone in which days begin and end", "Europe/Rome", field="zone"),
        Key(
            "week_starts",
            named("day of the week", {day: number for number, day in enumerate(_DAYS, 1)}),
            "the first day of the week",
            "monday",
        ),
        Key(
            "fiscal_year_starts",
            named("month", {month: number for number, month in enumerate(_MONTHS, 1)}),
            "the first month of the fiscal year",
            "april",
        ),
        Key(
            "fiscal_year_named_by",
            named("end of the year", {"end": False, "start": True}),
            "whether a fiscal year has the name of the year in which it ends or starts",
            "end",
            field="fiscal_named_by_start",
        ),
        Key(
            "holidays",
            word("country", "a country code such as IT or DE-BY", "NOT_A_COUNTRY", _country, schema={"type": "string"}),
            "the country whose holidays are no working days",
            "IT",
        ),
    ),
)

# Sources

SOURCE_KINDS = {
    "files": "files whose rows are read: a path or pattern below the project's folder",
    "duckdb": "a DuckDB file",
    "sqlite": "an SQLite file",
    "postgres": "the address of a PostgreSQL database",
}


def _read_option(node: Node, reading: Reading) -> Any:
    if _is_deeper(node, 3):
        reading.error("WRONG_TYPE", "nested too deep", node.place)
        return None
    return as_written(node)


def _is_deeper(node: Node, levels: int) -> bool:
    if isinstance(node, Text):
        return False
    inner = node.items if isinstance(node, Items) else tuple(value for _, value in node.pairs)
    return levels == 0 or any(_is_deeper(one, levels - 1) for one in inner)


def _write_option(value: Any) -> Plain:
    if isinstance(value, tuple):
        return [_write_option(item) for item in value]
    if isinstance(value, dict):
        return {key: _write_option(item) for key, item in value.items()}
    return value


OPTION = Kind(
    "text, list or mapping", _read_option, _write_option, {"type": ["string", "number", "boolean", "array", "object"]}
)
_FILES_OPTIONS = (
    Key("as", OPTION, "all files together are one table of this name", "sales", field="options"),
    Key("columns", OPTION, "the columns' names, where the files have no header", "[day, value]", field="options"),
    Key(
        "separated_by",
        OPTION,
        "what stands between two values: a character, `tab` or `blanks`",
        "blanks",
        field="options",
    ),
    Key("encoding", OPTION, "how the files are encoded", "latin-1", field="options"),
    Key("null_values", OPTION, "texts that mean no value", "[n/a, '-']", field="options"),
    Key("decimal", OPTION, "the decimal sign", "','", field="options"),
    Key("header", OPTION, "how many rows make the header; 0 for none", "2", field="options"),
    Key("skip_rows", OPTION, "rows to pass over before the header", "2", field="options"),
    Key(
        "rows",
        OPTION,
        "how many rows to read; or `without totals`: none that sum up others",
        "120",
        field="options",
    ),
    Key("trim", OPTION, "yes: white space around texts is cut, and that inside made single", "'yes'", field="options"),
    Key("sheet", OPTION, "the sheet of a workbook", "Data", field="options"),
    Key(
        "unpivot",
        OPTION,
        "columns that become rows: the pattern of their names",
        "{ columns: '{year}', value: riders }",
        field="options",
    ),
)


def _address(node: Node, reading: Reading) -> str | None:
    text = scalar(node, reading, "an address")
    if text is None or reading.environment is None:
        return text
    missing = [name for name in re.findall(r"\$\{([^}]*)\}", text) if name not in reading.environment]
    for name in missing:
        reading.error(
            "ENVIRONMENT_MISSING",
            f"the environment has no variable {name}",
            node.place,
            hint=f"set it, for example `export {name}=…`",
        )
    environment = reading.environment
    return None if missing else re.sub(r"\$\{([^}]*)\}", lambda found: environment[found[1]], text)


ADDRESS = Kind("address", _address, str, {"type": "string"})


def _build_source(noun: Noun, values: Values) -> Source | None:
    kinds = [kind for kind in SOURCE_KINDS if kind in values]
    if len(kinds) != 1:
        named_kinds = " and ".join(f"`{kind}`" for kind in kinds) or "none"
        values.error(
            "SOURCE_KIND",
            f"a source has exactly one of {', '.join(SOURCE_KINDS)}; here {named_kinds} stands",
            kinds[1] if kinds else "",
            hint="write `files: data/*.csv`",
        )
        return None
    options = {key: value for key, value in values.given.items() if key not in SOURCE_KINDS}
    if kinds[0] != "files" and options:
        name = next(iter(options))
        values.error("OPTION_NOT_FOR_KIND", f"`{name}` is for `files` only, not for `{kinds[0]}`", name)
        return None
    return Source(values.key, kinds[0], values[kinds[0]], FixedMap(options), values.place)


SOURCE = Noun(
    "source",
    "Where rows come from.",
    Source,
    (
        *(Key(kind, ADDRESS, doc, f"data/shop.{kind}", field="address") for kind, doc in SOURCE_KINDS.items()),
        *_FILES_OPTIONS,
    ),
    build=_build_source,
    spell=lambda noun, source: {source.kind: source.address, **source.options},
)

RATES = Noun(
    "rates",
    "The table of exchange rates: one unit of `base` is `rate` units of `quote` on `date`.",
    Rates,
    (
        Key("table", NAME, "the table that holds the rates", "fx", required=True),
        Key("date", NAME, "its column with the date", "day", required=True),
        Key("from", NAME, "its column with the currency that is priced", "base", field="base", required=True),
        Key("to", NAME, "its column with the currency of the price", "quote", field="quote", required=True),
        Key("rate", NAME, "its column with the price of one unit", "rate", required=True),
    ),
)

# Links

LINK = Noun(
    "link",
    "Many rows here, one row there, matched on that table's `one_row_per`.",
    Link,
    (
        Key("column", NAME, "the column here", "guest_id", field="columns"),
        Key("columns", list_of(NAME), "the columns here, where the key has several", "[user_id, day]"),
        Key("table", NAME, "the table it belongs to", "users", required=True),
        Key("as", NAME, "the role, where a table is linked more than once", "guests", field="role"),
    ),
    build=lambda noun, values: _build_link(values),
    spell=lambda noun, link: _spell_link(link),
)


def _build_link(values: Values) -> Link | None:
    if ("column" in values) == ("columns" in values):
        values.error("MISSING_KEY", "a link names either `column` or `columns`", hint="write `column: customer_id`")
        return None
    columns = values["columns"] or (values["column"],)
    return Link(values["as"] or values["table"], values["table"], columns, values.place)


def _spell_link(link: Link) -> dict[str, Any]:
    given: dict[str, Any] = {"table": link.table}
    given |= {"column": link.columns[0]} if len(link.columns) == 1 else {"columns": link.columns}
    return given | ({"as": link.role} if link.role != link.table else {})


_LINK_LIST = list_of(record(LINK))
_LINK_MAP = map_of(NAME, "from a column to the table it belongs to")


def _read_links(node: Node, reading: Reading) -> Any:
    if not isinstance(node, Pairs):
        return _LINK_LIST.read(node, reading)
    found = _LINK_MAP.read(node, reading)
    if found is None:
        return None
    places = {unquoted(key.text): key.place for key, _ in node.pairs}
    return tuple(Link(table, table, (column,), places[column]) for column, table in found.items())


def _write_links(links: tuple[Link, ...]) -> Plain:
    simple = {link.columns[0]: link.table for link in links if link.role == link.table and len(link.columns) == 1}
    return _LINK_MAP.write(simple) if len(simple) == len(links) else _LINK_LIST.write(links)


LINKS = Kind("links", _read_links, _write_links, {"anyOf": [_LINK_MAP.schema, _LINK_LIST.schema]})

# Dimensions

DIMENSION = Noun(
    "dimension",
    "A column or row-level formula by which a metric may be split or filtered.",
    Dimension,
    (
        Key("name", NAME, "what it is called", "country", required=True),
        Key("column", NAME, "the column, if it has another name", "ship_country"),
        Key("formula", FORMULA, "or a formula over one row", "weekday(orders.ordered_at)"),
        Key("same_as", LONG_TEXT, "the dimension of another table with the same members", "customers.country"),
    ),
    build=lambda noun, values: _build_dimension(noun, values),
    spell=lambda noun, dimension: spelled(noun, dimension),
)


def _build_dimension(noun: Noun, values: Values) -> Any:
    if "column" in values and "formula" in values:
        values.error("CONFLICTING_KEYS", "a dimension has either `column` or `formula`", "formula")
        return None
    column = None if "formula" in values else values["column"] or values["name"]
    return assemble(noun, values, column=column)


_DIMENSION = record(DIMENSION)


def _read_dimension(node: Node, reading: Reading) -> Any:
    if isinstance(node, Text):
        name = NAME.read(node, reading)
        return None if name is None else Dimension(name, column=name, place=node.place)
    return _DIMENSION.read(node, reading)


def _write_dimension(dimension: Dimension) -> Plain:
    if dimension.formula is None and dimension.same_as is None and dimension.column == dimension.name:
        return quoted(dimension.name)
    same_name = dimension.column == dimension.name
    return _DIMENSION.write(replace(dimension, column=None) if same_name else dimension)


_ANY_DIMENSION = Kind("dimension", _read_dimension, _write_dimension, {"anyOf": [SCALAR, _DIMENSION.schema]})
_DIMENSION_LIST = list_of(_ANY_DIMENSION)


def _read_dimensions(node: Node, reading: Reading) -> Any:
    found = _DIMENSION_LIST.read(node, reading)
    if found is None:
        return None
    for index, dimension in enumerate(found):
        if any(other.name == dimension.name for other in found[:index]):
            reading.error("DUPLICATE_DIMENSION", f"`{dimension.name}` stands here twice", dimension.place)
            return None
    return found


DIMENSIONS = replace(_DIMENSION_LIST, read=_read_dimensions)

# Tables

LATE_DATA = Noun(
    "late data",
    "Rows may still arrive for periods that ended no more than `up_to` ago.",
    LateData,
    (
        Key("changed_at", NAME, "the column that says when a row was changed", "updated_at"),
        Key("up_to", DURATION, "how long rows may still arrive", "7 days", required=True),
    ),
)
VERSIONS = Noun(
    "versions",
    "Append-only rows: per key, the newest row known at `as_of` counts.",
    dict,
    (Key("known_from", NAME, "the column that says since when a row is known", "loaded_at", required=True),),
    build=lambda noun, values: values["known_from"],
    spell=lambda noun, column: {"known_from": column},
)


def _read_columns(node: Node, reading: Reading) -> Any:
    found = _COLUMN_MAP.read(node, reading)
    if found is None or not isinstance(node, Pairs):
        return None
    places = {unquoted(key.text): key.place for key, _ in node.pairs}
    return tuple(RolledColumn(name, formula, places[name]) for name, formula in found.items())


_COLUMN_MAP = map_of(FORMULA, "from a column to an aggregate")
COLUMNS = replace(
    _COLUMN_MAP,
    read=_read_columns,
    write=lambda columns: _COLUMN_MAP.write({column.name: column.formula for column in columns}),
)


def _read_source(node: Node, reading: Reading) -> tuple[str, str | None] | None:
    text = scalar(node, reading, "a source and the table in it")
    if text is None:
        return None
    first, second = split_first(text)
    return first, second


SOURCE_NAME = Kind(
    "source and name",
    _read_source,
    lambda pair: quoted(pair[0]) if pair[1] is None else f"{quoted(pair[0])}.{pair[1]}",
    {"type": "string"},
)


def _build_table(noun: Noun, values: Values) -> Table | None:
    if ("source" in values) == ("from" in values):
        values.error(
            "TABLE_ORIGIN",
            "a table has either `source` (rows that are read) or `from` (a table rolled up)",
            "from" if "from" in values else "",
            hint="write the `source:` that the `sql` is for, such as `source: shop`"
            if "sql" in values and "from" not in values
            else "write `source: shop.sales.orders`",
        )
        return None
    if not (_rolled_up_fits(values) if "from" in values else _source_fits(values)):
        return None
    source, name = values["source"] or (None, None)
    return assemble(noun, values, source=source, name=name)  # type: ignore[no-any-return]


def _rolled_up_fits(values: Values) -> bool:
    missing = [name for name in ("one_row_per", "columns") if name not in values]
    for name in missing:
        values.error("MISSING_KEY", f"a rolled-up table needs `{name}`", "from")
    for name in ("sql", "versions", "late_data"):
        if name in values:
            values.error("CONFLICTING_KEYS", f"a rolled-up table has no `{name}`: it comes from rows read before", name)
            return False
    return not missing


def _source_fits(values: Values) -> bool:
    source, name = values["source"]
    if "columns" in values:
        values.error("CONFLICTING_KEYS", "`columns` belong to a rolled-up table (`from`)", "columns")
        return False
    if "sql" in values and name is not None:
        hint = f"write `source: {quoted(source)}` beside `sql`"
        values.error("CONFLICTING_KEYS", "a table with `sql` names the source only", "source", hint=hint)
        return False
    if "sql" not in values and name is None:
        hint = f"write `source: {quoted(source)}.NAME`, or add `sql: |`"
        values.error("TABLE_ORIGIN", f"which table of `{source}` is meant?", "source", hint=hint)
        return False
    return True


def _spell_table(noun: Noun, table: Table) -> dict[str, Any]:
    given = {name: value for name, value in spelled(noun, table).items() if name != "source"}
    return given if table.source is None else {"source": (table.source, table.name), **given}


TABLE = Noun(
    "table",
    "Rows of one kind with keys, dates and a source.",
    Table,
    (
        Key("source", SOURCE_NAME, "the source and the table's name in it", "shop.sales.orders"),
        Key("sql", LONG_TEXT, "a read-only view in the source's own dialect", "select * from orders"),
        Key("from", NAME, "the table that is rolled up", "order_lines", field="rolled_up_from"),
        Key("one_row_per", NAME_OR_NAMES, "the key: no two rows share it", "order_id"),
        Key("columns", COLUMNS, "a rolled-up table's columns", "{ lines: count(order_lines) }"),
        Key("date", DATE, "how rows are dated", "ordered_at"),
        Key("other_dates", OTHER_DATES, "further dates by which a metric may count", "[shipped_on]"),
        Key("complete_until", COMPLETION, "up to when all rows are there", "as_of"),
        Key("fresh_within", DURATION, "how old the newest row may be", "1 day"),
        Key("late_data", record(LATE_DATA), "how long rows may still arrive", "{ up_to: 7 days }"),
        Key("filter", FORMULA, "the rows that count at all", "orders.test = false"),
        Key(
            "versions",
            record(VERSIONS),
            "rows are versions of one another",
            "{ known_from: loaded_at }",
            field="known_from",
        ),
        Key(
            "currency_in",
            map_of(NAME, "from an amount to the column with its currency"),
            "amounts in several currencies",
            "{ amount: currency }",
        ),
        Key(
            "belongs_to",
            LINKS,
            "the tables of which each row here has one row",
            "{ customer_id: customers }",
            field="links",
        ),
        Key("dimensions", DIMENSIONS, "by what metrics may be split and filtered", "[channel]"),
    ),
    build=_build_table,
    spell=_spell_table,
)
