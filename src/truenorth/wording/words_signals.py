"""The words of signals and level shifts."""

from __future__ import annotations

from collections.abc import Mapping

SIGNAL_WORDS: Mapping[str, str] = {
    "signal.side.1": "above",
    "signal.side.-1": "below",
    "signal.side.0": "at",
    "signal.verdict.better": ", for the better",
    "signal.verdict.worse": ", for the worse",
    "signal.verdict.none": "",
    "signal.stable": "{label}: {value} in {period} is noise; by itself it moves between {lower} and {upper}.",
    "signal.beyond": "{label}: {value} in {period} is a signal{verdict}: {side} what it does by itself, "
    "{lower} to {upper}.",
    "signal.near": "{label}: {value} in {period} is a signal{verdict}: three of the last four are far {side} "
    "the centre, {centre}.",
    "signal.run": "{label}: the level has shifted{verdict}: the last {count} are {side} the centre, {centre}.",
    "signal.left_out": "Left out of the limits: {periods}.",
    "signal.and_more": " and {n} more",
    "signal.level": "The limits begin anew in {period}.",
    "signal.provisional": "The limits are provisional: {n} of 24 points.",
    "signal.too_few": "too few points to tell signal from noise: {n} of {least}",
    "signal.season_undecided": "season cannot be judged before {date}: it takes three whole cycles; "
    "{now} now, {then} in {period}",
    "signal.persistent": "too persistent to judge: neighbouring points resemble each other by {r}",
    "signal.no_shifts": "no change-point test under {least} points: {n} so far",
    "signal.shift": "The level changed by {size} in {period} (between {first} and {last}; {low} to {high}).",
    "signal.shift_sure": "The level changed by {size} in {period} ({low} to {high}).",
    "signal.false": "Expect about 1 false signal per 100 points.",
}
