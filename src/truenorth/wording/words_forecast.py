"""The words of forecasts and odds."""

from __future__ import annotations

from collections.abc import Mapping

FORECAST_WORDS: Mapping[str, str] = {
    "forecast.too_few": "no forecast under {least} points: {n} so far",
    "forecast.next": "{label}: about {value} in {period}, with 80 % between {low} and {high}.",
    "forecast.rough": "The forecast is rough: {n} of 24 points.",
    "hit.too_few": "too early to say how likely: {n} of {least} points",
    "hit.too_far": "too early to say how likely: {steps} periods ahead, {most} can be forecast",
    "hit.level": "{p} likely to meet {target} in {period}",
    "hit.range": "{p} likely to stay between {low} and {high} in {period}",
    "hit.path": "{p} likely to reach {target} by {period}",
    "hit.total": "{p} likely to reach {target} in {period}",
    "hit.budget": "{p} likely to stay within {target} in {period}",
    "hit.scoreboard": "{n} past odds told like this: {told} on average, {came} came true (Brier score {brier}).",
    "backtest": "In its back-test the 80 % interval held {c80} and the 95 % interval {c95} of what came.",
}
