"""PostgreSQL, by a session that only reads. The driver is an extra; this file says so where it is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from truenorth.errors import refuse

if TYPE_CHECKING:
    from truenorth.engines.pg_session import PostgresEngine

CONNECT_TIMEOUT = 10


def open_postgres(
    source: str, url: str, *, timeout: float | None = None, connect_timeout: int = CONNECT_TIMEOUT
) -> PostgresEngine:
    """A read-only session on the database at `url`, for the source of that key; times in seconds.

    Raises `Refused` DRIVER_MISSING or POSTGRES_ADDRESS, and `SourceFailed` SOURCE_UNREACHABLE; neither tells the
    password. A role that could write is a warning in `findings`.
    """
    try:
        from truenorth.engines.pg_session import PostgresEngine
    except ImportError as error:
        raise refuse(
            "DRIVER_MISSING",
            f"source {source} is a PostgreSQL database and its driver psycopg is not installed",
            hint="pip install 'truenorth[postgres]'",
        ) from error
    return PostgresEngine(source, url, timeout, connect_timeout)
