"""Statistics for short business series, on plain arrays: every method states its minimum data and declines below it.

Values are any sequence of numbers, oldest first, with None (or NaN) where one is missing. Results are frozen values.
A method that has too little to go on gives a `Declined` with the sentence's key and its facts, never a guess.
"""

from truenorth.stats.alert import AlertBacktest, backtest_alert
from truenorth.stats.arrays import Array, as_array
from truenorth.stats.declined import Declined
from truenorth.stats.decompose import Effect, additive, lmdi, mix_and_rate, rounded, shapley
from truenorth.stats.effect import Effect as ActionEffect
from truenorth.stats.effect import Verdict, effect
from truenorth.stats.forecast import Backtest, Forecast, ForecastPoint, forecast
from truenorth.stats.guards import Guard, guardrail
from truenorth.stats.hit import Odds, brier, calibration, p_hit, p_total
from truenorth.stats.leads import Lead, leads, scan_leads
from truenorth.stats.natural_limits import NaturalLimits, natural_limits
from truenorth.stats.seasonality import has_season
from truenorth.stats.segment_search import Slice, search
from truenorth.stats.shifts import LevelShift, shifts
from truenorth.stats.signals import Rule, SignalChart, SignalPoint, run_length, signals
from truenorth.stats.suspicion import Doubt, Suspicion, suspicions
from truenorth.stats.uncertainty import Interval, bootstrap, cannot_tell, mean_interval, poisson, wilson

__all__ = [
    "ActionEffect",
    "AlertBacktest",
    "Array",
    "Backtest",
    "Declined",
    "Doubt",
    "Effect",
    "Forecast",
    "ForecastPoint",
    "Guard",
    "Interval",
    "Lead",
    "LevelShift",
    "NaturalLimits",
    "Odds",
    "Rule",
    "SignalChart",
    "SignalPoint",
    "Slice",
    "Suspicion",
    "Verdict",
    "additive",
    "as_array",
    "backtest_alert",
    "bootstrap",
    "brier",
    "calibration",
    "cannot_tell",
    "effect",
    "forecast",
    "guardrail",
    "has_season",
    "leads",
    "lmdi",
    "mean_interval",
    "mix_and_rate",
    "natural_limits",
    "p_hit",
    "p_total",
    "poisson",
    "rounded",
    "run_length",
    "scan_leads",
    "search",
    "shapley",
    "shifts",
    "signals",
    "suspicions",
    "wilson",
]
