"""What a code of a finding means: from the rules of the KPI check, or from the program's own sentences."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from truenorth.checks import RULES
from truenorth.checks.page import TITLES
from truenorth.project.codes import Code, codes


@dataclass(frozen=True)
class Explained:
    """A code with everything a person asks about it; `bad` and `good` are examples in YAML."""

    code: str
    family: str
    title: str
    why: str
    remedy: str
    bad: str = ""
    good: str = ""


FAMILIES = {family.value: title for family, title in TITLES.items()}
"""The groups of rules by the beginning of their codes."""
MISTAKES = "Mistakes in the definitions"


def family_of(code: str) -> str:
    """The group that a code belongs to: the beginning of a rule's code, "" for mistakes."""
    return code.partition("_")[0] if any(rule.code == code for rule in RULES) else ""


def explained(code: str) -> Explained | None:
    """The explanation of a code; None where no finding can carry it."""
    for rule in RULES:
        if rule.code == code:
            bad, good = rule.bad.yaml.strip(), rule.good.yaml.strip()
            return Explained(code, TITLES[rule.family], rule.title, rule.why, rule.remedy, bad, good)
    known = _codes().get(code)
    if known is None:
        return None
    title = code.replace("_", " ").capitalize()
    return Explained(code, MISTAKES, title, "; ".join(known.sentences), "; ".join(known.hints))


@lru_cache(maxsize=1)
def _codes() -> dict[str, Code]:
    """Read once a process: it looks through the program's own source."""
    return {each.name: each for each in codes()}
