"""Guardrails: a target that improves while what must not suffer gets worse."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from truenorth.stats.arrays import Array, as_array, power_of_two
from truenorth.stats.autocorrelation import lag_one
from truenorth.stats.declined import Declined

WINDOW, LEAST = 6, 12
LIMIT = 2.2
"""Standard errors, inflated for neighbours that resemble each other, beyond which a mean has moved."""


@dataclass(frozen=True)
class Guard:
    """How far target and guard have moved over the last periods, in standard errors: + for the better, − the worse."""

    target: float
    guard: float

    @property
    def traded(self) -> bool:
        """Whether the target improved at the guard's expense."""
        return self.target >= LIMIT and self.guard <= -LIMIT


def guardrail(
    target: Iterable[Decimal | float | None],
    guard: Iterable[Decimal | float | None],
    *,
    target_side: int,
    guard_side: int,
) -> Guard | Declined:
    """Whether the target improved and the guard worsened over the last six periods; sides are +1 where more is better.

    Declined below twelve points before the last six.
    """
    moves = []
    for values, side in ((as_array(target), target_side), (as_array(guard), guard_side)):
        array = values / power_of_two(values)
        before, after = array[:-WINDOW], array[-WINDOW:]
        known = int(np.sum(~np.isnan(before)))
        if known < LEAST or np.isnan(after).all():
            return Declined("guard.too_few", {"n": known, "least": LEAST})
        moves.append(side * _moved(before, after))
    return Guard(*moves)


def _moved(before: Array, after: Array) -> float:
    """The difference of two means in standard errors of an AR(1) series."""
    r = lag_one(before)
    known, recent = before[~np.isnan(before)], after[~np.isnan(after)]
    spread = float(np.std(known, ddof=1)) * math.sqrt((1 + r) / (1 - r)) * (1 + 1 / len(known))
    error = spread * math.sqrt(1 / len(known) + 1 / len(recent))
    change = float(recent.mean() - known.mean())
    if not error > 0:
        return 0.0 if change == 0 else math.copysign(99.0, change)
    return change / error
