"""A scorecard with its roll-ups; the KPIs' own lines are cards of their own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from truenorth.app.readings.cards.kpi import against
from truenorth.app.readings.cards.numbers import percent
from truenorth.app.readings.scene import Scene
from truenorth.app.readings.shapes import GroupLine, ScorecardGroup, ScorecardRow
from truenorth.judgement.rollup import rolled_up
from truenorth.model.kpis import Scorecard, ScorecardLine
from truenorth.model.status import Status
from truenorth.wording import exact, round_half_up, say, spell_period, spell_until
from truenorth.wording.statuses import PERSPECTIVES, place_of, severity, spell_key, status_style

BAD = ("missed", "off track", "at risk")
UNKNOWN = ("doubtful", "stale", "no data")
NAMED = 3
ALL = "all"
"""The key of the scorecard that stands where no scorecard is written."""


def scorecards(scene: Scene) -> list[Scorecard]:
    """The scorecards as written; where there are none, one of all active KPIs."""
    written = list(scene.definitions.scorecards.values())
    if written or not scene.judged:
        return written
    return [Scorecard(ALL, "All KPIs", lines=tuple(ScorecardLine(key) for key in scene.judged))]


def scorecard_row(scene: Scene, card: Scorecard) -> ScorecardRow:
    """A scorecard as its page shows it."""
    lines = [line for line in card.lines if line.kpi in scene.judged]
    statuses = sorted((scene.judged[line.kpi].status for line in lines), key=severity)
    counts = Counter(each.headline for each in statuses)
    untils = [each.evidence.series.until for line in lines for each in [scene.judged[line.kpi]]]
    known = [until for until in untils if until is not None]
    return {
        "key": card.key,
        "label": card.label,
        "kind": card.kind,
        "level": card.level or "",
        "counts": {word: counts[word] for word in sorted(counts, key=place_of)},
        "total": _group(scene, card.key, card.label, lines),
        "perspectives": _perspectives(scene, card, lines),
        "objectives": _objectives(scene, lines),
        "talk": talk(statuses, lambda worst: _why(scene, worst)),
        "period_text": _period(scene, statuses),
        "data_until": spell_until(scene.calendar, max(known)) if known else "",
    }


def _group(scene: Scene, key: str, label: str, lines: Sequence[ScorecardLine]) -> ScorecardGroup:
    found = rolled_up(key, label, lines, scene.statuses)
    score = exact(found.score)
    order = sorted(lines, key=lambda line: severity(scene.judged[line.kpi].status))
    shown: list[GroupLine] = [{"kpi": line.kpi, "weight": f"{line.weight.normalize():f}"} for line in order]
    return {
        "key": key,
        "label": label,
        "score": "" if score is None else f"{round_half_up(score, 1)}",
        "worst": found.worst or "",
        "worst_label": scene.judged[found.worst].kpi.label if found.worst else "",
        "coverage": percent(float(found.coverage)),
        "red": percent(float(found.red)),
        "hidden_red": found.hidden_red,
        "capped": found.capped,
        "lines": shown,
    }


def _perspectives(scene: Scene, card: Scorecard, lines: Sequence[ScorecardLine]) -> list[ScorecardGroup]:
    """By perspective, in the scorecard's own order, then the usual one; those without any last."""
    groups: dict[str, list[ScorecardLine]] = {}
    for line in lines:
        objective = scene.definitions.objectives.get(scene.judged[line.kpi].kpi.objective or "")
        groups.setdefault((objective.perspective if objective else None) or "", []).append(line)
    ranked = [*card.perspectives, *PERSPECTIVES]
    order = sorted(groups, key=lambda name: (not name, ranked.index(name) if name in ranked else len(ranked), name))
    return [_group(scene, name, spell_key(name) if name else "No perspective", groups[name]) for name in order]


def _objectives(scene: Scene, lines: Sequence[ScorecardLine]) -> list[ScorecardGroup]:
    """By objective, in the order of the definitions; those without any last."""
    groups: dict[str, list[ScorecardLine]] = {}
    for line in lines:
        groups.setdefault(scene.judged[line.kpi].kpi.objective or "", []).append(line)
    ranked = [*scene.definitions.objectives, ""]
    order = sorted(groups, key=lambda key: ranked.index(key) if key in ranked else len(ranked))
    labels = {key: each.label for key, each in scene.definitions.objectives.items()}
    return [_group(scene, key, labels.get(key, key or "No objective"), groups[key]) for key in order]


def _why(scene: Scene, worst: Status) -> str:
    """What stands against a KPI: its value beside its target; "" where there is none."""
    judged = scene.judged[worst.kpi]
    style = status_style(worst, judged.evidence.metric, scene.definitions.currency)
    return against(scene, judged, style) if worst.target is not None else ""


def talk(statuses: Sequence[Status], why_of: Callable[[Status], str]) -> str:
    """What needs talk, the worst first: one KPI and why, the names of the others."""
    bad = [each for each in statuses if each.headline in BAD]
    unknown = [each for each in statuses if each.headline in UNKNOWN]
    parts = []
    if bad:
        why = why_of(bad[0])
        told = {"label": bad[0].label, "headline": bad[0].headline, "why": why}
        parts.append(say("talk.worst" if why else "talk.worst.bare", **told))
    if len(bad) > 1:
        parts.append(say("talk.more" if len(bad) > 2 else "talk.more.one", n=len(bad) - 1, labels=_named(bad[1:])))
    if unknown:
        parts.append(say("talk.unknown", n=len(unknown), labels=_named(unknown)))
    return " ".join(parts) or say("talk.none")


def _named(statuses: Sequence[Status]) -> str:
    more = say("talk.others", n=len(statuses) - NAMED) if len(statuses) > NAMED else ""
    return ", ".join(each.label for each in statuses[:NAMED]) + more


def _period(scene: Scene, statuses: Sequence[Status]) -> str:
    """The period that most KPIs are judged in."""
    periods = Counter(each.period for each in statuses if each.period is not None)
    return spell_period(scene.calendar, periods.most_common(1)[0][0]) if periods else ""
