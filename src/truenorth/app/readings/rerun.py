"""A stored number computed once more, by the definitions and as of the time of its run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from truenorth.app.accounts.models import Workspace
from truenorth.app.readings import kept
from truenorth.app.readings.cards.numbers import exact_text
from truenorth.app.readings.entries import entries_written
from truenorth.app.readings.history import differs
from truenorth.app.readings.models import Reading, RunTable
from truenorth.app.revisions import read
from truenorth.errors import refuse
from truenorth.judgement import Part, Read
from truenorth.model.kpis import Kpi
from truenorth.periods import Grain, label
from truenorth.project import Project
from truenorth.project.assess import answer_to, assessing


def rerun(workspace: Workspace, words: Mapping[str, Any]) -> dict[str, Any]:
    """Whether the number of a period came out the same: its stored and its new value, and tables whose rows changed.

    Raises Refused where no such number is stored.
    """
    row = _reading(workspace, words)
    if row is None:
        about = f"{words.get('key', '')} is stored for {words.get('period', '')}"
        raise refuse("NO_READING", f"No number of {about}.", hint="Ask for a period of its chart.")
    stored = read.revision(workspace, row.run.revision.number)
    with read.project_of(stored, workspace) as project:
        with entries_written(workspace, stored, project.definitions, row.run.as_of):
            value = _value(project, row)
        moved = _moved(project, row)
    same = not differs(row.value, value, rough=True)
    return {
        "what": "rerun",
        "same": same,
        "stored": row.value,
        "computed": value,
        "run": row.run_id,
        "as_of": row.run.as_of.isoformat(),
        "changed_tables": moved,
    }


def _reading(workspace: Workspace, words: Mapping[str, Any]) -> Reading | None:
    """The newest reading that the words name, or the newest as of their instant."""
    key, as_of = str(words.get("key", "")), words.get("as_of")
    metric, segment = key, "{}"
    if words.get("noun", "kpi") == "kpi":
        at = datetime.fromisoformat(str(as_of)) if as_of else None
        card, found = kept.row(workspace, "kpi", key, at), kept.detail(workspace, "kpi", key, at)
        if card is None or found is None:
            return None
        metric, segment = card["metric"], found.get("segment_json", "{}")
    rows = Reading.objects.select_related("run__revision", "series").filter(
        series__workspace=workspace,
        series__metric=metric,
        series__grain=str(words.get("grain", "")),
        series__segment=words.get("segment") or segment,
        period=str(words.get("period", "")),
    )
    rows = rows.filter(known_from__lte=as_of) if as_of else rows
    return rows.order_by("-known_from", "-id").first()


def _value(project: Project, row: Reading) -> str | None:
    """The number of the period as those definitions have it; None where there is none."""
    metric, members = row.series.metric, json.loads(row.series.segment)
    kpi = Kpi(metric, metric, metric, segment={name: text for name, text in members.items() if text is not None})
    missing = tuple(name for name, text in members.items() if text is None)
    shared = assessing(project.asking, row.run.as_of)
    answer = answer_to(shared, kpi, Read(Part.SERIES, metric, Grain(row.series.grain), by=missing))
    for each in answer.rows:
        empty = not missing or (not each.total and all(each.segment[name] is None for name in each.segment))
        if empty and label(project.calendar, each.period) == row.period:
            cell = each.values[metric].cell
            return exact_text(cell.value, quotient=cell.quotient)
    return None


def _moved(project: Project, row: Reading) -> list[str]:
    """The tables whose rows are no longer those that the run read."""
    moved = []
    for table in RunTable.objects.filter(run_id=row.run_id).exclude(fingerprint=""):
        known = project.definitions.tables.get(table.table)
        if known is not None and project.asking.relations[table.table].fingerprint != table.fingerprint:
            moved.append(table.table)
    return moved
