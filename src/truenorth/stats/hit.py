"""The odds of reaching a target: what past forecasts missed by, blended with a bell curve of heavy tails."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from truenorth.stats.arrays import Array
from truenorth.stats.declined import Declined
from truenorth.stats.forecast import Forecast
from truenorth.stats.forecasting.intervals import spreads

LEAST = 12
SURE = 36
"""Points from which the odds may come as near to certain as 1 in 100; below, 1 in 20."""
BLEND = 10


@dataclass(frozen=True)
class Odds:
    """The chance of reaching a target, between 0.01 and 0.99, and the error it stands on (in the values' unit)."""

    p: float
    spread: float
    n: int


def p_hit(made: Forecast | Declined, step: int, target: float, *, side: int) -> Odds | Declined:
    """The chance that the value `step` steps ahead (from 1) is on the good side of the target: +1 above, −1 below.

    Past errors of all horizons, scaled by their usual size at each, are blended with Student's t of five degrees of
    freedom: n/(n + 10) to the errors. Never 0 or 1. Raises ValueError for a step beyond the forecast.
    """
    declined = _declined(made)
    if declined is not None:
        return declined
    assert isinstance(made, Forecast)
    if not 1 <= step <= len(made.points):
        raise ValueError(f"the forecast has {len(made.points)} steps, not {step}; make it with a longer horizon")
    sizes = spreads(made.errors)
    with np.errstate(divide="ignore", invalid="ignore"):
        scaled = (made.errors / sizes[None, :]).ravel()
    return _odds(made, made.points[step - 1].value, float(sizes[step - 1]), scaled, target, side)


def p_total(made: Forecast | Declined, steps: int, so_far: float, target: float, *, side: int) -> Odds | Declined:
    """The chance that `so_far` and the next `steps` values together are on the good side of a target.

    Whole error paths of past origins are added up, so that errors which go together stay together.
    """
    declined = _declined(made)
    if declined is not None:
        return declined
    assert isinstance(made, Forecast)
    if not 1 <= steps <= len(made.points):
        raise ValueError(f"the forecast has {len(made.points)} steps, not {steps}; make it with a longer horizon")
    whole = made.errors[:, :steps].sum(axis=1)
    sums = whole[np.isfinite(whole)]
    if len(sums) >= 3:
        spread = math.sqrt(float(np.mean(sums**2)))
    else:  # no past origin reached so far: the single steps, half of what goes together kept
        sizes = spreads(made.errors)[:steps]
        spread = math.sqrt((float(np.sum(sizes)) ** 2 + float(np.sum(sizes**2))) / 2)
    scaled = sums / spread if len(sums) >= 3 and spread > 0 else np.zeros(0)
    expected = so_far + float(np.sum(made.values[:steps]))
    return _odds(made, expected, spread, scaled, target, side)


def _declined(made: Forecast | Declined) -> Declined | None:
    if isinstance(made, Declined):
        return made
    return Declined("hit.too_few", {"n": made.n, "least": LEAST}) if made.n < LEAST else None


def _odds(made: Forecast, expected: float, spread: float, scaled: Array, target: float, side: int) -> Odds:
    known = scaled[np.isfinite(scaled)]
    edge = 0.01 if made.n >= SURE else 0.05
    if not spread > 0:
        reached = side * (expected - target) >= 0
        return Odds(1 - edge if reached else edge, 0.0, made.n)
    needed = side * (target - expected) / spread
    bell = 1 - student_t5(needed)
    weight = made.n / (made.n + BLEND) if len(known) else 0.0
    own = _share_above(side * known, needed) if len(known) else bell
    return Odds(min(max(weight * own + (1 - weight) * bell, edge), 1 - edge), spread, made.n)


def _share_above(errors: Array, needed: float) -> float:
    """The share of errors at or above a value, each error smeared over its neighbourhood: falls without jumps.

    A kernel of Silverman's width; source: B. W. Silverman, Density Estimation (1986).
    """
    width = max(1.06 * float(np.std(errors)) * len(errors) ** -0.2, 1e-9)
    return float(np.mean([1 - _normal((needed - error) / width) for error in errors]))


def _normal(x: float) -> float:
    return 0.5 * (1 + math.erf(x / math.sqrt(2)))


def student_t5(x: float) -> float:
    """The distribution function of Student's t with five degrees of freedom.

    >>> round(student_t5(2.015), 3), round(student_t5(0.0), 3)
    (0.95, 0.5)
    """
    angle = math.atan(x / math.sqrt(5))
    sine, cosine = math.sin(angle), math.cos(angle)
    return 0.5 + (angle + sine * (cosine + 2 / 3 * cosine**3)) / math.pi


def brier(odds: Sequence[float], hits: Sequence[bool]) -> float:
    """The mean squared distance between the odds told and what came (0 perfect, 0.25 for always saying one half).

    Source: G. W. Brier, Verification of forecasts expressed in terms of probability, Monthly Weather Review 78 (1950).

    >>> round(brier([0.8, 0.3], [True, False]), 3)
    0.065
    """
    return float(np.mean([(p - float(hit)) ** 2 for p, hit in zip(odds, hits, strict=True)]))


def calibration(odds: Sequence[float], hits: Sequence[bool], bins: int = 10) -> float:
    """The mean distance between the odds told and how often it came, over bins weighted by their size."""
    told, came = np.array(odds), np.array(hits, dtype=float)
    place = np.minimum((told * bins).astype(int), bins - 1)
    gaps = [abs(told[place == b].mean() - came[place == b].mean()) * np.mean(place == b) for b in np.unique(place)]
    return float(np.sum(gaps))
