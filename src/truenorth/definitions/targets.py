"""Every spelling of a target becomes a side, a path and, for totals, the period they add up over."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from truenorth.definitions.amounts import AMOUNT, Amount, in_unit
from truenorth.definitions.grammar import Key, Kind, Noun, Reading, Values, read_noun, record
from truenorth.definitions.kinds import (
    DAY,
    FIRST_DAY,
    LAST_DAY,
    LONG_TEXT,
    TEXT,
    day_text,
    list_of,
    map_of,
    word,
)
from truenorth.definitions.nodes import Node, Pairs, Text, as_written
from truenorth.definitions.target_ways import BY_PERIOD, PATH, PHASED, first_day, phased
from truenorth.model.fixed import FixedMap
from truenorth.model.metrics import Metric
from truenorth.model.targets import (
    Aim,
    Band,
    Constant,
    Improve,
    Levels,
    Linear,
    Path,
    Seasonal,
    Steps,
    Target,
    Total,
)
from truenorth.periods import Calendar, parse_period

# How the values are spelled

_UNITS = ("month", "quarter", "year", "fiscal_quarter", "fiscal_year")


def _over(text: str) -> tuple[str, date | None] | None:
    if text in _UNITS:
        return text, None
    found = re.fullmatch(r"until\s+(\S+)", text)
    day = day_text(found[1]) if found else None
    return None if day is None else ("until", day)


_OVER = word(
    "span of a total",
    f"one of {', '.join(_UNITS)} or `until 2026-12-31`",
    "NOT_ONE_OF",
    _over,
    write=lambda over: over[0] if over[1] is None else f"until {over[1]}",
    schema={"type": "string"},
)
LEVELS = Noun(
    "levels",
    "Named levels; judged at `target`.",
    Levels,
    (
        Key("commit", AMOUNT, "what is promised: the red line, unless the KPI has its own", "90 %"),
        Key("target", AMOUNT, "what is aimed at and judged", "95 %", required=True),
        Key("stretch", AMOUNT, "what would be splendid", "98 %"),
    ),
    build=lambda noun, values: FixedMap(values.given),
    spell=lambda noun, levels: levels,
)
_TWO = list_of(AMOUNT)

SHAPES: Mapping[str, tuple[str, ...]] = {
    "at_least": (),
    "at_most": (),
    "between": ("critical",),
    "exactly": ("tolerance", "critical"),
    "reach": ("by", "path"),
    "total": ("over", "phasing"),
    "total_at_most": ("over", "phasing"),
    "improve_by": ("on", "by"),
    "levels": (),
    "milestones": (),
}
"""Each shape, and the keys that go with it."""

TARGET = Noun(
    "target",
    "The value agreed from a day on, until the next target begins.",
    Target,
    (
        Key("from", FIRST_DAY, "the period or day with which it begins", "2026-01", field="begins", required=True),
        Key("at_least", AMOUNT, "this or more is good", "95 %", field="path"),
        Key("at_most", AMOUNT, "this or less is good", "2 hours", field="path"),
        Key("between", _TWO, "from one value to another is good", "[70 %, 85 %]", field="path"),
        Key("critical", _TWO, "the limits beyond which a range is missed", "[60 %, 95 %]", field="path"),
        Key("exactly", AMOUNT, "this is good", "100", field="path"),
        Key("tolerance", AMOUNT, "how far from `exactly` is still good", "5", field="path"),
        Key("reach", AMOUNT, "to get there from the baseline", "96 %", field="path"),
        Key("by", LAST_DAY, "the period or day with which it ends", "2026-12"),
        Key("path", PATH, "the way there: linear, seasonal, steps or custom", "linear"),
        Key("total", AMOUNT, "to add up to at least this", "12000", field="path"),
        Key("total_at_most", AMOUNT, "a budget: to add up to at most this", "50000", field="path"),
        Key("over", _OVER, "the time over which a total adds up", "year", field="path"),
        Key(
            "phasing",
            PHASED,
            "how a total spreads over its time",
            "even",
            field="path",
        ),
        Key("improve_by", AMOUNT, "by so much better, or by such a share", "20 %", field="path"),
        Key("on", TEXT, "than in this period, or `previous quarter` again and again", "2025", field="path"),
        Key("levels", record(LEVELS), "commit, target and stretch", "{ commit: 90 %, target: 95 % }", field="path"),
        Key("milestones", BY_PERIOD, "the value to have by the end of each period", "{ 2026-03: 20 }", field="path"),
        Key(
            "for",
            map_of(TEXT, "from a dimension to a member"),
            "one segment only",
            "{ region: north }",
            field="segment",
        ),
        Key("agreed", DAY, "when it was agreed", "2025-12-15"),
        Key("reason", LONG_TEXT, "why it is so, or why it changed", "yearly plan"),
    ),
    build=lambda noun, values: values,
)


@dataclass(frozen=True)
class Draft:
    """A target's keys, read but not yet in the metric's unit."""

    values: Values
    spelled: FixedMap[str, Any]


def _read_draft(node: Node, reading: Reading) -> Draft | None:
    values = read_noun(node, TARGET, reading)
    if values is None or not isinstance(node, Pairs):
        return None
    return Draft(values, as_written(node))


TARGETS = list_of(Kind("target", _read_draft, lambda plain: plain, {"$ref": "#/$defs/target"}))


@dataclass(frozen=True)
class Context:
    """What a target is judged by: its metric, the baseline where that is a value, the red line."""

    metric: Metric
    baseline: Decimal | None
    red_line: Decimal | None
    reading: Reading

    def number(self, amount: Amount | None) -> Decimal | None:
        return None if amount is None else in_unit(amount, self.metric.unit, self.reading)


Build = Callable[[Values, Context], "tuple[Aim, Path] | None"]


def target(draft: Draft, context: Context) -> Target | None:
    """The target that a draft spells, in the metric's unit, or None with findings."""
    values, reading = draft.values, context.reading
    shapes = [name for name in SHAPES if name in values]
    if len(shapes) != 1:
        found = " and ".join(f"`{name}`" for name in shapes) or "none"
        hint = "write `at_least: 95 %`"
        values.error("TARGET_SHAPE", f"a target has exactly one of {', '.join(SHAPES)}; here {found} stands", hint=hint)
        return None
    shape = shapes[0]
    if not _companions_fit(shape, values):
        return None
    before = len(reading.findings)
    built = _BUILD[shape](values, context)
    if built is None or reading.first_error(before):
        return None
    aim, path = built
    ends = values["over"][1] if "over" in values else values["by"]
    if shape == "milestones":
        ends = max(day for day in (last_day(reading.calendar, name) for name in values["milestones"]) if day)
    if ends is not None and ends < values["from"]:
        values.error("TARGET_ENDS_BEFORE", "the target ends before it begins", "over" if "over" in values else "by")
        return None
    _check_red_line(aim, path, context, values)
    return Target(
        aim,
        path,
        begins=values["from"],
        by=ends,
        agreed=values["agreed"],
        reason=values["reason"],
        segment=values["for"] or FixedMap(),
        spelled=draft.spelled,
        place=values.place,
    )


