"""Signal or noise: which points of a series a stable process would hardly have given.

Each point is judged by limits from the points before it, until the baseline is full; then the limits are frozen. So
nothing that is said about a point changes when later points come.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

import numpy as np

from truenorth.stats.arrays import Array, as_array, power_of_two
from truenorth.stats.declined import Declined
from truenorth.stats.frame import Frame, Given, frame
from truenorth.stats.natural_limits import LEAST, PERSISTENT
from truenorth.stats.seasonality import has_season

BASELINE = 24
"""Points after which the limits are frozen."""
ALL_RULES = 12
"""Points before which only the rule of the limits is used."""
CYCLES = 3
"""Whole seasons that a seasonal baseline takes."""
NEAR = 0.2
"""Autocorrelation above which points near a limit say nothing."""
REMEMBERED = 1024
"""Charts of so many series are kept: one refresh asks for each several times, the next one mostly for the same."""


class Rule(StrEnum):
    """Why a point is a signal."""

    BEYOND = "beyond limit"
    RUN = "run on one side"
    NEAR = "near limit"


@dataclass(frozen=True)
class SignalPoint:
    """A value with the limits it was judged by (None where there were none) and the rule that fired, if any.

    `side` is +1 above the centre and −1 below; `provisional` says that fewer than 24 points stood behind the limits.
    """

    value: float | None
    centre: float | None = None
    lower: float | None = None
    upper: float | None = None
    rule: Rule | None = None
    side: int = 0
    provisional: bool = True

    def times(self, unit: float) -> SignalPoint:
        """The same point in another unit; limits beyond what a float holds are none."""
        value, centre, lower, upper = (
            None if end is None or math.isinf(end * unit) else end * unit
            for end in (self.value, self.centre, self.lower, self.upper)
        )
        return SignalPoint(value, centre, lower, upper, self.rule, self.side, self.provisional)


@dataclass(frozen=True)
class SignalChart:
    """Every point judged, shape (n,), and what the last one says.

    `state` is stable, higher, lower, shifted higher, shifted lower or insufficient data; `declined` says why it is the
    last of these. `n` is the number of values; `baseline` how many the newest limits stand on; `r` their lag-1
    autocorrelation; `season` the length of the season that was taken out.
    """

    points: tuple[SignalPoint, ...]
    state: str
    n: int
    baseline: int = 0
    r: float = 0.0
    season: int | None = None
    declined: Declined | None = None

    @property
    def events(self) -> tuple[tuple[int, int], ...]:
        """Each maximal stretch of points that are signals, as (first, after the last)."""
        found, begun = [], None
        for index, point in enumerate((*self.points, SignalPoint(None))):
            if point.rule is not None and begun is None:
                begun = index
            elif point.rule is None and begun is not None and (point.value is not None or index == len(self.points)):
                found.append((begun, index))
                begun = None
        return tuple(found)


@dataclass(frozen=True)
class _Past:
    """What is known before a point: the frame in force, and the season that cannot be judged yet."""

    frame: Frame | None = None
    season: int | None = None
    undecided: bool = False


def signals(
    values: Iterable[Decimal | float | None],
    *,
    period: int | None = None,
    denominators: Iterable[Decimal | float | None] | None = None,
    kind: str = "value",
    exposure: Iterable[Decimal | float] | None = None,
    dividers: Sequence[int] = (),
    excluded: Sequence[int] = (),
    baseline: int = BASELINE,
    lower: float | None = None,
    upper: float | None = None,
) -> SignalChart:
    """The chart of a series, oldest first, shape (n,).

    `period` is the length of a season in points. `kind` is value, rate (between 0 and 1, with denominators) or count
    (with or without). `exposure` is each period's length, such as its working days, where values grow with it.
    `dividers` are the points at which a new baseline begins; `excluded` those that count for nothing. `lower` and
    `upper` bound what is possible, so limits never lie beyond them.
    """
    around = (
        None if denominators is None else as_array(denominators).tobytes(),
        None if exposure is None else as_array(exposure).tobytes(),
    )
    options = _Options(period, kind, tuple(dividers), tuple(excluded), baseline, lower, upper)
    return _signals(as_array(values).tobytes(), around, options)


@dataclass(frozen=True)
class _Options:
    """How a series is judged; see `signals`."""

    period: int | None
    kind: str
    dividers: tuple[int, ...]
    excluded: tuple[int, ...]
    baseline: int
    lower: float | None
    upper: float | None


@lru_cache(maxsize=REMEMBERED)
def _signals(content: bytes, around: tuple[bytes | None, bytes | None], options: _Options) -> SignalChart:
    """The chart of the floats in some bytes, with denominators and exposures; worked out once for the same ones."""
    array = np.frombuffer(content, dtype=np.float64)
    unit = power_of_two(array) if options.kind == "value" else 1.0
    denominators, exposure = (None if each is None else np.frombuffer(each, dtype=np.float64) for each in around)
    lower, upper = options.lower, options.upper
    given = _given(array / unit, denominators, options.kind, exposure)
    given = replace(given, lower=None if lower is None else lower / unit, upper=None if upper is None else upper / unit)
    count = len(given.values)
    usable = ~np.isnan(given.values)
    usable[[index for index in options.excluded if -count <= index < count]] = False
    edges = [0, *sorted(index for index in options.dividers if 0 < index < count), count]
    points: list[SignalPoint] = []
    last = _Past()
    for start, end in pairwise(edges):
        found, last = _stretch(given, usable, start, end, period=options.period, most=options.baseline)
        points += found
    return _chart([point.times(unit) for point in points], usable, edges[-2], last)


def _given(values: Array, denominators: Array | None, kind: str, exposure: Array | None) -> Given:
    if kind not in ("value", "rate", "count"):
        raise ValueError(f"kind is value, rate or count, not {kind!r}")
    weights = None
    if exposure is not None:
        weights = exposure / exposure[~np.isnan(exposure)][0]
    sizes = denominators
    if kind == "count" and sizes is None:
        sizes = np.ones(len(values))
    return Given(values, weights, sizes if kind != "value" else None, kind == "rate")


def _stretch(
    given: Given, usable: Array, start: int, end: int, *, period: int | None, most: int
) -> tuple[list[SignalPoint], _Past]:
    """The points between two dividers, judged one after the other, and what the last of them was judged by."""
    points: list[SignalPoint] = []
    past, known = _Past(), -1
    for index in range(start, end):
        mask = np.zeros(len(usable), dtype=bool)
        mask[start:index] = usable[start:index]
        count = int(mask.sum())
        if count != known:
            past, known = _past(given, mask, past, period=period, most=most, start=start), count
        points.append(_judged(given, usable, index, start, past))
    return points, past


def _past(given: Given, mask: Array, before: _Past, *, period: int | None, most: int, start: int) -> _Past:
    """The frame of the points before the next one; the one before where the baseline is full."""
    count = int(mask.sum())
    if count < LEAST:
        return _Past()
    full = before.frame is not None and before.frame.n >= most
    if period is None or before.season is not None:
        return before if full else _Past(frame(given, mask))
    places = np.flatnonzero(mask)
    span = int(places[-1]) + 1 - start
    if span < 2 * period:
        return before if full else _Past(frame(given, mask))
    stretch = np.where(mask, given.values, np.nan)[start : int(places[-1]) + 1]
    if span < CYCLES * period:
        undecided = has_season(stretch, period)
        held = before.frame if full else frame(given, mask)
        return _Past(held, None, undecided)
    if span == CYCLES * period and has_season(stretch, period):
        return _Past(frame(given, mask, period), period)
    return _Past(before.frame) if full else _Past(frame(given, mask))


def _judged(given: Given, usable: Array, index: int, start: int, past: _Past) -> SignalPoint:
    value = given.values[index]
    shown = None if math.isnan(value) else float(value)
    made = past.frame
    if made is None or past.undecided:
        return SignalPoint(shown)
    rule, side = None, 0
    if usable[index]:
        score = float(made.score[index])
        side = int(np.sign(score))
        if made.r <= PERSISTENT:
            rule = _rule(made, usable, index, start)
    ends = (float(made.centre[index]), float(made.lower[index]), float(made.upper[index]))
    if not all(math.isfinite(end) for end in ends):
        return SignalPoint(shown)
    return SignalPoint(shown, *ends, rule, side, made.n < BASELINE)


def _rule(made: Frame, usable: Array, index: int, start: int) -> Rule | None:
    """The first rule that a point breaks, looking back no further than its stretch."""
    score = made.score
    if abs(score[index]) > 1:
        return Rule.BEYOND
    if made.n < ALL_RULES:
        return None
    length = run_length(made.r)
    recent = np.flatnonzero(usable[start : index + 1])[-length:] + start
    signs = np.sign(score[recent])
    if len(recent) == length and signs[-1] != 0 and (signs == signs[-1]).all():
        return Rule.RUN
    if made.r <= NEAR and len(recent) >= 4 and abs(score[index]) > 0.5:
        same = score[recent[-4:]] * np.sign(score[index])
        if int((same > 0.5).sum()) >= 3:
            return Rule.NEAR
    return None


def run_length(r: float) -> int:
    """How many points in a row on one side are a signal at a lag-1 autocorrelation of r.

    >>> run_length(0.0), run_length(0.5)
    (9, 15)
    """
    return math.ceil(1 + 8 * math.log(0.5) / math.log(0.5 + math.asin(r) / math.pi) - 1e-9)


def _chart(points: list[SignalPoint], usable: Array, start: int, last: _Past) -> SignalChart:
    count = int(usable.sum())
    since = int(usable[start:].sum())
    made = last.frame
    about = (count, made.n if made else 0, made.r if made else 0.0, last.season)
    declined = None
    if since < LEAST:
        declined = Declined("signals.too_few", {"n": since, "least": ALL_RULES})
    elif last.undecided:
        declined = Declined("signals.season_undecided")
    elif made is not None and made.r > PERSISTENT:
        declined = Declined("signals.persistent", {"r": made.r})
    if declined is not None:
        return SignalChart(tuple(points), "insufficient data", *about, declined)
    newest = next((point for point in reversed(points) if point.value is not None), SignalPoint(None))
    return SignalChart(tuple(points), _state(newest), *about)


def _state(point: SignalPoint) -> str:
    if point.rule is None:
        return "stable"
    way = "higher" if point.side > 0 else "lower"
    return f"shifted {way}" if point.rule is Rule.RUN else way
