"""The words of targets beside their past, of where a KPI stands, and of scores rolled up."""

from __future__ import annotations

from collections.abc import Mapping

TARGET_WORDS: Mapping[str, str] = {
    "targets.lowered": "{lowered} of {met} periods that met their target would have missed the first one.",
    "targets.too_short": "Too early to say how hard the target is: {n} of 12 periods.",
    "targets.never_near": "No period of the last {n} came near {target}.",
    "targets.nearest": "None of the last {n} periods met {target}; {period} came nearest with {value}, {gap}.",
    "targets.luck": "{target} lies inside what the KPI does by itself: met in {share} of periods by luck.",
    "targets.met_in": "{target} was met in {share} of the last {n} periods.",
    "targets.inputs_agree": "The targets of its inputs imply the same, {value}.",
    "targets.inputs_disagree": "The targets of its inputs imply {value}, {gap} against its own.",
    "targets.missing_input": "For that, {metric} has to come to {value}.",
    "targets.split": "{total} over months as they are phased, and by {by} as it was from {first} to {last}.",
    "targets.none": "No target.",
    "gap.better": "better than the target",
    "gap.worse": "short of the target",
    "gap.over": "over the target",
    "gap.outside": "outside the range",
    "gap.to_pace": "to pace",
    "gap.total.above": "ahead of the pace ({expected} by {day})",
    "gap.total.below": "behind the pace ({expected} by {day})",
    "gap.total.on": "on the pace ({expected} by {day})",
    "gap.total.left": "{amount} to go",
    "gap.total.over": "{amount} above the whole",
    "gap.total.full": "the whole is reached",
    "gap.budget.above": "above the pace ({expected} by {day})",
    "gap.budget.below": "below the pace ({expected} by {day})",
    "gap.budget.on": "on the pace ({expected} by {day})",
    "gap.budget.left": "{amount} left",
    "gap.budget.over": "{amount} over the whole",
    "gap.budget.full": "nothing left",
    "standing.pace": "{value} of {end} by {day}: {gap} against the {expected} expected by then.",
    "standing.worse": "It gets worse: on average {size} in the last {n} periods against the {n} before "
    "(95 %: {low} to {high}).",
    "standing.better": "It gets better: on average {size} in the last {n} periods against the {n} before "
    "(95 %: {low} to {high}).",
    "standing.unsure": "Whether it gets better or worse cannot be told: on average {size} in the last {n} periods "
    "against the {n} before (95 %: {low} to {high}).",
    "rollup.hidden": "the score hides {count} red",
}
