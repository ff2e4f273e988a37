"""Cards made by hand, with every key that pages may show, for tests that need no refresh."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast

from truenorth.app.accounts.models import Workspace
from truenorth.app.readings.models import Card, Run, StatusRow, Transition
from truenorth.app.readings.shapes import (
    ChartPoint,
    ChartShown,
    FacetShown,
    KpiDetail,
    KpiRow,
    MetricRow,
    ObjectiveShown,
    PersonShown,
    Shown,
    Spark,
    WorkspaceRow,
)
from truenorth.app.revisions.models import Revision

AS_OF = datetime(2015, 12, 31, 12, tzinfo=UTC)
NOTHING: Shown = {"exact": None, "text": "–", "full": "–"}


def shown(exact: str, text: str = "") -> Shown:
    """A number as pages print it."""
    return {"exact": exact, "text": text or exact, "full": text or exact}


def facet(word: str, sentence: str = "") -> FacetShown:
    """A facet with its word."""
    return {"word": word, "rule": "by hand", "sentence": sentence, "facts": {}}


def spark(*values: float) -> Spark:
    """A sparkline."""
    return {"values": list(values), "low": None, "high": None, "signals": [], "text": "12 periods"}


def kpi_row(key: str, **words: Any) -> KpiRow:
    """A KPI's row: on track in December 2015, 72,558 EUR against 70,000, unless said otherwise."""
    row: dict[str, Any] = {
        **dict.fromkeys(KpiRow.__annotations__, ""),
        "key": key,
        "label": key.replace("_", " ").capitalize(),
        "metric": key,
        "owner_name": str(words.get("owner", "")).partition("@")[0].title(),
        "state": "active",
        "grain": "month",
        "period": "2015-12",
        "period_text": "December 2015",
        "headline": "on track",
        "rule": "met",
        "marks": [],
        "facets": {
            "target": facet(words.pop("target_word", "met")),
            "signal": facet(words.pop("signal", "stable")),
            "outlook": facet("likely"),
            "data": facet("fresh"),
        },
        "value": shown("72557.9", "72.6k EUR"),
        "target": shown("70000", "70.0k EUR"),
        "gap": shown("2557.9", "+2.6k EUR"),
        "gap_side": "better",
        "last_year": NOTHING,
        "p_hit": 0.71,
        "cells": [],
        "spark": spark(3, 4, 5, 6),
        "data_until": "31 December 2015",
        "typed": False,
        "entry_metrics": [],
        "need": 50,
        "findings": 0,
        **words,
    }
    row.pop("updater") if "updater" not in words else None
    return cast(KpiRow, row)


def metric_row(key: str, **words: Any) -> MetricRow:
    """A metric's row."""
    row: dict[str, Any] = {
        "key": key,
        "label": key.replace("_", " ").capitalize(),
        "words": "",
        "unit": "",
        "grain": "month",
        "value": NOTHING,
        "period_text": "",
        "change": NOTHING,
        "change_side": "",
        "spark": spark(),
        "kpis": [],
        "tables": [],
        "typed": False,
        "version": 1,
        "error": "",
        **words,
    }
    return cast(MetricRow, row)


def workspace_row(**words: Any) -> WorkspaceRow:
    """What every page of a workspace needs."""
    row: dict[str, Any] = {
        "name": "Acme",
        "mission": "",
        "zone": "UTC",
        "currency": "EUR",
        "clock": "",
        "today": "2015-12-31",
        "as_of": AS_OF.isoformat(),
        "revision": 1,
        "people": [],
        "objectives": [],
        "choices": {},
        "data_until": "31 December 2015",
        "broken": "",
        "asks": 0,
        **words,
    }
    return cast(WorkspaceRow, row)


def person(address: str, *kpis: str, name: str = "", team: str = "") -> PersonShown:
    """Someone named in the definitions."""
    name = name or address.partition("@")[0].title()
    return {"key": address, "name": name, "team": team, "team_label": team.title(), "kpis": list(kpis)}