def _companions_fit(shape: str, values: Values) -> bool:
    others = {name for names in SHAPES.values() for name in names} - set(SHAPES[shape])
    for name in sorted(others & set(values.given)):
        takes = " and ".join(f"`{key}`" for key in SHAPES[shape]) or "no further key"
        message = f"`{name}` does not go with `{shape}`, which takes {takes}"
        values.error("KEY_NOT_FOR_SHAPE", message, name, hint=_instead(name, shape, values))
        return False
    return True


def _instead(name: str, shape: str, values: Values) -> str | None:
    """How a date or a time is said beside a shape that has none."""
    until, over = values["by"], values["over"]
    if name == "by" and shape in ("at_least", "at_most"):
        return f"to arrive by a date say `reach: {_said(values, shape)}, by: {until.isoformat()}`"
    if name == "by" and shape in ("total", "total_at_most"):
        return f"to add up until a date say `over: until {until.isoformat()}` instead of `by`"
    if name == "over" and shape in ("at_least", "at_most") and over is not None:
        total = "total" if shape == "at_least" else "total_at_most"
        return f"for what adds up over a time say `{total}: {_said(values, shape)}` beside `over`"
    return None


def _said(values: Values, shape: str) -> str:
    """An amount as it may be written in its place."""
    spelled = AMOUNT.write(values[shape]) if values[shape] is not None else None
    return spelled.text if isinstance(spelled, Text) else "…"


def _constant(name: str, aim: Aim) -> Build:
    def build(values: Values, context: Context) -> tuple[Aim, Path] | None:
        number = context.number(values[name])
        return None if number is None else (aim, Constant(number))

    return build


def _pair(name: str, values: Values, context: Context) -> tuple[Decimal, Decimal] | None:
    amounts = values[name]
    if len(amounts) != 2:
        split = len(amounts) > 2 and any(re.fullmatch(r"\d{3}", str(each)) for each in amounts[1:])
        hint = "write numbers without thousands sign: 1000 or 1_000, not 1,000" if split else None
        values.error("TARGET_RANGE", f"`{name}` takes two values, the lower and the higher", name, hint=hint)
        return None
    low, high = (context.number(amount) for amount in amounts)
    if low is None or high is None:
        return None
    if low >= high:
        hint = f"write `{name}: [{amounts[1]}, {amounts[0]}]`" if low > high else "write `exactly:`"
        values.error("TARGET_RANGE", f"the first value of `{name}` is not below the second", name, hint=hint)
        return None
    return low, high


