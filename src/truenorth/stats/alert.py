"""An alert tried on the past before it is saved: how often it would have fired, and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from truenorth.stats.arrays import as_array
from truenorth.stats.signals import signals


@dataclass(frozen=True)
class AlertBacktest:
    """The points at which an alert would have gone out, once for each stretch, among so many."""

    fired: tuple[int, ...]
    points: int


def backtest_alert(
    values: Iterable[Decimal | float | None],
    *,
    above: float | None = None,
    below: float | None = None,
    on_signal: bool = False,
    period: int | None = None,
) -> AlertBacktest:
    """When an alert would have fired: above or below a value, or on a signal (as known then), once a stretch.

    Raises ValueError where no rule is given.

    >>> backtest_alert([1, 5, 6, 2, 7], above=4).fired
    (1, 4)
    """
    if above is None and below is None and not on_signal:
        raise ValueError("an alert needs a rule: above, below or on_signal")
    array = as_array(values)
    on = np.zeros(len(array), dtype=bool)
    with np.errstate(invalid="ignore"):
        on |= array > above if above is not None else on
        on |= array < below if below is not None else on
    if on_signal:
        on |= np.array([point.rule is not None for point in signals(array.tolist(), period=period).points], dtype=bool)
    known = np.flatnonzero(~np.isnan(array))
    fired = [
        int(at)
        for before, at in zip([None, *known], known, strict=False)
        if on[at] and (before is None or not on[before])
    ]
    return AlertBacktest(tuple(fired), len(known))
