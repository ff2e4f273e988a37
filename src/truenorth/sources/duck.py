"""The DuckDB that loads: text columns in, Parquet out; nothing of it outlives the load."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from truenorth.engines.stopping import Running, Stop, Watch
from truenorth.errors import Finding, SourceFailed
from truenorth.sources.cells import TRIMMED

if TYPE_CHECKING:
    import duckdb

    Connection: TypeAlias = duckdb.DuckDBPyConnection


LONGEST = 1800.0
"""Seconds that the engine may work on one load."""
_LOADS = Watch(LONGEST)


@contextmanager
def interruptible(interrupt: Callable[[], None]) -> Iterator[Running]:
    """A stretch of a load that can be stopped, and is after LONGEST; `running.stopped` says that it was."""
    with _LOADS.over(interrupt, deadline=True) as running:
        yield running


def stopped(stop: Stop) -> SourceFailed:
    """What a load that was stopped raises."""
    if stop is Stop.CANCELLED:
        return _LOADS.failure(stop)
    return SourceFailed(
        Finding(
            "LOAD_TIMED_OUT",
            f"Loading the file took the engine longer than the {LONGEST:g} s allowed.",
            hint="split the file, or load it into a database and name that as the source",
        )
    )


def is_full(error: BaseException) -> bool:
    """Whether an error says that the disk has no room, in the system's words or the engine's."""
    return getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT) or "No space left on device" in str(error)


def _full() -> SourceFailed:
    return SourceFailed(
        Finding(
            "DISK_FULL",
            "The disk has no room left for what is loaded; nothing is wrong with the file.",
            hint="free some space, then ask again",
        )
    )


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
        with interruptible(con.interrupt) as running:
            try:
                yield con
            except Exception as error:
                if running.stopped is not None:
                    raise stopped(running.stopped) from None
                if is_full(error):
                    raise _full() from None
                if isinstance(error, duckdb.InterruptException):
                    raise KeyboardInterrupt from None
                raise
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
