"""The ways of a target, as they are spelled: the path to a value, the phasing of a total."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from truenorth.definitions.amounts import AMOUNT
from truenorth.definitions.grammar import Key, Noun, Values, record
from truenorth.definitions.kinds import NUMBER, choice, either, list_of, map_of
from truenorth.definitions.nodes import Pairs
from truenorth.model.fixed import FixedMap
from truenorth.model.targets import Phasing, Steps, Total
from truenorth.periods import Calendar, parse_period

BY_PERIOD = map_of(AMOUNT, "from a period to a value")
STEPS = Noun(
    "path",
    "Values that hold from their period until the next.",
    Steps,
    (
        Key("steps", BY_PERIOD, "from a period to the value that holds from it", "{ 2026-06: 92 % }"),
        Key("custom", BY_PERIOD, "the value of every period", "{ 2026-01: 90 %, 2026-02: 91 % }"),
    ),
    build=lambda noun, values: _one_way(values),
    spell=lambda noun, steps: {"steps": steps},
)
_WAY_WORD = choice("path", ["linear", "seasonal", "custom"])
PATH = either(
    "path",
    lambda node: record(STEPS) if isinstance(node, Pairs) else _WAY_WORD,
    "a path",
    lambda path: path if isinstance(path, str) else record(STEPS).write(path),
    _WAY_WORD,
    record(STEPS),
)
PHASING = Noun(
    "phasing",
    "How a total spreads over its time, in numbers.",
    Total,
    (
        Key("profile", list_of(NUMBER), "the weights of equal parts, such as twelve months", "[8, 7, 8, 9]"),
        Key("custom", map_of(NUMBER, "from a period to a weight"), "weights by period", "{ 2026-01: 8, 2026-02: 9 }"),
    ),
    build=lambda noun, values: FixedMap(values.given),
    spell=lambda noun, phasing: phasing,
)
_PHASING_WORD = choice("phasing", tuple(each.value for each in Phasing))
PHASED = either(
    "phasing",
    lambda node: record(PHASING) if isinstance(node, Pairs) else _PHASING_WORD,
    "a phasing",
    lambda phasing: phasing if isinstance(phasing, str) else record(PHASING).write(phasing),
    _PHASING_WORD,
    record(PHASING),
)


def _one_way(values: Values) -> Any:
    """The steps, under whichever of the two keys they stand."""
    if ("steps" in values) is ("custom" in values):
        values.error(
            "TARGET_STEPS", "a path has either `steps` or `custom`", hint="write `path: { steps: { 2026-06: 92 % } }`"
        )
        return None
    return values["steps"] or values["custom"]


def phased(
    values: Values, calendar: Calendar
) -> tuple[Phasing, tuple[Decimal, ...], tuple[tuple[date, Decimal], ...]] | None:
    """The phasing and its weights, if it has any."""
    given = values["phasing"]
    if given in (Phasing.PROFILE, Phasing.CUSTOM):
        given = {}
    if not isinstance(given, Mapping):
        return Phasing(given or Phasing.EVEN), (), ()
    profile, custom = given.get("profile"), given.get("custom") or {}
    weights = profile or list(custom.values())
    if (profile is None) is not bool(custom) or not weights or min(weights) < 0 or sum(weights) <= 0:
        said = "a phasing has either `profile` or `custom`, with weights of 0 or more and one above"
        values.error("TARGET_PHASING", said, "phasing", hint="write `phasing: { profile: [8, 7, 8, 9] }`")
        return None
    if profile is not None:
        return Phasing.PROFILE, tuple(profile), ()
    days = {name: first_day(calendar, name) for name in custom}
    unknown = next((name for name, day in days.items() if day is None), None)
    if unknown is not None:
        values.error("NOT_A_PERIOD", f"`{unknown}` is not a period or a day", "phasing", hint="write 2026-01")
        return None
    return Phasing.CUSTOM, (), tuple(sorted((day, custom[name]) for name, day in days.items() if day is not None))


def first_day(calendar: Calendar, name: str) -> date | None:
    """The first civil day of a period, or None where the text names none."""
    period = parse_period(calendar, name)
    return calendar.day(period.start) if period else None