def objective(key: str, label: str, *kpis: str) -> ObjectiveShown:
    """An objective named in the definitions."""
    return {
        "key": key,
        "label": label,
        "outcome": "",
        "perspective": "",
        "level": "",
        "owner": "",
        "parent": "",
        "kpis": list(kpis),
    }


def chart(*labels: str, grain: str = "month") -> ChartShown:
    """A chart of months such as 2015-11, each with the value 1."""
    return {
        "grain": grain,
        "unit": "",
        "currency": "",
        "points": [_point(label) for label in labels],
        "forecast": [],
        "levels": [],
        "breaks": [],
        "benchmarks": [],
        "red_line": None,
        "summary": "",
        "signal_sentence": "",
        "forecast_sentence": "",
        "judged": True,
    }


def _point(label: str) -> ChartPoint:
    year, month = (int(part) for part in label.split("-"))
    point: dict[str, Any] = {
        **dict.fromkeys(ChartPoint.__annotations__),
        **dict.fromkeys(("full", "maturity", "doubt", "reason", "rule", "target_text"), ""),
        "label": label,
        "period": label,
        "start": datetime(year, month, 1, tzinfo=UTC).isoformat(),
        "end": datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC).isoformat(),
        "value": 1.0,
        "text": "1",
        "state": "complete",
        "version": 1,
    }
    return cast(ChartPoint, point)


def kpi_detail(row: KpiRow, **words: Any) -> KpiDetail:
    """What a KPI's own page needs besides its row."""
    detail: dict[str, Any] = {
        **dict.fromkeys(KpiDetail.__annotations__, ""),
        **{
            name: []
            for name in (
                "why", "breakdowns", "targets", "benchmarks", "guardrails", "supporting", "contributes_to", "findings",
                "scorecards", "notes",
            )
        },
        "facets": row["facets"],
        "definition": {},
        "metric_label": row["label"],
        "charts": [chart("2015-10", "2015-11", "2015-12")],
        "version": 1,
        **words,
    }  # fmt: skip
    return cast(KpiDetail, detail)


def run_of(workspace: Workspace) -> Run:
    """A finished run, the same one for every card of a workspace."""
    found = Run.objects.filter(workspace=workspace).first()
    if found is not None:
        return found
    revision = Revision.objects.create(
        workspace=workspace, number=1, hash="0" * 64, made_by="test", made_at=AS_OF, origin="code"
    )
    return Run.objects.create(
        workspace=workspace, revision=revision, as_of=AS_OF, started_at=AS_OF, ended_at=AS_OF, state="done",
        code_version="test",
    )  # fmt: skip


def put(workspace: Workspace, noun: str, row: Mapping[str, Any], detail: Mapping[str, Any] | None = None) -> Card:
    """A card that is in force; a workspace's own has the key `workspace`."""
    text = json.dumps(row)
    return Card.objects.create(
        workspace=workspace,
        run=run_of(workspace),
        noun=noun,
        key=row.get("key", noun),
        rank=row.get("need", 0),
        row=text,
        detail=None if detail is None else zlib.compress(json.dumps(detail).encode()),
        digest=hashlib.sha256(text.encode()).hexdigest(),
        known_from=AS_OF,
    )


def put_kpi(workspace: Workspace, key: str, **words: Any) -> KpiRow:
    """A KPI's card with its detail."""
    row = kpi_row(key, **words)
    put(workspace, "kpi", cast(Mapping[str, Any], row), cast(Mapping[str, Any], kpi_detail(row)))
    return row


def put_transition(workspace: Workspace, kpi: str, facet: str, before: str, after: str, known_from: datetime) -> None:
    """A KPI's headline or facet that became another word."""
    status = StatusRow.objects.create(
        workspace=workspace, run=run_of(workspace), kpi=kpi, period="2015-12", headline=after, rule="by hand",
        facts={}, digest="0" * 64, policy=1, known_from=known_from, recorded_at=known_from,
    )  # fmt: skip
    Transition.objects.create(
        workspace=workspace, status=status, kpi=kpi, facet=facet, before=before, after=after, known_from=known_from
    )