def _band(values: Values, context: Context, low: Decimal, high: Decimal, exact: Decimal | None) -> Band | None:
    if "critical" not in values:
        return Band(low, high, exact=exact)
    critical = _pair("critical", values, context)
    if critical is None:
        return None
    if critical[0] >= low or critical[1] <= high:
        values.error("TARGET_CRITICAL", "the critical limits must lie outside the range", "critical")
        return None
    return Band(low, high, *critical, exact=exact)


def _between(values: Values, context: Context) -> tuple[Aim, Path] | None:
    pair = _pair("between", values, context)
    band = _band(values, context, *pair, exact=None) if pair else None
    return None if band is None else (Aim.WITHIN, band)


def _exactly(values: Values, context: Context) -> tuple[Aim, Path] | None:
    exact, tolerance = context.number(values["exactly"]), context.number(values["tolerance"])
    if exact is None or (tolerance is None and "tolerance" in values):
        return None
    if tolerance is None and exact == 0:
        values.error("TARGET_TOLERANCE", "`exactly: 0` needs a tolerance", "exactly", hint="write `tolerance: 5`")
        return None
    if tolerance is not None and tolerance <= 0:
        values.error("TARGET_TOLERANCE", "a tolerance is above zero", "tolerance")
        return None
    width = abs(exact) * Decimal("0.05") if tolerance is None else tolerance
    band = _band(values, context, exact - width, exact + width, exact)
    return None if band is None else (Aim.WITHIN, band)


def _reach(values: Values, context: Context) -> tuple[Aim, Path] | None:
    end = context.number(values["reach"])
    if "by" not in values:
        values.error(
            "MISSING_KEY", "`reach` needs `by`, the period with which it ends", "reach", hint="write `by: 2026-12`"
        )
        return None
    if end is None:
        return None
    if end == context.baseline:
        values.error("TARGET_EQUALS_BASELINE", "the value to reach is the baseline: there is no way to go", "reach")
        return None
    if values["path"] == "custom":
        values.error("TARGET_STEPS", "`path: custom` needs its values", "path", hint="write `path: { custom: {…} }`")
        return None
    if not isinstance(values["path"], Mapping):
        return Aim.TOWARDS, Seasonal(end) if values["path"] == "seasonal" else Linear(end)
    steps = _steps(values, context, end)
    return None if steps is None else (Aim.TOWARDS, steps)


def _steps(values: Values, context: Context, end: Decimal) -> Steps | None:
    found: dict[date, Decimal] = {}
    for name, amount in values["path"].items():
        day = first_day(context.reading.calendar, name)
        number = context.number(amount)
        if day is None:
            values.reading.error("NOT_A_PERIOD", f"`{name}` is not a period or a day", amount.place)
        elif not values["from"] <= day <= values["by"]:
            values.reading.error("TARGET_STEPS", f"the step {name} lies outside `from` and `by`", amount.place)
        elif day in found:
            values.reading.error("TARGET_STEPS", f"two steps begin on {day}", amount.place)
        elif number is not None:
            found[day] = number
    if len(found) != len(values["path"]) or not found:
        return None
    steps = Steps(tuple(sorted(found.items())))
    if steps.end != end:
        values.error("TARGET_STEPS", f"the last step is {steps.end:f}, but `reach` says {end:f}", "path")
        return None
    return steps


def _milestones(values: Values, context: Context) -> tuple[Aim, Path] | None:
    """Steps, each reached by the end of its period; the last one is the end."""
    found: dict[date, Decimal] = {}
    for name, amount in values["milestones"].items():
        day, number = first_day(context.reading.calendar, name), context.number(amount)
        if day is None:
            values.reading.error("NOT_A_PERIOD", f"`{name}` is not a period or a day", amount.place)
        elif day < values["from"]:
            values.reading.error("TARGET_STEPS", f"the milestone {name} lies before `from`", amount.place)
        elif day in found:
            values.reading.error("TARGET_STEPS", f"two milestones begin on {day}", amount.place)
        elif number is not None:
            found[day] = number
    if len(found) != len(values["milestones"]) or not found:
        return None
    return Aim.TOWARDS, Steps(tuple(sorted(found.items())))


def last_day(calendar: Calendar, name: str) -> date | None:
    """The last civil day of a period, or None where the text names none."""
    period = parse_period(calendar, name)
    return calendar.day_before(period.end) if period else None


