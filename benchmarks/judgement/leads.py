"""Leads, guardrails and suspicions: how seldom they cry wolf, and how often they see it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.judgement.row import Row
from benchmarks.judgement.signals import correlated
from truenorth.stats import Declined, Lead, guardrail, leads, scan_leads, suspicions
from truenorth.stats.suspicion import Doubt

Series = np.ndarray
DRIVERS = 3


def rows(seed: int = 20261126, series: int = 2000) -> Iterator[Row]:
    """The lines of the table."""
    random = np.random.default_rng(seed)
    on = f"{series} series, seed {seed}"
    kinds = [random.integers(4, size=2) for _ in range(series)]
    false = 100 * float(np.mean([_called(_series(random, int(a)), _series(random, int(b))) for a, b in kinds]))
    yield Row(
        "unrelated pairs called leading (AR, walks, seasonal, trending)", "≤ 5 %", "3", f"{false:.1f} %", false <= 5, on
    )
    scans = max(series // 10, 40)
    rate, power = _scan(random, scans)
    figure = f"50-driver scan, {scans} scans of 120 points: false discovery rate; power"
    met = rate <= 0.08 and power >= 0.80
    yield Row(figure, "≤ 0.08; ≥ 0.80", "0.05; 0.88", f"{rate:.3f}; {power:.2f}", met, f"seed {seed}")
    quiet, seen = (100 * float(np.mean([_traded(random, size) for _ in range(series)])) for size in (0.0, 3.0))
    yield Row(
        "guardrail: false; found at 3 σ",
        "≤ 2 %; ≥ 95 %",
        "",
        f"{quiet:.2f} %; {seen:.1f} %",
        quiet <= 2 <= 95 <= seen,
        on,
    )
    clean = 100 * float(np.mean([bool(suspicions(_positive(random).tolist())) for _ in range(series)]))
    found = 100 * float(np.mean([_slip(random) for _ in range(series)]))
    yield Row(
        "clean series suspected; ×10 error found",
        "≤ 1 %; ≥ 90 %",
        "",
        f"{clean:.2f} %; {found:.1f} %",
        clean <= 1 and found >= 90,
        on,
    )


def _series(random: np.random.Generator, kind: int, count: int = 84) -> Series:
    """A series of one of four kinds: AR(1), a walk, with a season, with a trend."""
    if kind == 0:
        return correlated(float(random.uniform(0, 0.8)))(random, count)
    if kind == 1:
        return np.cumsum(random.normal(size=count))
    if kind == 2:
        shape = random.normal(size=12) * 2
        return np.asarray(shape[np.arange(count) % 12] + correlated(0.3)(random, count))
    return np.asarray(0.1 * float(random.uniform(-1, 1)) * np.arange(count) + correlated(0.4)(random, count))


def _called(x: Series, y: Series) -> bool:
    found = leads(x.tolist(), y.tolist(), period=12)
    return isinstance(found, Lead) and found.found


def _scan(random: np.random.Generator, scans: int) -> tuple[float, float]:
    """(mean share of false ones among those found, share of true drivers found): three explain three quarters of y."""
    rates, powers = [], []
    for _ in range(scans):
        drivers = {f"d{index}": correlated(0.4)(random, 120) for index in range(50)}
        y = 0.6 * random.normal(size=120)
        for index in range(DRIVERS):
            lag = int(random.integers(1, 4))
            shifted = np.roll(drivers[f"d{index}"] - 50, lag)
            shifted[:lag] = 0
            y = y + 0.6 * shifted
        found = scan_leads({name: values.tolist() for name, values in drivers.items()}, y.tolist())
        named = {name for name, lead in found.items() if not isinstance(lead, Declined) and lead.found}
        true = {f"d{index}" for index in range(DRIVERS)}
        rates.append(len(named - true) / max(len(named), 1))
        powers.append(len(named & true) / DRIVERS)
    return float(np.mean(rates)), float(np.mean(powers))


def _traded(random: np.random.Generator, size: float) -> bool:
    """Whether a trade is seen: the target up and the guard down by so many deviations for six periods."""
    target, guard = (correlated(0.3)(random, 36) for _ in range(2))
    target[-6:] += size
    guard[-6:] -= size
    found = guardrail(target.tolist(), guard.tolist(), target_side=1, guard_side=1)
    return not isinstance(found, Declined) and found.traded


def _positive(random: np.random.Generator) -> Series:
    """A clean series of business size: some with a season, some rounded to whole numbers."""
    level = float(random.lognormal(6, 1.5))
    spread = float(random.uniform(0.03, 0.25))
    season = 1 + (0.2 * np.sin(2 * np.pi * np.arange(48) / 12) if random.random() < 0.5 else 0)
    values = level * season * np.exp(spread * random.normal(size=48))
    return np.round(values) if random.random() < 0.5 else values


def _slip(random: np.random.Generator) -> bool:
    values = _positive(random)
    at = int(random.integers(6, 48))
    values[at] *= 10
    return any(each.doubt is Doubt.UNIT and each.first == at for each in suspicions(values.tolist()))
