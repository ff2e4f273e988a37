"""The outlook facet: whether the target is likely to be reached."""

from __future__ import annotations

from truenorth.judgement.evidence import Evidence
from truenorth.judgement.goal import Goal, Lack
from truenorth.judgement.outlook import outlook_of
from truenorth.model.status import Facet


def outlook_facet(evidence: Evidence, goal: Goal | Lack) -> Facet | None:
    """The facet; None without a target, once its end has passed, or where the question failed."""
    if isinstance(goal, Lack) or evidence.failure is not None:
        return None
    found = outlook_of(evidence, goal)
    if found is None:
        return None
    facts = {"p_hit": found.p, **found.sentence.facts, "sentence": found.sentence.text}
    return Facet(found.word, f"outlook.{found.word.replace(' ', '_')}", facts)
