"""PostgreSQL's types and values in ours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any, TypeVar

import psycopg
from psycopg.adapt import Buffer
from psycopg.types.datetime import DateBinaryLoader, TimeBinaryLoader, TimestampBinaryLoader, TimestamptzBinaryLoader

from truenorth.engines.values import Change, finite, text
from truenorth.model.types import BOOLEAN, DATE, FLOAT, INSTANT, INTEGER, TEXT, TIME, TIMESTAMP, Type

# By the name in pg_type. `numeric` has its own scale; json, arrays, intervals, ranges and bytes are not read.
TYPES: dict[str, Type] = {
    **dict.fromkeys(("int2", "int4", "int8"), INTEGER),
    **dict.fromkeys(("float4", "float8"), FLOAT),
    **dict.fromkeys(("text", "varchar", "bpchar", "name", "char", "citext", "uuid", "enum"), TEXT),
    "bool": BOOLEAN,
    "date": DATE,
    "time": TIME,
    "timestamp": TIMESTAMP,
    "timestamptz": INSTANT,
}
AS_TEXT = frozenset({"char", "citext", "uuid", "enum"})  # the driver gives bytes, or an object of its own

T = TypeVar("T")


class _Date(DateBinaryLoader):
    """A date; infinity and years the calendar has not got are the nearest date."""

    def load(self, data: Buffer) -> date:
        return _within(super().load, data, date.min, date.max)


class _Timestamp(TimestampBinaryLoader):
    """A wall clock, likewise."""

    def load(self, data: Buffer) -> datetime:
        return _within(super().load, data, datetime.min, datetime.max)


class _Timestamptz(TimestamptzBinaryLoader):
    """An instant in UTC, likewise."""

    def load(self, data: Buffer) -> datetime:
        first, last = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
        return _within(super().load, data, first, last).astimezone(UTC)


class _Time(TimeBinaryLoader):
    """A time of day; 24:00 is the last moment of the day."""

    def load(self, data: Buffer) -> time:
        return _within(super().load, data, time.min, time.max)


def register_loaders(connection: psycopg.Connection[Any]) -> None:
    """Make the connection's binary results come as our values where the driver's own would raise."""
    connection.adapters.register_loader("date", _Date)
    connection.adapters.register_loader("timestamp", _Timestamp)
    connection.adapters.register_loader("timestamptz", _Timestamptz)
    connection.adapters.register_loader("time", _Time)


def change_of(kind: str) -> Change | None:
    """How a column's values are made ours, by its type's name; None where the driver's already are."""
    if kind in ("float4", "float8", "numeric"):
        return finite
    return None if kind in TYPES and kind not in AS_TEXT else text


def _within(load: Callable[[Buffer], T], data: Buffer, first: T, last: T) -> T:
    try:
        return load(data)
    except psycopg.DataError:
        return first if data[0] & 0x80 else last  # big-endian: the first bit is the sign
