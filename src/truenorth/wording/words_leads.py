"""The words of leading indicators, guardrails and uncertain values."""

from __future__ import annotations

from collections.abc import Mapping

LEAD_WORDS: Mapping[str, str] = {
    "leads.too_few": "not testable: {n} periods, {least} needed",
    "leads.lead": "{other} moved before {label}: {lag} {unit} earlier, {way} (correlation {r} of what trend, season "
    "and own past leave).",
    "leads.no_lead": "{other} did not move before {label} more than chance gives.",
    "leads.passing": "{other} moved before {label} in one half of the time, but not in the other.",
    "leads.same": "the same way",
    "leads.opposite": "the other way",
    "leads.weak": "Weak evidence at best: {n} of 60 periods.",
    "leads.some": "{found} of {tested} KPIs moved before {label}, first of all {first}. That says nothing of causes.",
    "leads.none": "None of {tested} KPIs moved before {label} more than chance gives.",
    "leads.untested": "No KPI of the same grain has enough periods to be tested against {label}.",
    "guard.too_few": "{guard} is not watched yet: {n} periods before the last six, {least} needed.",
    "guard.no_side": "{guard} is not watched: nobody said which way is better.",
    "guard.held": "{guard} did not pay for {label}.",
    "guard.traded": "{label} improved over the last six periods and {guard} got worse, both beyond noise.",
    "note.cannot_tell": "cannot tell: {count} answers",
}
