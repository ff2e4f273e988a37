"""From a KPI to what moved before it: every other KPI is asked for, and tested."""

from __future__ import annotations

from datetime import datetime

from truenorth.errors import Refused
from truenorth.judgement.leads import Leading, Leads, leads_of
from truenorth.project.answer_json import dumps
from truenorth.project.ask import Asking
from truenorth.project.assess import assessing, evidence_of, known_kpi
from truenorth.stats import Lead


def find_leads(asking: Asking, key: str, as_of: datetime) -> Leads:
    """The tests against one KPI; Refused where there is no such KPI, or nothing can be said of it."""
    shared = assessing(asking, as_of)
    kpi = known_kpi(asking, key)
    evidence = evidence_of(shared, kpi)
    if evidence.failure is not None:
        raise Refused(evidence.failure)
    kpis = [each for each in asking.definitions.kpis.values() if each.state == "active" and each.key != key]
    others = {each.key: evidence_of(shared, each) for each in kpis}
    return leads_of(evidence, {name: each for name, each in others.items() if each.failure is None})


def leads_json(found: Leads) -> str:
    """The text of `truenorth leads --json`."""
    told = {
        "kpi": found.kpi,
        "tested": sum(1 for each in found.tested if isinstance(each.lead, Lead)),
        "leads": [_lead(each, found.unit) for each in found.found],
        "claims": [_claim(each) for each in found.tested if each.claimed is not None],
        "guardrails": [{"kpi": each.kpi, "state": each.state, "sentence": each.sentence} for each in found.guards],
        "sentence": found.sentence,
    }
    return dumps(told, indent=1)


def _lead(each: Leading, unit: str) -> dict[str, object]:
    lead = each.lead
    assert isinstance(lead, Lead)
    return {
        "kpi": each.kpi,
        "lag": lead.lag,
        "unit": unit,
        "correlation": round(lead.correlation, 12),
        "sign": lead.sign,
        "p": float(f"{lead.p:.6g}"),
        "q": None if lead.q is None else float(f"{lead.q:.6g}"),
        "strength": "weak" if lead.weak else "strong",
        "claimed": each.claimed,
        "sentence": each.sentence,
    }


def _claim(each: Leading) -> dict[str, object]:
    verdict = "not testable" if not isinstance(each.lead, Lead) else "found" if each.lead.found else "not found"
    return {"kpi": each.kpi, "lag": each.claimed, "verdict": verdict, "sentence": each.sentence}
