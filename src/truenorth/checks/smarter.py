"""SMARTER, letter by letter: what a KPI has and what it lacks."""

from __future__ import annotations

from dataclasses import dataclass

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Needs
from truenorth.checks.rules import RULES

LETTERS = (
    ("S", "specific", "DEF_SPECIFIC"),
    ("M", "measurable", "DEF_MEASURABLE"),
    ("A", "attainable", "TGT_UNREACHABLE"),
    ("R", "relevant", "DEF_RELEVANT"),
    ("T", "time-bound", "DEF_TIME_BOUND"),
    ("E", "evaluated", "DEF_EVALUATED"),
    ("R", "re-evaluated", "DEF_REEVALUATED"),
)


@dataclass(frozen=True)
class Letter:
    """One of the seven: whether it holds (None where there are no data to tell) and why not."""

    letter: str
    word: str
    holds: bool | None
    reason: str | None


def smarter(facts: Facts, kpi: str) -> tuple[Letter, ...]:
    """The seven letters of one KPI."""
    rules = {rule.code: rule for rule in RULES}
    found = []
    for letter, word, code in LETTERS:
        rule = rules[code]
        if rule.needs is Needs.HISTORY and kpi not in facts.evidence:
            found.append(Letter(letter, word, None, "needs the data"))
            continue
        reason = next((hit.message for hit in rule.find(facts) if hit.on == kpi), None)
        found.append(Letter(letter, word, reason is None, reason))
    return tuple(found)
