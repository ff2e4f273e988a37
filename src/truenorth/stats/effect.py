"""What an action changed: an interrupted time series with neighbours that resemble each other."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import numpy as np

from truenorth.stats.arrays import Array, as_array, power_of_two
from truenorth.stats.declined import Declined
from truenorth.stats.regression import least_squares
from truenorth.stats.seasonality import has_season, profile

BEFORE, AFTER = 12, 4
T_95 = 2.1


class Verdict(StrEnum):
    """What came of a hypothesis."""

    CONFIRMED = "confirmed"
    NO_EFFECT = "no effect"
    HARMFUL = "harmful"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True)
class Effect:
    """The change of level after the action with its 95 % interval, and the verdict."""

    size: float
    low: float
    high: float
    verdict: Verdict


def effect(
    values: Iterable[Decimal | float | None],
    at: int,
    *,
    side: int = 1,
    lag: int = 0,
    period: int | None = None,
    expected: float | None = None,
) -> Effect | Declined:
    """The effect of an action in the period `at`, felt `lag` periods later; `side` +1 where more is better.

    A level before and one after, with AR(1) errors (Prais–Winsten) and the season taken out where the time before shows
    one. *No effect* where the interval excludes what was expected (else one deviation). Declined below twelve points
    before or four after.

    Source: G. E. P. Box, G. C. Tiao, Intervention analysis, JASA 70 (1975).
    """
    array = as_array(values)
    unit = power_of_two(array)
    array = array / unit
    start = at + lag
    known = ~np.isnan(array)
    before, after = int(known[:at].sum()), int(known[start:].sum())
    if before < BEFORE or after < AFTER:
        return Declined("effect.too_few", {"before": before, "after": after})
    if period and has_season(array[:at], period):
        array = array - profile(array[:at], period)[np.arange(len(array)) % period]
    used = known.copy()
    used[at:start] = False
    step = (np.arange(len(array)) >= start).astype(float)
    size, error, spread = _fitted(array[used], step[used])
    low, high = size - T_95 * error, size + T_95 * error
    wanted = spread if expected is None else abs(expected) / unit
    return Effect(size * unit, low * unit, high * unit, _verdict(side, low, high, wanted))


def _fitted(values: Array, step: Array) -> tuple[float, float, float]:
    """(change of level, its standard error, deviation of the errors) with AR(1) errors."""
    design = np.column_stack((np.ones(len(values)), step))
    rest = least_squares(design, values).residuals
    whole = float(rest @ rest)
    raw = float(rest[1:] @ rest[:-1]) / whole if whole > 0 else 0.0
    r = min(max(raw + (1 + 4 * raw) / len(values), 0.0), 0.9)
    first = math.sqrt(1 - r * r)
    turned = np.concatenate(([first * values[0]], values[1:] - r * values[:-1]))
    columns = [np.concatenate(([first * column[0]], column[1:] - r * column[:-1])) for column in design.T]
    fit = least_squares(np.column_stack(columns), turned)
    size, ratio = float(fit.coefficients[1]), float(fit.ratios[1])
    error = abs(size / ratio) if ratio else float(np.std(rest))
    return size, error, math.sqrt(whole / max(len(values) - 2, 1))


def _verdict(side: int, low: float, high: float, wanted: float) -> Verdict:
    if side * low > 0 and side * high > 0:
        return Verdict.CONFIRMED
    if side * low < 0 and side * high < 0:
        return Verdict.HARMFUL
    best = high if side > 0 else -low
    return Verdict.NO_EFFECT if best < wanted else Verdict.CANNOT_TELL
