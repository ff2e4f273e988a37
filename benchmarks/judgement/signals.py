"""False alarms and found shifts of the chart and of the level shifts, on simulated series."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from benchmarks.judgement.row import Row
from truenorth.stats import Declined, SignalChart, shifts, signals

Series = np.ndarray
BEHIND = 100
"""Points judged after the baseline of each series."""


@dataclass(frozen=True)
class Process:
    """A way to make series: its name, its baseline and its season."""

    name: str
    make: Callable[[np.random.Generator, int], Series]
    baseline: int
    season: int | None = None


def white(random: np.random.Generator, count: int) -> Series:
    """Independent values."""
    return 50 + random.normal(size=count)


def correlated(r: float) -> Callable[[np.random.Generator, int], Series]:
    """Values of which each resembles the one before: AR(1), with unit deviation."""

    def make(random: np.random.Generator, count: int) -> Series:
        noise = random.normal(size=count + 50) * np.sqrt(1 - r * r)
        values = np.zeros(count + 50)
        for index in range(1, count + 50):
            values[index] = r * values[index - 1] + noise[index]
        return 50 + values[50:]

    return make


def seasonal(random: np.random.Generator, count: int) -> Series:
    """Independent values over a season of twelve, half of the series smooth, half jagged."""
    smooth = 3 * np.sin(2 * np.pi * (np.arange(12) + random.integers(12)) / 12)
    shape = smooth if random.random() < 0.5 else random.normal(size=12) * 2
    return 50 + shape[np.arange(count) % 12] + random.normal(size=count)


PROCESSES = {
    "white": Process("white", white, 24),
    "AR 0.5": Process("AR 0.5", correlated(0.5), 24),
    "seasonal": Process("seasonal", seasonal, 36, 12),
}


def rows(seed: int = 20261126, series: int = 2000) -> Iterator[Row]:
    """The lines of the table, one after the other."""
    on = f"{series} series, seed {seed}"
    random = np.random.default_rng(seed)
    for name, demand, stretch in (("white", 1.0, 0.8), ("AR 0.5", 1.5, 1.1), ("seasonal", 0.8, 0.6)):
        found = false_events(PROCESSES[name], random, series)
        figure = f"false events per 100 points: {name}"
        yield Row(figure, f"≤ {demand}", f"{stretch}", f"{found:.2f}", found <= demand, on)
    for name, demand, stretch in (("white", 74, 80), ("seasonal", 60, 70)):
        share, delay = shift_found(PROCESSES[name], random, series)
        ours = f"{share:.1f} %, median delay {delay:.0f}"
        met = share >= demand and (delay <= 9 or name != "white")
        yield Row(f"1.5 σ shift found within 12 points: {name}", f"≥ {demand} %", f"{stretch}", ours, met, on)
    share = spike_flagged(random, series)
    yield Row("6 σ spike flagged at once", "≥ 95 %", "98", f"{share:.1f} %", share >= 95, on)
    for r, demand, stretch in ((0.0, 2, 1), (0.3, 4, 2), (0.6, 7, 5)):
        make = correlated(r)
        share = 100 * statistics.mean(_shifted(make(random, 60)) for _ in range(series))
        yield Row(
            f"false change point, n = 60: AR {r}", f"≤ {demand} %", f"{stretch}", f"{share:.2f} %", share <= demand, on
        )
    share = located(random, series)
    yield Row("2 σ shift located within 3 points, n = 60", "≥ 90 %", "95", f"{share:.1f} %", share >= 90, on)


def false_events(process: Process, random: np.random.Generator, series: int) -> float:
    """Events after the baseline of series in which nothing happens, per 100 points."""
    events = 0
    for _ in range(series):
        chart = signals(process.make(random, process.baseline + BEHIND).tolist(), period=process.season)
        events += sum(1 for first, _ in chart.events if first >= process.baseline)
    return 100 * events / (series * BEHIND)


def shift_found(process: Process, random: np.random.Generator, series: int) -> tuple[float, float]:
    """(percent of shifts of 1.5 deviations found within 12 points, median delay in points)."""
    delays = []
    for _ in range(series):
        values = process.make(random, process.baseline + 12)
        values[process.baseline :] += 1.5 * random.choice([-1, 1])
        delays.append(_delay(signals(values.tolist(), period=process.season), process.baseline))
    return 100 * statistics.mean(delay <= 12 for delay in delays), statistics.median(delays)


def _delay(chart: SignalChart, begin: int) -> int:
    found = (index - begin + 1 for index in range(begin, len(chart.points)) if chart.points[index].rule is not None)
    return next(found, 99)


def spike_flagged(random: np.random.Generator, series: int) -> float:
    """Percent of single points six deviations away that are signals at once."""
    flagged = 0
    for _ in range(series):
        values = white(random, 25)
        values[24] += 6 * random.choice([-1, 1])
        flagged += signals(values.tolist()).points[24].rule is not None
    return 100 * flagged / series


def located(random: np.random.Generator, series: int) -> float:
    """Percent of shifts of two deviations found within three points of where they are."""
    near = 0
    for _ in range(series):
        values, at = white(random, 60), int(random.integers(15, 46))
        values[at:] += 2 * random.choice([-1, 1])
        found = shifts(values.tolist())
        near += not isinstance(found, Declined) and any(abs(one.at - at) <= 3 for one in found)
    return 100 * near / series


def _shifted(values: Series) -> bool:
    found = shifts(values.tolist())
    return not isinstance(found, Declined) and len(found) > 0
