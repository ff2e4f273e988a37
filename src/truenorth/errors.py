"""Mistakes as values, and every exception Truenorth raises.

::

    Exception
    └── TruenorthError            anything this package raises on purpose
        ├── Refused               a question or definition that cannot be answered; carries a Finding (exit 2)
        └── SourceFailed          a file, database or network that did not answer; carries a Finding (exit 3)

A user's mistake is a `Finding`: loading collects them, a question that meets one raises `Refused(finding)`.
A programmer's mistake is an ordinary exception (`ValueError`, `TypeError`) whose text names the remedy.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum


class Level(StrEnum):
    """How much a finding weighs: an error stops what uses it, a warning and a note do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Place:
    """Where something is written: a file (relative to the project), a line and a column, both from 1."""

    file: str | None = None
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        return ":".join(str(part) for part in (self.file, self.line) if part is not None)


NOWHERE = Place()


@dataclass(frozen=True)
class Finding:
    """One mistake or remark: a stable code, a sentence, where it stands and what to do about it.

    `columns` are the columns of a table that it is about; none where it is about something else, or all of the table.
    """

    code: str
    message: str
    place: Place = NOWHERE
    level: Level = Level.ERROR
    hint: str | None = None
    nearest: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()

    def at(self, place: Place) -> Finding:
        """The same finding with a place, unless it has got one."""
        return self if self.place != NOWHERE else replace(self, place=place)

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place.file else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{where}{self.code} {self.message}{hint}"

    def as_error(self) -> dict[str, object]:
        """The record a program gets when a question is refused."""
        return {
            "code": self.code,
            "message": self.message,
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "nearest": list(self.nearest),
            "hint": self.hint,
        }

    def as_finding(self) -> dict[str, object]:
        """The record a program gets from `truenorth check --json`."""
        return {
            "code": self.code,
            "level": self.level.value,
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "message": self.message,
            "hint": self.hint,
            "nearest": list(self.nearest),
        }


class TruenorthError(Exception):
    """Anything this package raises on purpose; `finding` says what happened and what to do."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(str(finding))
        self.finding = finding


class Refused(TruenorthError):
    """The question or the definition cannot be answered as it stands: the user's to mend."""


class SourceFailed(TruenorthError):
    """A file, database or network did not do its part: the operator's to mend."""


def refuse(
    code: str,
    message: str,
    place: Place = NOWHERE,
    *,
    hint: str | None = None,
    nearest: Iterable[str] = (),
) -> Refused:
    """A `Refused` ready to raise."""
    return Refused(Finding(code, message, place, hint=hint, nearest=tuple(nearest)))


def nearest_names(wanted: str, known: Iterable[str], most: int = 3) -> tuple[str, ...]:
    """The known names most like `wanted`, best first; case is overlooked.

    >>> nearest_names("revenu", ["orders", "revenue", "Revenge"])
    ('revenue', 'Revenge')
    """
    by_folded = {name.casefold(): name for name in sorted(known, reverse=True)}
    close = difflib.get_close_matches(wanted.casefold(), by_folded, n=most, cutoff=0.6)
    return tuple(by_folded[name] for name in close)
