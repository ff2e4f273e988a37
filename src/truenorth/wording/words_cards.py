"""The words of cards: charts in words, what needs talk, notes beside numbers."""

from __future__ import annotations

from collections.abc import Mapping

CARD_WORDS: Mapping[str, str] = {
    "chart.none": "No period has a value yet.",
    "chart.one": "{value} in {last}, the only period with a value.",
    "chart.summary": "{n} periods from {first} to {last}: {value} at the end, between {low} ({low_in}) and "
    "{high} ({high_in}).",
    "chart.signals": "{n} of them are signals.",
    "chart.signals.one": "1 of them is a signal.",
    "chart.met": "{met} of {n} met their target.",
    "spark.summary": "{n} values from {first} to {last}, the newest {value}.",
    "chart.version": "Definition changed: version {version}.",
    "kpi.against": "{value} in {period} against {target}: {gap}.",
    "kpi.value": "{value} in {period}.",
    "breakdown.more": "{n} more segments are not shown.",
    "breakdown.none": "No segment has a value in {period}.",
    "breakdown.overlap": "Segments do not add up to the whole, so no shares are told.",
    "metric.none": "No value yet.",
    "talk.none": "Nothing needs talk: every KPI that can be judged is on track.",
    "talk.worst": "{label} is {headline}: {why}",
    "talk.worst.bare": "{label} is {headline}.",
    "talk.more": "{n} more need attention: {labels}.",
    "talk.more.one": "1 more needs attention: {labels}.",
    "talk.others": " and {n} more",
    "talk.unknown": "{n} cannot be judged: {labels}.",
    "workspace.clock": "Sample data: today is {day}",
    "kpi.failed": "This could not be computed: {message}",
    "target.for": "for {segment}",
    "benchmark.gap": "{gap} against {label}",
    "restated.data": "the rows changed",
    "restated.definition": "the definition changed",
    "restated.both": "definition and rows changed",
    "restated.entry": "a typed value changed",
    "restated.matured": "the period matured",
    "bridge.data": "changed rows",
    "bridge.definition": "changed definition",
    "bridge.calendar": "changed calendar or segment",
    "bridge.currency": "changed currency or rates",
    "bridge.unsplit": "definition and rows changed at once, so the parts cannot be split",
}
