"""Questions that no card answers, asked by a worker: rows behind a number, another grain or segment, why, again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from truenorth.app.accounts.models import Workspace
from truenorth.app.jobs.models import Job
from truenorth.app.readings import kept
from truenorth.app.readings.basis import Basis, basis_of
from truenorth.app.readings.cards.breakdown import breakdown_shown
from truenorth.app.readings.cards.chart import plain_chart
from truenorth.app.readings.cards.why import why_shown
from truenorth.app.readings.computed import judge_kpi, scene_of
from truenorth.app.readings.entries import entries_written
from truenorth.app.readings.rerun import rerun
from truenorth.app.readings.scene import Scene
from truenorth.app.readings.store import digest_of
from truenorth.app.readings.tree import tables_of
from truenorth.app.revisions.read import project_of
from truenorth.errors import refuse
from truenorth.judgement import Part, Read
from truenorth.model.kpis import Kpi
from truenorth.model.questions import Question
from truenorth.periods import Grain, parse_period, parse_shift
from truenorth.project.ask import ask
from truenorth.project.assess import answer_to, answer_within, known_kpi, points_of
from truenorth.project.clock import now
from truenorth.project.segments import segment_filters
from truenorth.wording import format_change, spell_period

ROWS = 200
MOST_ROWS = 5000


@dataclass(frozen=True, eq=False)
class Asked:
    """One question: what it is about, in the words of its payload."""

    scene: Scene
    kpi: Kpi
    words: Mapping[str, Any]


def answered(workspace: Workspace, words: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to a question of a page, from an earlier job where nothing has changed since.

    `what` is rows, series, why, breakdown or rerun; `noun` kpi or metric; `key`; `as_of` an instant, by default that
    of the newest run, so that the answer agrees with the cards. Raises Refused.
    """
    what = str(words.get("what", ""))
    if what == "rerun":
        return rerun(workspace, words)
    if what not in _ANSWERS:
        raise refuse("UNKNOWN_QUESTION", f"{what!r} is no question.", hint=f"one of {', '.join([*_ANSWERS, 'rerun'])}")
    basis = basis_of(workspace)
    if basis is None:
        raise refuse(
            "NO_REVISION", f"{workspace.name} has no definitions yet.", hint="`truenorth apply` a folder first."
        )
    with project_of(basis.stored, workspace) as project:
        at = _instant(words.get("as_of")) or kept.known_at(workspace) or workspace.clock or project.as_of()
        with entries_written(workspace, basis.stored, project.definitions, at):
            scene = scene_of(workspace, basis, project, at, now())
            asked = Asked(scene, _kpi(scene, words), words)
            mark = _mark(asked, basis)
            known = _known(workspace, mark) if mark else None
            return known or {**_ANSWERS[what](asked), "what": what, "as_of": at.isoformat(), "mark": mark}


def _instant(text: object) -> datetime | None:
    return datetime.fromisoformat(str(text)) if text else None


def _kpi(scene: Scene, words: Mapping[str, Any]) -> Kpi:
    """The KPI asked about; a metric as one that nobody steers by; with the grain and segment of the question."""
    key = str(words.get("key", ""))
    if words.get("noun", "kpi") == "metric":
        if key not in scene.definitions.metrics:
            raise refuse("UNKNOWN_METRIC", f"There is no metric {key}.", hint="The Metrics page lists them.")
        kpi = Kpi(key, scene.definitions.metrics[key].label, key)
    else:
        kpi = known_kpi(scene.project.asking, key)
    segment = words.get("segment")
    members = json.loads(segment) if isinstance(segment, str) and segment else segment
    kpi = replace(kpi, segment={**kpi.segment, **members}) if members else kpi
    return replace(kpi, grain=Grain(words["grain"])) if words.get("grain") else kpi


def _mark(asked: Asked, basis: Basis) -> str:
    """The same for the same question of the same definitions and rows; "" where the rows may have changed unseen."""
    scene = asked.scene
    tables = tables_of(scene.project.asking, asked.kpi.metric)
    prints = [scene.project.asking.relations[table].fingerprint for table in tables]
    if None in prints or not tables:
        return ""
    return digest_of(basis.stored.hash, prints, scene.as_of.isoformat(), dict(asked.words))


