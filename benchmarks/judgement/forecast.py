"""Accuracy, honest intervals and honest odds of the forecasts, on public panels."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from benchmarks.judgement.panels import Held, departures, monthly, naive2, owa
from benchmarks.judgement.row import Row
from truenorth.stats import Declined, Forecast, brier, calibration, forecast, p_hit


@dataclass(frozen=True)
class Panel:
    """A named panel and what is demanded on it."""

    name: str
    horizon: int
    demand: float
    stretch: float
    series: list[Held]


def rows(seed: int = 20261126, series: int = 300) -> Iterator[Row]:
    """The lines of the table."""
    panels = (
        Panel(f"M3 monthly, {series} series", 18, 0.85, 0.80, monthly("M3", series)),
        Panel("Tourism monthly, all", 24, 0.88, 0.83, monthly("Tourism")),
        Panel("New York departures by day", 14, 0.90, 0.85, departures()),
    )
    made, spent = {}, 0.0
    for panel in panels:
        begun = time.process_time()
        made[panel.name] = [_forecast(one, panel.horizon) for one in panel.series]
        spent = max(spent, (time.process_time() - begun) / len(panel.series))
        score = owa((one, f.values, naive2(one.past, len(f.points), one.period)) for one, f in _both(panel, made))
        figure = f"OWA, {panel.name}, horizon {panel.horizon}"
        yield Row(figure, f"≤ {panel.demand}", f"{panel.stretch}", f"{score:.3f}", score <= panel.demand, "whole panel")
    inside = np.array([_inside(one, f) for panel in panels[:2] for one, f in _both(panel, made)]).sum(axis=0)
    for place, level, low, high, stretch in ((0, 80, 76, 85, "78–82"), (1, 95, 91.5, 98, "94–96")):
        share = 100 * inside[place] / inside[2]
        figure = f"{level} % interval coverage, monthly"
        yield Row(figure, f"{low}–{high} %", stretch, f"{share:.1f} %", low <= share <= high, "M3 and Tourism")
    yield Row("CPU a series with intervals (slowest panel)", "≤ 0.3 s", "0.1", f"{spent:.3f} s", spent <= 0.3, "")
    yield from _odds(panels[0], made, seed)


def _forecast(held: Held, horizon: int) -> Forecast:
    lower = 0.0 if (held.past >= 0).all() else None
    found = forecast(held.past.tolist(), horizon, period=held.period, lower=lower)
    if isinstance(found, Declined):
        raise ValueError(f"a panel's series is too short: {found}")
    return found


def _both(panel: Panel, made: dict[str, list[Forecast]]) -> Iterator[tuple[Held, Forecast]]:
    """Each series with its forecast, its future cut to as many steps as the forecast has."""
    for one, found in zip(panel.series, made[panel.name], strict=True):
        yield Held(one.past, one.future[: len(found.points)], one.period), found


def _inside(held: Held, made: Forecast) -> tuple[int, int, int]:
    ends = np.array([(p.lo80, p.hi80, p.lo95, p.hi95) for p in made.points[: len(held.future)]])
    actual = held.future
    in80 = (actual >= ends[:, 0]) & (actual <= ends[:, 1])
    in95 = (actual >= ends[:, 2]) & (actual <= ends[:, 3])
    return int(in80.sum()), int(in95.sum()), len(actual)


def _odds(panel: Panel, made: dict[str, list[Forecast]], seed: int) -> Iterator[Row]:
    """Targets drawn about the seasonal naive forecast, as far away as it usually misses."""
    random = np.random.default_rng(seed)
    told, came = [], []
    for one, found in _both(panel, made):
        usual = float(np.std(one.past[one.period :] - one.past[: -one.period]))
        for step in (1, 3, 6, 9, 12, 15, 18):
            if step <= len(one.future):
                naive = one.past[len(one.past) - one.period + (step - 1) % one.period]
                target, side = naive + usual * random.normal(), int(random.choice([-1, 1]))
                odds = p_hit(found, step, float(target), side=side)
                if not isinstance(odds, Declined):
                    told.append(odds.p)
                    came.append(bool(side * (one.future[step - 1] - target) >= 0))
    on = f"{len(told)} targets, seed {seed}"
    score, gap = brier(told, came), calibration(told, came)
    yield Row("P(hit): Brier score", "≤ 0.17", "0.14", f"{score:.3f}", score <= 0.17, on)
    yield Row("P(hit): calibration error", "≤ 0.06", "0.04", f"{gap:.3f}", gap <= 0.06, on)
