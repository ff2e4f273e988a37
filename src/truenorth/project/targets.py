"""From a KPI to its targets beside its past."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from truenorth.judgement import Evidence, Goal, Lack, goal_of
from truenorth.judgement.exact import decimal
from truenorth.judgement.standing import standing
from truenorth.judgement.target_tree import implied_by_inputs, levels_wanted
from truenorth.judgement.track import Ledger, Tracked, ledger, realism, shape_name, tracked
from truenorth.model.definitions import Definitions
from truenorth.model.metrics import Unit
from truenorth.model.targets import Target
from truenorth.project.answer_json import dumps, number
from truenorth.project.ask import Asking
from truenorth.project.assess import found_evidence
from truenorth.wording import format_change, format_number, say


@dataclass(frozen=True)
class Targets:
    """The targets of a KPI, its past with what was expected of it, the ledger, and what to think of the target."""

    kpi: str
    label: str
    unit: Unit | None
    targets: tuple[Target, ...]
    in_force: Target | None
    points: tuple[Tracked, ...]
    ledger: Ledger
    realism: str | None
    tree: str | None
    sentence: str


def find_targets(asking: Asking, key: str, as_of: datetime) -> Targets:
    """The targets of one KPI; Refused where there is no such KPI, or its question fails."""
    evidence = found_evidence(asking, key, as_of)
    return _targets(evidence, goal_of(evidence), _tree(asking.definitions, evidence))


def _tree(definitions: Definitions, evidence: Evidence) -> str | None:
    """What the targets of a formula's inputs say about this one, in its unit; or what the missing input has to be."""
    wanted = levels_wanted(definitions, evidence.calendar.day_before(evidence.as_of))
    found = implied_by_inputs(definitions, evidence.kpi, wanted)
    if found is None or found.implied is None:
        return None
    unit = evidence.metric.unit if evidence.metric else None
    if found.missing:
        input_ = definitions.metrics[found.missing]
        told = format_number(decimal(found.implied), input_.unit)
        return say("targets.missing_input", metric=input_.label, value=told)
    said = format_number(decimal(found.implied), unit)
    if found.agrees:
        return say("targets.inputs_agree", value=said)
    return say("targets.inputs_disagree", value=said, gap=format_change(decimal(-found.gap), unit))


def _targets(evidence: Evidence, goal: Goal | Lack, tree: str | None) -> Targets:
    kpi = evidence.kpi
    told, hard = ledger(evidence, goal), realism(evidence, goal)
    parts = [hard, standing(evidence, goal), told.sentence, tree] if kpi.targets else [say("targets.none")]
    return Targets(
        kpi.key,
        kpi.label,
        evidence.metric.unit if evidence.metric else None,
        kpi.targets,
        evidence.choice.target,
        tracked(evidence, goal),
        told,
        hard,
        tree,
        " ".join(part for part in parts if part),
    )


def targets_json(found: Targets) -> str:
    """The text of `truenorth targets --json`."""
    told = {
        "kpi": found.kpi,
        "targets": [
            {
                "from": each.begins.isoformat(),
                "by": each.by.isoformat() if each.by else None,
                "shape": shape_name(each),
                "segment": dict(each.segment) or None,
                "agreed": each.agreed.isoformat() if each.agreed else None,
                "reason": each.reason,
                "in_force": each is found.in_force,
            }
            for each in found.targets
        ],
        "points": [
            {
                "period": each.label,
                "value": number(each.value),
                "target": number(each.target),
                "low": number(each.low),
                "high": number(each.high),
                "met": each.met,
            }
            for each in found.points
        ],
        "ledger": {"met": found.ledger.met, "by_lowered_targets": found.ledger.by_lowered},
        "realism": found.realism,
        "tree": found.tree,
        "sentence": found.sentence,
    }
    return dumps(told, indent=1)
