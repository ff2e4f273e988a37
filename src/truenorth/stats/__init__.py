"""Statistics for short business series, on plain arrays: every method states its minimum data and declines below it.

Values are any sequence of numbers, oldest first, with None (or NaN) where one is missing. Results are frozen values.
A method that has too little to go on gives a `Declined` with the sentence's key and its facts, never a guess.
"""

from truenorth.stats.arrays import Array, as_array
from truenorth.stats.declined import Declined
from truenorth.stats.decompose import Effect, additive, lmdi, mix_and_rate, rounded, shapley
from truenorth.stats.forecast import Backtest, Forecast, ForecastPoint, forecast
from truenorth.stats.hit import Odds, brier, calibration, p_hit, p_total
from truenorth.stats.natural_limits import NaturalLimits, natural_limits
from truenorth.stats.segment_search import Slice, search
from truenorth.stats.shifts import LevelShift, shifts
from truenorth.stats.signals import Rule, SignalChart, SignalPoint, run_length, signals

__all__ = [
    "Array",
    "Backtest",
    "Declined",
    "Effect",
    "Forecast",
    "ForecastPoint",
    "LevelShift",
    "NaturalLimits",
    "Odds",
    "Rule",
    "SignalChart",
    "SignalPoint",
    "Slice",
    "additive",
    "as_array",
    "brier",
    "calibration",
    "forecast",
    "lmdi",
    "mix_and_rate",
    "natural_limits",
    "p_hit",
    "p_total",
    "rounded",
    "run_length",
    "search",
    "shapley",
    "shifts",
    "signals",
]
