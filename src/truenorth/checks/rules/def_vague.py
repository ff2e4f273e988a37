"""DEF_VAGUE: a label or outcome is vague."""

from __future__ import annotations

from collections.abc import Iterator

from truenorth.checks.facts import Facts, at
from truenorth.checks.rule import Example, Hit, Needs, Rule
from truenorth.errors import Level

VAGUE = frozenset(
    [
        "better",
        "best",
        "good",
        "great",
        "improved",
        "improve",
        "optimal",
        "optimise",
        "optimize",
        "effective",
        "efficient",
        "effectively",
        "efficiently",
        "excellence",
        "excellent",
        "adequate",
        "appropriate",
        "various",
        "several",
        "synergy",
        "robust",
        "seamless",
        "holistic",
        "quality",
        "world-class",
        "strategic",
        "leverage",
        "maximise",
        "maximize",
        "enhanced",
        "enhance",
        "successful",
        "success",
    ]
)
"""Words that pass for goals and cannot be counted."""


def find(facts: Facts) -> Iterator[Hit]:
    """Each place where the rule finds something."""
    for kpi in facts.kpis:
        for key in ("label", "outcome"):
            words = {word.strip(".,;:!?").lower() for word in (getattr(kpi, key) or "").split()}
            vague = sorted(words & VAGUE)
            if vague:
                yield Hit(kpi.key, at(kpi, key), f"{kpi.label}: `{vague[0]}` says nothing that could be counted.")


RULE = Rule(
    code="DEF_VAGUE",
    level=Level.WARNING,
    needs=Needs.FORM,
    title="A label or outcome is vague",
    why="Words such as better, effective or optimal mean something else to everybody.",
    remedy="Say what is counted, or who notices what.",
    bad=Example(
        "kpis:\n  k:\n    label: Better quality\n    metric: revenue\n",
    ),
    good=Example(
        "kpis:\n  k:\n    label: Parcels on time\n    metric: revenue\n",
    ),
    find=find,
)
