"""The target in force made numbers for the judged period: side, expected value, red line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from truenorth.judgement import red_line
from truenorth.judgement.changing import total_between
from truenorth.judgement.evidence import Choice, Evidence
from truenorth.judgement.exact import decimal, fraction
from truenorth.judgement.paths import TOLERANCE, Limits, end_value, expected, level_at, limits
from truenorth.judgement.totals import Ground, buckets
from truenorth.model.answers import State
from truenorth.model.metrics import Direction
from truenorth.model.targets import Aim, Band, Constant, Improve, Levels, Linear, Seasonal, Steps, Target, Total
from truenorth.wording import say, spell_date


class Shape(StrEnum):
    """The cases judgement tells apart."""

    LEVEL = "level"
    PATH = "path"
    RANGE = "range"
    TOTAL = "total"


@dataclass(frozen=True)
class Goal:
    """What is expected of the judged period, in exact numbers.

    `side` is +1 where more is better, −1 where less is; `expected` the value of the period (of a total to the last day
    covered), `end` the value the target ends at (a total's whole). `distance` (≥ 0) lies between a target and its red
    line, which the score stands on; `slack` (≥ 0) is how much worse than expected is still near: the same distance,
    but 5 % of what is expected of a path or total without a red line of its own. `ended`: the verdict is final.
    """

    shape: Shape
    side: int
    expected: Fraction
    end: Fraction
    distance: Fraction = Fraction(0)
    slack: Fraction = Fraction(0)
    baseline: Fraction | None = None
    limits: Limits | None = None
    ended: bool = False
    notes: tuple[str, ...] = ()

    def gap(self, value: Fraction) -> Fraction:
        """How much better than expected a value is; negative: worse."""
        return self.side * (value - self.expected)

    @property
    def red(self) -> Fraction:
        """The value down to which the judged period is near."""
        return self.expected - self.side * self.slack


NO_PERIOD = "no_period"
"""The rule of a lack that says nothing of the target: there is no period to judge."""


@dataclass(frozen=True)
class Lack:
    """Why there is no goal: the rule's id and a sentence."""

    rule: str
    note: str | None = None


def ground_of(evidence: Evidence) -> Ground:
    """What the target in force stands on: its baseline, written or read over a complete period; last year's days."""
    written = evidence.kpi.baseline.value if evidence.kpi.baseline else None
    found = evidence.baseline
    read = found.cell.value if found and found.state is State.COMPLETE else None
    baseline = fraction(read if written is None else written)
    return Ground(evidence.calendar, baseline, buckets(evidence.calendar, evidence.last_year))


def goal_of(evidence: Evidence) -> Goal | Lack:
    """The goal of the judged period, or why there is none."""
    choice = evidence.choice
    if choice.period is None:
        return Lack(NO_PERIOD)
    if choice.target is None:
        note = say("note.begins", day=spell_date(choice.begins)) if choice.begins else None
        return Lack("no_target", note)
    path = choice.target.path
    ground = ground_of(evidence)
    if isinstance(path, Improve):
        return _improved(choice, path, evidence)
    if isinstance(path, Band):
        found = limits(choice.target)
        return Goal(Shape.RANGE, 0, found.low, found.high, limits=found)
    side = _side(choice.target, ground.baseline, evidence)
    if side is None:
        return Lack("no_side", say("note.no_side"))
    if isinstance(path, Total):
        return _total(choice, side, evidence, ground)
    return _level(choice, side, evidence, ground)


def _improved(choice: Choice, path: Improve, evidence: Evidence) -> Goal | Lack:
    """An improvement as what it comes to: a way from the value improved on, or a level that holds for one period."""
    target, found = choice.target, evidence.baseline
    assert target is not None
    base = fraction(found.cell.value) if found and found.state is State.COMPLETE else None
    direction = evidence.metric.direction if evidence.metric else None
    side = {Direction.HIGHER: 1, Direction.LOWER: -1}.get(direction) if direction else None
    if side is None:
        return Lack("no_side", say("note.no_side"))
    if base is None:
        return Lack("no_baseline", say("note.no_value_on", period=path.on))
    more = Fraction(path.amount) * (abs(base) if path.relative else 1)
    end = Decimal(0) + (decimal(base + side * more) or Decimal(0))
    aim = Aim.AT_LEAST if side > 0 else Aim.AT_MOST
    made = replace(target, path=Linear(end)) if target.by is not None else replace(target, aim=aim, path=Constant(end))
    return _level(replace(choice, target=made), side, evidence, Ground(evidence.calendar, base))


def _level(choice: Choice, side: int, evidence: Evidence, ground: Ground) -> Goal | Lack:
    target = choice.target
    assert target is not None and choice.period is not None
    end = end_value(target)
    value = end if choice.ended else level_at(target, choice.period, ground)
    if value is None:
        return Lack("no_baseline", say("note.no_baseline", day=spell_date(target.begins)))
    if not isinstance(target.path, Linear | Steps):
        distance, notes = red_line.of_level(target, side, end, evidence)
        return Goal(Shape.LEVEL, side, value, end, distance, distance, ended=choice.ended, notes=notes)
    red = red_line.told(target, side, end, evidence)
    distance = TOLERANCE * abs(end) if red is None else side * (end - red)
    notes = () if red is not None else (say("note.default_red" if end else "note.zero_red"),)
    if isinstance(target.path, Seasonal) and not choice.ended:
        wanted = expected(target, choice.period, ground)
        notes += (wanted.note,) if wanted.note else ()
    if ground.baseline == end:
        notes += (say("note.equal_baseline"),)
    slack = TOLERANCE * abs(value) if red is None else distance
    return Goal(Shape.PATH, side, value, end, distance, slack, ground.baseline, ended=choice.ended, notes=notes)


def _total(choice: Choice, side: int, evidence: Evidence, ground: Ground) -> Goal:
    """The amount to the last whole day covered; a red line for the whole counts in proportion."""
    target, calendar = choice.target, evidence.calendar
    assert target is not None and choice.period is not None and choice.through is not None
    first, end = calendar.day(choice.period.start), calendar.day(choice.period.end)
    whole = total_between(evidence.kpi, target, first, end, lambda _: ground).part
    share = total_between(evidence.kpi, target, first, choice.through, lambda _: ground)
    value, agreed = whole if choice.complete else share.part, end_value(target)
    red = red_line.told(target, side, agreed, evidence)
    slack = TOLERANCE * abs(value)
    if red is not None and agreed > 0:
        slack = side * (agreed - red) / agreed * abs(value)
    notes = (share.note,) if share.note and not choice.complete else ()
    return Goal(Shape.TOTAL, side, value, whole, slack=slack, ended=choice.complete, notes=notes)


def _side(target: Target, baseline: Fraction | None, evidence: Evidence) -> int | None:
    """+1 where more is better, −1 where less is, None where nothing says so."""
    if target.aim in (Aim.AT_LEAST, Aim.AT_MOST):
        return 1 if target.aim is Aim.AT_LEAST else -1
    direction = evidence.metric.direction if evidence.metric else None
    told = {Direction.HIGHER: 1, Direction.LOWER: -1}.get(direction) if direction else None
    if isinstance(target.path, Levels):
        return told or _sign(_order(target.path)) or 1
    towards = 0 if baseline is None else _sign(end_value(target) - baseline)
    if not towards and isinstance(target.path, Steps):
        towards = _sign(Fraction(target.path.end) - Fraction(target.path.steps[0][1]))
    return towards or told


def _order(levels: Levels) -> Fraction:
    """Positive where the named levels rise from commit over target to stretch."""
    first = levels.target if levels.commit is None else levels.commit
    last = levels.target if levels.stretch is None else levels.stretch
    return Fraction(last) - Fraction(first)


def _sign(number: Fraction) -> int:
    return (number > 0) - (number < 0)
