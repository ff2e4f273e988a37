"""The smallest pieces of SQL text."""

from __future__ import annotations

from collections.abc import Iterable


def ident(name: str) -> str:
    """A quoted name.

    >>> ident('a"b')
    '"a""b"'
    """
    return '"' + name.replace('"', '""') + '"'


def dotted(parts: Iterable[str]) -> str:
    """A quoted name of several parts."""
    return ".".join(ident(part) for part in parts)


def quote(text: str) -> str:
    """A text literal.

    >>> quote("O'Hara")
    "'O''Hara'"
    """
    return "'" + text.replace("'", "''") + "'"


def remark(text: str) -> str:
    """A comment of one line, whatever the text holds."""
    return "-- " + " ".join(text.split())


def indent(text: str, by: int = 2) -> str:
    """Every line moved to the right."""
    pad = " " * by
    return "\n".join(pad + line if line else line for line in text.split("\n"))


def select(columns: Iterable[str], sources: Iterable[str], where: Iterable[str] = (), tail: Iterable[str] = ()) -> str:
    """A SELECT with a line for each column, source and condition; the same condition once."""
    lines = ["SELECT", indent(",\n".join(columns)), *sources]
    conditions = list(dict.fromkeys(where))
    if conditions:
        lines.append("WHERE " + "\n  AND ".join(conditions))
    return "\n".join([*lines, *tail])
