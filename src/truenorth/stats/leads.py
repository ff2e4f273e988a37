"""Leading indicators: whether one series moved before another, tested so that unrelated pairs are seldom called so.

X moved before Y; that says nothing of causes.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from truenorth.stats.arrays import Array, as_array, power_of_two
from truenorth.stats.declined import Declined
from truenorth.stats.forecasting.season import bridged
from truenorth.stats.regression import granger_score, has_unit_root, one_sided, two_sided, whitened
from truenorth.stats.seasonality import has_season, profile, without_line

LEAST, ENOUGH = 36, 60
"""Points below which nothing is tested, and from which evidence may be called more than weak."""
LONGEST = 6
ALPHA, RATE = 0.05, 0.10


@dataclass(frozen=True)
class Lead:
    """Whether x moved `lag` points before y: `p` after paying for the lags, `stable` in both halves.

    `correlation` is that of what is left of both without trend, season and own past. `found` is the verdict of the pair
    alone; in a scan `q` is the rate of false ones among all that are at least as good. `weak` says that there are fewer
    than 60 points.
    """

    lag: int
    correlation: float
    p: float
    stable: bool
    found: bool
    n: int
    weak: bool
    q: float | None = None

    @property
    def passing(self) -> bool:
        """Whether one half of the time shows what the other does not: significant in all, but not stable."""
        return not self.stable and (self.p <= ALPHA if self.q is None else self.q <= RATE)

    @property
    def sign(self) -> int:
        """+1 where y moves the same way, −1 where the other."""
        return 1 if self.correlation >= 0 else -1


def leads(
    x: Iterable[Decimal | float | None],
    y: Iterable[Decimal | float | None],
    *,
    period: int | None = None,
    max_lag: int | None = None,
) -> Lead | Declined:
    """Whether x leads y, two series of one length, oldest first; Declined below 36 points.

    Trends and significant seasons are taken out, unit roots differenced, both sides prewhitened by their own
    autoregression; then the best lag has to pass Bonferroni over the lags and Granger's test, with one sign in both
    halves.

    Source: L. D. Haugh, JASA 71 (1976), for prewhitening both sides.
    """
    first, second = as_array(x), as_array(y)
    if len(first) != len(second):
        raise ValueError(f"the series have {len(first)} and {len(second)} points; give the same periods of both")
    both = ~np.isnan(first) & ~np.isnan(second)
    count = int(both.sum())
    if count < LEAST:
        return Declined("leads.too_few", {"n": count, "least": LEAST})
    start, end = np.flatnonzero(both)[[0, -1]]
    sides = [_stationary(bridged(side[start : end + 1]), period) for side in (first, second)]
    length = min(len(side) for side in sides)
    sides = [side[-length:] for side in sides]
    most = max_lag or max(1, min(LONGEST, length // 8))
    rest = [whitened(side, most) for side in sides]
    return _tested(sides, rest, most, count)


def _stationary(values: Array, period: int | None) -> Array:
    """Without its straight line, its season where one shows, and differenced where a unit root is not rejected."""
    scaled = without_line(values / power_of_two(values))
    if period and has_season(scaled, period):
        scaled = scaled - profile(scaled, period)[np.arange(len(scaled)) % period]
    return np.diff(scaled) if has_unit_root(scaled) else scaled


def _tested(sides: list[Array], rest: list[Array], most: int, count: int) -> Lead:
    correlations = [_correlation(rest[0], rest[1], lag) for lag in range(1, most + 1)]
    lag = max(range(1, most + 1), key=lambda each: abs(correlations[each - 1]))
    r = correlations[lag - 1]
    size = len(sides[0]) - lag
    p = min(two_sided(math.atanh(max(min(r, 0.999999), -0.999999)) * math.sqrt(max(size - 3, 1))) * most, 1.0)
    p = max(p, min(one_sided(granger_score(sides[0], sides[1], lag, most)) * most, 1.0))
    half = len(rest[0]) // 2
    parts = [_correlation(x, y, lag) for x, y in ((rest[0][:half], rest[1][:half]), (rest[0][half:], rest[1][half:]))]
    stable = all(part * r > 0 and abs(part) >= abs(r) / 3 for part in parts)
    return Lead(lag, r, p, stable, p <= ALPHA and stable, count, count < ENOUGH)


def _correlation(x: Array, y: Array, lag: int) -> float:
    """The correlation of y with x so many points earlier."""
    early, late = x[: len(x) - lag], y[lag:]
    known = ~np.isnan(early) & ~np.isnan(late)
    if known.sum() < 6:
        return 0.0
    one, other = early[known] - early[known].mean(), late[known] - late[known].mean()
    whole = math.sqrt(float(one @ one) * float(other @ other))
    return float(one @ other) / whole if whole > 0 else 0.0


def scan_leads(
    candidates: Mapping[str, Iterable[Decimal | float | None]],
    y: Iterable[Decimal | float | None],
    *,
    period: int | None = None,
    max_lag: int | None = None,
) -> dict[str, Lead | Declined]:
    """Each candidate's test against y; `found` then holds the rate of false ones among all found to 10 %.

    Source: Y. Benjamini, Y. Hochberg, J. Royal Statistical Society B 57 (1995).
    """
    wanted = list(y)
    tested = {name: leads(values, wanted, period=period, max_lag=max_lag) for name, values in candidates.items()}
    ranked = sorted(((lead.p, name) for name, lead in tested.items() if isinstance(lead, Lead)), reverse=True)
    rates: dict[str, float] = {}
    lowest = 1.0
    for place, (p, name) in enumerate(ranked):
        lowest = min(lowest, p * len(ranked) / (len(ranked) - place))
        rates[name] = lowest
    return {name: _with_rate(lead, rates[name]) if isinstance(lead, Lead) else lead for name, lead in tested.items()}


def _with_rate(lead: Lead, q: float) -> Lead:
    return Lead(lead.lag, lead.correlation, lead.p, lead.stable, q <= RATE and lead.stable, lead.n, lead.weak, q)