def _improve(values: Values, context: Context) -> tuple[Aim, Path] | None:
    """An improvement on a period that is read when it is judged."""
    amount, on = values["improve_by"], values["on"]
    if on is None:
        values.error(
            "MISSING_KEY", "`improve_by` needs `on`, the period it improves on", "improve_by", hint="write `on: 2025`"
        )
        return None
    again = on.startswith("previous ") and on.removeprefix("previous ") in PREVIOUS
    if not again and parse_period(context.reading.calendar, on) is None:
        values.error("NOT_A_PERIOD", f"`{on}` is not a period", "on", hint="write 2025, 2025-Q4 or `previous quarter`")
        return None
    if again is ("by" in values):
        said = "ends with none" if again else "needs `by`, the period with which it ends"
        values.error("TARGET_SHAPE", f"`improve_by` on {on} {said}", "by" if again else "improve_by")
        return None
    if amount.unit in ("%", "percent"):
        return Aim.TOWARDS, Improve(amount.number / 100, True, on)
    number = context.number(amount)
    return None if number is None else (Aim.TOWARDS, Improve(number, False, on))


PREVIOUS = ("day", "week", "month", "quarter", "year", "fiscal_quarter", "fiscal_year", "period")
"""Units of which the one before may be improved on."""


def _total(name: str, aim: Aim) -> Build:
    def build(values: Values, context: Context) -> tuple[Aim, Path] | None:
        amount = context.number(values[name])
        if "over" not in values:
            values.error(
                "MISSING_KEY", f"`{name}` needs `over`, the time it adds up over", name, hint="write `over: year`"
            )
            return None
        if amount is None:
            return None
        if context.metric.unit is not None and context.metric.unit.text in ("percent", "percent points"):
            values.error("TARGET_TOTAL_OF_RATE", "percentages do not add up to a total", name, hint="write `at_least:`")
            return None
        spread = phased(values, context.reading.calendar)
        return None if spread is None else (aim, Total(amount, values["over"][0], *spread))

    return build


def _levels(values: Values, context: Context) -> tuple[Aim, Path] | None:
    given = {name: context.number(amount) for name, amount in values["levels"].items()}
    aimed = given["target"]
    if aimed is None or None in given.values():
        return None
    levels = Levels(aimed, given.get("commit"), given.get("stretch"))
    order = [level for level in (levels.commit, levels.target, levels.stretch) if level is not None]
    if order != sorted(set(order)) and order != sorted(set(order), reverse=True):
        values.error("TARGET_LEVELS", "commit, target and stretch must go one way, each better than the last", "levels")
        return None
    up = is_up(Aim.LEVELS, levels, context)
    if up is not None and len(order) > 1 and (order[0] < order[-1]) != up:
        direction = context.metric.direction
        values.error("TARGET_LEVELS", f"the levels get worse: for {context.metric.key} {direction} is better", "levels")
        return None
    return Aim.LEVELS, levels


_BUILD: Mapping[str, Build] = {
    "at_least": _constant("at_least", Aim.AT_LEAST),
    "at_most": _constant("at_most", Aim.AT_MOST),
    "between": _between,
    "exactly": _exactly,
    "reach": _reach,
    "total": _total("total", Aim.AT_LEAST),
    "total_at_most": _total("total_at_most", Aim.AT_MOST),
    "levels": _levels,
    "milestones": _milestones,
    "improve_by": _improve,
}


def is_up(aim: Aim, path: Path, context: Context) -> bool | None:
    """Whether more is better under this target; None where it is a range, or cannot be known yet."""
    if aim in (Aim.AT_LEAST, Aim.AT_MOST):
        return aim is Aim.AT_LEAST
    if isinstance(path, Linear | Steps) and context.baseline is not None:
        return path.end > context.baseline
    if aim in (Aim.TOWARDS, Aim.LEVELS) and context.metric.direction in ("higher", "lower"):
        return context.metric.direction == "higher"
    if isinstance(path, Levels):
        ends = [level for level in (path.commit, path.target, path.stretch) if level is not None]
        return ends[0] < ends[-1] if len(ends) > 1 else None
    return None


def _check_red_line(aim: Aim, path: Path, context: Context, values: Values) -> None:
    red, up = context.red_line, is_up(aim, path, context)
    if red is None or up is None or isinstance(path, Total | Improve | Band):
        return
    aimed = path.value if isinstance(path, Constant) else path.target if isinstance(path, Levels) else path.end
    if (red >= aimed) if up else (red <= aimed):
        side = "below" if up else "above"
        values.error(
            "RED_LINE_SIDE",
            f"the red line {red:f} is on the wrong side: it must lie {side} the target {aimed:f}",
            hint="change the KPI's `red_line` or the target",
        )