def _known(workspace: Workspace, mark: str) -> dict[str, Any] | None:
    found = Job.objects.filter(workspace=workspace, kind="ask", state="done", result__mark=mark).order_by("-id").first()
    return found.result if found else None


def _rows(asked: Asked) -> dict[str, Any]:
    """The newest rows behind the number of a period."""
    scene, kpi = asked.scene, asked.kpi
    period = parse_period(scene.calendar, str(asked.words.get("period", "")))
    if period is None:
        hint = "Examples: 2024, 2024-03, 2024-Q1, 2024-W05."
        raise refuse("UNKNOWN_PERIOD", f"{asked.words.get('period')!r} is not a period.", hint=hint)
    limit = min(int(asked.words.get("limit", ROWS)), MOST_ROWS)
    wheres = segment_filters(kpi.segment)
    question = Question((kpi.metric,), scene.as_of, period.grain or Grain.TOTAL, (), period, wheres[0], rows=limit)
    answer_to(scene.shared, kpi, Read(Part.VALUE, kpi.metric, question.grain, period))  # which filter the types allow
    where = next(q.where for q in scene.shared.answers if q.period == period)
    answer = ask(scene.project.asking, replace(question, where=where))
    rows = [row for each in answer.rows for row in each.values[kpi.metric].rows]
    names = list(dict.fromkeys(name for row in rows for name in row))
    return {
        "period": spell_period(scene.calendar, period),
        "names": names,
        "rows": [["" if row.get(name) is None else str(row[name]) for name in names] for row in rows],
        "limit": limit,
        "sql": list(answer.queries),
    }


def _series(asked: Asked) -> dict[str, Any]:
    """The series at a grain in a segment, beside a comparison where one is asked."""
    scene, kpi = asked.scene, asked.kpi
    answer = answer_to(scene.shared, kpi, Read(Part.SERIES, kpi.metric, kpi.grain))
    metric = replace(scene.definitions.metrics[kpi.metric], unit=answer.metrics[0].unit)
    found: dict[str, Any] = {"chart": plain_chart(scene, points_of(answer, kpi.metric), metric, kpi.grain)}
    versus = asked.words.get("compare")
    if versus:
        shift = parse_shift(scene.calendar, str(versus))
        if shift is None:
            hint = "previous-period or same-period-last-year"
            raise refuse("UNKNOWN_COMPARISON", f"{versus!r} is not a comparison.", hint=hint)
        where = next(question.where for question in scene.shared.answers)
        question = Question((kpi.metric,), scene.as_of, kpi.grain, (), None, where, compare=(shift,))
        compared = answer_within(scene.shared, question)
        currency = scene.definitions.currency
        found["compare"] = [
            {
                "label": row.label,
                "value": None if one is None or one.value is None else float(one.value),
                "change": format_change(one.change if one else None, metric.unit, currency=currency),
                "like_for_like": (one.like_for_like if one else None) or "",
            }
            for row in compared.rows
            for one in [row.values[kpi.metric].compare.get(shift.text)]
        ]
    return found


def _why(asked: Asked) -> dict[str, Any]:
    judged = judge_kpi(asked.scene, asked.kpi)
    by = asked.words.get("by") or ()
    names = (by,) if isinstance(by, str) else tuple(by)
    versus, period = str(asked.words.get("versus") or "previous-period"), asked.words.get("period") or None
    return {"why": why_shown(asked.scene, judged, versus, period=period, by=names)}


def _breakdown(asked: Asked) -> dict[str, Any]:
    scene, kpi, name = asked.scene, asked.kpi, str(asked.words.get("by", ""))
    answer = answer_to(scene.shared, kpi, Read(Part.SERIES, kpi.metric, kpi.grain, by=(name,)))
    return {"breakdown": breakdown_shown(scene, judge_kpi(scene, kpi), name, answer)}


_ANSWERS: dict[str, Callable[[Asked], dict[str, Any]]] = {
    "rows": _rows,
    "series": _series,
    "why": _why,
    "breakdown": _breakdown,
}
