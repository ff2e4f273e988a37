"""The DuckDB that loads: text columns in, Parquet out; nothing of it outlives the load."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from truenorth.sources.cells import TRIMMED

if TYPE_CHECKING:
    import duckdb

    Connection: TypeAlias = duckdb.DuckDBPyConnection


@contextmanager
def loading_connection(work: Path) -> Iterator[Connection]:
    """A connection of its own that spills into `work` and keeps the order of rows."""
    import duckdb

    con = duckdb.connect(":memory:")
    try:
        con.execute(f"SET temp_directory = {text(str(work))}")
        con.execute("SET memory_limit = '2GB'")
        con.execute("SET TimeZone = 'UTC'")
        con.execute("SET autoinstall_known_extensions = false")
        yield con
    finally:
        con.close()


def text(value: str) -> str:
    """A text as a DuckDB literal."""
    return "'" + value.replace("'", "''") + "'"


def name(value: str) -> str:
    """A name as DuckDB writes it."""
    return '"' + value.replace('"', '""') + '"'


def texts(values: object) -> str:
    """Texts as a bracketed list of literals."""
    return "(" + ", ".join(text(str(value)) for value in values) + ")"  # type: ignore[attr-defined]


TRIM_CHARACTERS = " || ".join(f"chr({ord(character)})" for character in TRIMMED)


def trimmed(column: str) -> str:
    """A text column without the white space around it."""
    return f"trim({column}, {TRIM_CHARACTERS})"


def is_blank(column: str) -> str:
    """True where a text column is null or white space."""
    return f"({column} IS NULL OR {trimmed(column)} = '')"
