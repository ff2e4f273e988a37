"""Statuses as a scorecard: grouped by perspective, worst first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from truenorth.cli.moments import spell_as_of
from truenorth.cli.screen import Screen
from truenorth.cli.table import Column, Heading, Row, Text, lay_out
from truenorth.model.definitions import Definitions
from truenorth.model.status import Status
from truenorth.wording import (
    NOTHING,
    exact,
    format_change,
    format_number,
    round_half_up,
    shape_of,
    sparkline,
    spell_age,
)
from truenorth.wording.statuses import (
    PERSPECTIVES,
    gap_reference,
    gap_text,
    gap_words,
    place_of,
    severity,
    spell_key,
    status_style,
    target_text,
)
from truenorth.wording.styles import thinned

TREND = 13
NAMED = 3
"""As many KPIs are named in a remark; of more only the number is told."""

_COLOURS = {"grey": "dim"}

COLUMNS = (
    Column("status"),
    Column("KPI", least=20, likes=32),
    Column("period", drop=1),
    Column("value", right=True),
    Column("target", right=True),
    Column("gap", right=True, drop=2),
    Column("score", right=True, drop=3),
    Column("trend", drop=4, extra=True, style="cyan"),
    Column("data", drop=5, extra=True, style="dim"),
)


def scorecard_lines(definitions: Definitions, statuses: Iterable[Status], screen: Screen, folder: str) -> list[str]:
    """The lines of a project's scorecard: title, sums, one row per KPI under its perspective, remarks."""
    found = sorted(statuses, key=severity)
    title = screen.paint(definitions.name or folder, "bold")
    if not found:
        return [title, "No active KPI. Add some under `kpis:`, or ask for metrics with `truenorth query`."]
    groups: dict[str, list[Status]] = {}
    for each in found:
        groups.setdefault(_perspective(definitions, each), []).append(each)
    rows: list[Row] = []
    for name in sorted(groups, key=lambda name: (severity(groups[name][0])[0], _rank(name))):
        rows += [Heading(name), *(_row(definitions, each, screen) for each in groups[name])]
    as_of = spell_as_of(definitions, found[0].as_of)
    told = [screen.paint(each, "dim") for each in _rollups(definitions, found)]
    lines = [f"{title} · {as_of}", sums(found, screen), *told, "", *lay_out(COLUMNS, rows, screen)]
    remarks = [*_paces(definitions, found), *_remarks(found), *_benchmarks(definitions, found)]
    return [*lines, "", *(screen.paint(each, "dim") for each in remarks)] if remarks else lines


def sums(statuses: Iterable[Status], screen: Screen) -> str:
    """How many KPIs have each headline, worst first: `1 off track · 2 at risk · 3 on track`."""
    counts = Counter(each.headline for each in statuses)
    ordered = sorted(counts, key=place_of)
    return " · ".join(screen.paint(f"{shape_of(word).glyph} {counts[word]} {word}", _colour(word)) for word in ordered)


def _row(definitions: Definitions, status: Status, screen: Screen) -> list[Text | str]:
    metric, kpi = definitions.metrics.get(status.metric), definitions.kpis.get(status.kpi)
    style = status_style(status, metric, definitions.currency)
    shape = shape_of(status.headline)
    score = exact(status.score)
    return [
        Text(f"{shape.glyph} {status.headline}", _colour(status.headline)),
        status.label,
        status.period_label or NOTHING,
        Text(style.number(status.value), "bold"),
        target_text(status, kpi, style),
        Text(" ".join((gap_text(status, style), gap_reference(status))).strip(), _colour(status.headline)),
        NOTHING if score is None else f"{round_half_up(score, 1)}",
        sparkline(thinned(status.series[-TREND:])),
        _data(status),
    ]


def _data(status: Status) -> str:
    facet = status.facets.get("data")
    age = facet.facts.get("age") if facet else None
    told = spell_age(age) if isinstance(age, timedelta) else ""
    return ", ".join(part for part in (told, *status.marks) if part)


def _rollups(definitions: Definitions, statuses: Iterable[Status]) -> list[str]:
    """Each scorecard's score with its worst child and what it stands on: `Company 5.9 · worst Orders · …`."""
    from truenorth.judgement.rollup import scorecards_of

    known = {status.kpi: status for status in statuses}
    lines = []
    for each in scorecards_of(definitions, known):
        if each.score is None or each.worst is None:
            continue
        score = exact(each.score)
        parts = [
            f"{each.label}: score {NOTHING if score is None else round_half_up(score, 1)}",
            f"worst {known[each.worst].label}",
            f"{round_half_up(each.coverage * 100, 0)} % of the weight scored",
            f"{round_half_up(each.red * 100, 0)} % red",
        ]
        hidden = ["the score hides it"] if each.hidden_red else []
        capped = [f"{each.capped} capped at 8"] if each.capped else []
        lines.append(" · ".join([*parts, *hidden, *capped]))
    return lines


def _paces(definitions: Definitions, statuses: Iterable[Status]) -> list[str]:
    """What a running total's gap is to: `Apples sold: +83 ahead of the pace (467 by 14 November 2026); 450 to go`."""
    told = []
    for status in statuses:
        if gap_reference(status):
            style = status_style(status, definitions.metrics.get(status.metric), definitions.currency)
            told.append(f"{status.label}: {gap_text(status, style)} {gap_words(status, style)}")
    return told


def _benchmarks(definitions: Definitions, statuses: Iterable[Status]) -> list[str]:
    """Other people's levels beside the value: `On-time arrivals: all US airports 78.3 %, −14.5 pp`."""
    told = []
    for status in statuses:
        kpi, value = definitions.kpis.get(status.kpi), exact(status.value)
        for each in kpi.benchmarks if kpi else ():
            level = format_number(each.value, status.unit, currency=definitions.currency)
            gap = (
                ""
                if value is None
                else f", {format_change(value - each.value, status.unit, currency=definitions.currency)}"
            )
            told.append(f"{status.label}: {each.label} {level}{gap}")
    return told


def _remarks(statuses: Iterable[Status]) -> list[str]:
    """What has to be said of single KPIs: each remark once, with the KPIs it is about, or their number."""
    about: dict[str, list[str]] = {}
    for each in statuses:
        for note in (each.note or "").split("; "):
            about.setdefault(note, []).append(each.label)
    return [f"{_about(labels)}: {note}" for note, labels in about.items() if note]


def _about(labels: list[str]) -> str:
    return " · ".join(labels) if len(labels) <= NAMED else f"{len(labels)} KPIs"


def _perspective(definitions: Definitions, status: Status) -> str:
    kpi = definitions.kpis.get(status.kpi)
    objective = definitions.objectives.get(kpi.objective) if kpi and kpi.objective else None
    return spell_key(objective.perspective) if objective and objective.perspective else "No perspective"


def _rank(name: str) -> tuple[int, str]:
    known = {spell_key(key): index for index, key in enumerate(PERSPECTIVES)}
    return known.get(name, len(known)), name


def _colour(headline: str) -> str:
    colour = shape_of(headline).colour
    return _COLOURS.get(colour, colour)
