"""What PostgreSQL says when something goes wrong → our codes and sentences; never a password."""

from __future__ import annotations

import re

import psycopg

from truenorth.engines.data_refused import value_refused
from truenorth.errors import Finding, Refused, SourceFailed, refuse

# Only these sentences are passed on: libpq's own text may hold a piece of a mistyped address, password included.
UNREACHABLE = (
    ("password authentication failed", "the user name or the password is wrong"),
    ("no password supplied", "the server asks for a password and the address has none"),
    ("Connection refused", "nothing answers at that host and port"),
    ("timeout expired", "the server did not answer in time"),
    ("could not translate host name", "the host name is unknown"),
    ("resolve host", "the host name is unknown"),
    ("permission denied for database", "the role may not connect to that database"),
    ("no pg_hba.conf entry", "the server does not let this host or role in"),
    ("too many clients", "the server has no connection left"),
    ("remaining connection slots", "the server has no connection left"),
    ("is starting up", "the server is starting up"),
    ("is shutting down", "the server is shutting down"),
    ("SSL", "no encrypted connection came about"),
    ("does not exist", "there is no such database or role"),
)
PLAIN_NAME = re.compile(r"[A-Za-z0-9_.:/-]+")
OUT_OF_MEMORY = frozenset({"53000", "53100", "53200"})


def unreachable(source: str, address: dict[str, object], error: Exception) -> SourceFailed:
    """A connection that did not come about, with host and database but without user and password."""
    said = str(error)
    why = next((sentence for words, sentence in UNREACHABLE if words in said), "the server did not accept us")
    place = f"{address.get('host') or 'localhost'}:{address.get('port') or 5432}/{address.get('dbname') or ''}"
    at = f" at {place}" if PLAIN_NAME.fullmatch(place) else ""
    return SourceFailed(
        Finding("SOURCE_UNREACHABLE", f"source {source}, PostgreSQL{at}, cannot be reached: {why}", hint=None)
    )


def query_failure(source: str, error: psycopg.Error) -> Refused | SourceFailed:
    """A query that failed for another reason than being stopped."""
    state = error.sqlstate or ""
    said = error.diag.message_primary or str(error).strip().partition("\n")[0]
    if state == "25006":
        return refuse("NOT_A_SELECT", f"only a SELECT that changes nothing can be run on a source: {said}")
    if state.startswith("22"):  # data exceptions
        return value_refused(said)
    if state == "42501":
        return SourceFailed(
            Finding("ROLE_CANNOT_READ", f"source {source}: {said}", hint="grant the role SELECT on the table")
        )
    if state in OUT_OF_MEMORY:
        return SourceFailed(Finding("QUERY_OUT_OF_MEMORY", f"PostgreSQL of source {source} ran out of memory: {said}"))
    if not state or state.startswith(("08", "57P")):
        return SourceFailed(
            Finding("SOURCE_LOST", f"the connection to source {source} broke off", hint="ask again; it is made anew")
        )
    return SourceFailed(Finding("QUERY_FAILED", f"PostgreSQL of source {source} could not run the query: {said}"))
