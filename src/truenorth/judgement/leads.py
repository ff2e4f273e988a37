"""What moved before a KPI, what was claimed to, and whether its guardrails held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from truenorth.judgement.evidence import Evidence
from truenorth.judgement.goal import Goal, goal_of
from truenorth.judgement.history import mature, plain
from truenorth.judgement.seasons import SEASONS
from truenorth.judgement.sides import better
from truenorth.stats import Declined, Guard, Lead, guardrail, scan_leads
from truenorth.wording import say


@dataclass(frozen=True)
class Leading:
    """One KPI tested as a leading indicator of another, or why it could not be; `series`: its periods, oldest first."""

    kpi: str
    label: str
    lead: Lead | Declined
    claimed: str | None
    sentence: str
    series: tuple[float | None, ...] = ()


@dataclass(frozen=True)
class Guarded:
    """One guardrail of a KPI: held, traded or not watched yet."""

    kpi: str
    state: str
    sentence: str


@dataclass(frozen=True)
class Leads:
    """Everything tested against a KPI: the candidates of its grain, strongest first, and its guardrails."""

    kpi: str
    label: str
    unit: str
    series: tuple[float | None, ...]
    tested: tuple[Leading, ...]
    guards: tuple[Guarded, ...]
    sentence: str

    @property
    def found(self) -> tuple[Leading, ...]:
        """Those that moved before it."""
        return tuple(each for each in self.tested if isinstance(each.lead, Lead) and each.lead.found)


def leads_of(evidence: Evidence, others: Mapping[str, Evidence]) -> Leads:
    """What the other KPIs of the same grain tell about this one; `others` by key, its guardrails among them."""
    kpi = evidence.kpi
    wanted = _by_label(evidence)
    peers = {key: each for key, each in others.items() if each.kpi.grain is kpi.grain and key != kpi.key}
    aligned = {key: [_by_label(each).get(name) for name in wanted] for key, each in peers.items()}
    tested = scan_leads(aligned, list(wanted.values()), period=SEASONS.get(kpi.grain))
    unit = str(kpi.grain.value).replace("_", " ")
    told = [_leading(peers[key], kpi.key, kpi.label, lead, unit) for key, lead in tested.items()]
    ordered = tuple(sorted(told, key=lambda each: each.lead.p if isinstance(each.lead, Lead) else 2.0))
    guards = tuple(_guarded(evidence, others[key]) for key in kpi.guardrails if key in others)
    count = sum(1 for each in ordered if isinstance(each.lead, Lead))
    found = [each for each in ordered if isinstance(each.lead, Lead) and each.lead.found]
    key = "leads.some" if found else "leads.none" if count else "leads.untested"
    sentence = say(key, label=kpi.label, tested=count, found=len(found), first=found[0].label if found else "")
    return Leads(kpi.key, kpi.label, unit, tuple(wanted.values()), ordered, guards, sentence)


def _by_label(evidence: Evidence) -> dict[str, float | None]:
    points, _ = mature(evidence.series)
    return {point.label: value for point, value in zip(points, plain(points), strict=True)}


def _leading(other: Evidence, key: str, label: str, lead: Lead | Declined, unit: str) -> Leading:
    claimed, series = other.kpi.leads.get(key), tuple(_by_label(other).values())
    if isinstance(lead, Declined):
        return Leading(other.kpi.key, other.kpi.label, lead, claimed, say(lead.key, **lead.facts), series)
    name = "leads.lead" if lead.found else "leads.passing" if lead.passing else "leads.no_lead"
    text = say(
        name,
        other=other.kpi.label,
        label=label,
        lag=lead.lag,
        unit=unit + ("s" if lead.lag != 1 else ""),
        way=say("leads.same" if lead.sign > 0 else "leads.opposite"),
        r=f"{abs(lead.correlation):.2f}",
    )
    if lead.found and lead.weak:
        text += " " + say("leads.weak", n=lead.n)
    return Leading(other.kpi.key, other.kpi.label, lead, claimed, text, series)


def _guarded(evidence: Evidence, other: Evidence) -> Guarded:
    """Whether the target improved at the guard's expense over the last six periods."""
    wanted, guard = _by_label(evidence), _by_label(other)
    shared = [name for name in wanted if name in guard]
    sides = [_side(evidence), _side(other)]
    if 0 in sides:
        return Guarded(other.kpi.key, "not watched", say("guard.no_side", guard=other.kpi.label))
    found = guardrail(
        [wanted[name] for name in shared], [guard[name] for name in shared], target_side=sides[0], guard_side=sides[1]
    )
    if isinstance(found, Declined):
        return Guarded(other.kpi.key, "not watched", say(found.key, guard=other.kpi.label, **found.facts))
    return _told(found, evidence, other)


def _told(found: Guard, evidence: Evidence, other: Evidence) -> Guarded:
    state = "traded" if found.traded else "held"
    return Guarded(other.kpi.key, state, say(f"guard.{state}", label=evidence.kpi.label, guard=other.kpi.label))


def _side(evidence: Evidence) -> int:
    goal = goal_of(evidence)
    return better(evidence.metric, goal if isinstance(goal, Goal) else None)
