"""The words of explanations."""

from __future__ import annotations

from collections.abc import Mapping

WHY_WORDS: Mapping[str, str] = {
    "why.rose": "{label} rose by {change} to {value} in {period}, against {reference} {against}.",
    "why.fell": "{label} fell by {change} to {value} in {period}, against {reference} {against}.",
    "why.stayed": "{label} stayed at {value} in {period}, as {against}.",
    "why.above_target": "{label}: {value} in {period} lies {change} above the target, {reference}.",
    "why.below_target": "{label}: {value} in {period} lies {change} below the target, {reference}.",
    "why.at_target": "{label}: {value} in {period} is the target.",
    "why.above_forecast": "{label}: {value} in {period} lies {change} above what was to be expected, {reference}.",
    "why.below_forecast": "{label}: {value} in {period} lies {change} below what was to be expected, {reference}.",
    "why.at_forecast": "{label}: {value} in {period} is what was to be expected.",
    "why.parts": "The largest parts: {parts}.",
    "why.mix_rate": "By {by}, the rates themselves made {rate}, the changed mix {mix}.",
    "why.in": "in {period}",
    "why.gap": "gap to the target",
    "why.surprise": "beyond the forecast",
    "why.target_whole": "No target is set per segment, so the gap cannot be split.",
    "why.forecast_whole": "A forecast is made of the whole, so the surprise cannot be split.",
    "why.nothing_to_split": "There is no dimension to split it by.",
    "why.overlap": "overlap",
    "why.overlaps": "Segments of {by} overlap, so they do not add up; the difference is told as overlap.",
    "why.whole": "the whole",
    "why.few_leaves": "no single segment explains it: {n} segments, {least} needed to tell",
    "why.nothing_special": "no single segment explains it",
    "why.slice": "{where} changed by {change}; as the rest did it would have been {expected}.",
    "why.no_denominator": "not defined: a denominator is 0",
}
