"""What a rule of the KPI check is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from truenorth.checks.facts import Facts
from truenorth.errors import Level, Place


class Family(StrEnum):
    """What a rule looks at; the code of a rule begins with it."""

    DEF = "DEF"  # how a KPI is defined
    MATH = "MATH"  # how its number is computed
    DATA = "DATA"  # what its data are like
    TGT = "TGT"  # its targets
    STAT = "STAT"  # what its series allows to say
    PORT = "PORT"  # the KPIs as a whole
    PROC = "PROC"  # how people work with them


class Needs(StrEnum):
    """What a rule has to see."""

    FORM = "form"  # the files alone
    HISTORY = "history"  # the KPI's values and status too


@dataclass(frozen=True)
class Hit:
    """Where a rule found something: on which definition (its key, or None), where that is written, and a sentence."""

    on: str | None
    place: Place
    message: str


STEADY = (100.0, 104, 97, 101, 99, 103, 96, 102, 98, 100, 105, 97, 101) * 2
"""Values in which nothing happens, for the examples."""


@dataclass(frozen=True)
class Example:
    """A small project in YAML, beside a table `rows` with a value a month; `values` are these, the newest last.

    The metrics `revenue` (a sum, EUR), `orders` (a count), `paid` and `count_only` (without unit and description),
    `share` (their ratio) and `mood` (typed) are there.
    """

    yaml: str
    values: tuple[float, ...] = ()


@dataclass(frozen=True)
class Rule:
    """A rule with everything a person asks about it; the examples are its tests."""

    code: str
    level: Level
    needs: Needs
    title: str
    why: str
    remedy: str
    bad: Example
    good: Example
    find: Callable[[Facts], Iterable[Hit]]

    @property
    def family(self) -> Family:
        return Family(self.code.partition("_")[0])
