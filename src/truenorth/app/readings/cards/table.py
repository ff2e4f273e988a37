"""A table's line and page: how much there is, how old it is, whether it may be relied on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from truenorth.app.readings.cards.spelled import finding_shown, spelled
from truenorth.app.readings.scene import Scene
from truenorth.app.readings.shapes import ColumnShown, TableDetail, TableRow
from truenorth.app.readings.tree import tables_of
from truenorth.errors import Finding, Refused, SourceFailed
from truenorth.expressions import parse
from truenorth.judgement import TableAge
from truenorth.judgement.data_facet import age_word
from truenorth.model.metrics import Metric
from truenorth.model.questions import Question
from truenorth.model.relations import Relation, Survey
from truenorth.model.tables import DateRule, SpanRule, Table
from truenorth.periods import Grain, Period
from truenorth.project.ask import Asking, ask
from truenorth.wording import format_number, spell_age, spell_until

DAYS = 90
SAMPLE = 20
_ROWS = "rows of the table"
"""The key of the metric that counts a table's rows; no definition can have it, for it holds blanks."""


@dataclass(frozen=True, eq=False)
class Looked:
    """A table with what one look at it told; `failure` says why there is nothing."""

    table: Table
    relation: Relation | None
    survey: Survey | None
    failure: Finding | None = None


def look(scene: Scene, key: str) -> Looked:
    """A table and its survey."""
    table = scene.definitions.tables[key]
    broken = scene.definitions.broken.get(f"table:{key}")
    if broken is not None:
        return Looked(table, None, None, broken)
    try:
        relation = scene.project.asking.relations[key]
        return Looked(table, relation, scene.shared.surveys[key])
    except (Refused, SourceFailed) as failed:
        return Looked(table, None, None, failed.finding)


def table_row(scene: Scene, found: Looked) -> TableRow:
    """The line of a table."""
    table, survey, calendar = found.table, found.survey, scene.calendar
    source = scene.definitions.sources.get(table.source or "")
    age = max(scene.as_of - survey.newest, timedelta(0)) if survey and survey.newest else None
    asking = scene.project.asking
    return {
        "key": table.key,
        "label": table.key.replace("_", " ").capitalize(),
        "source": table.source or "",
        "kind": source.kind if source else ("rolled up" if table.rolled_up_from else "entries"),
        "address": source.address if source else (table.rolled_up_from or ""),
        "rows": format_number(survey.rows) if survey else "",
        "first": spell_until(calendar, survey.first + timedelta(days=1)) if survey and survey.first else "",
        "newest": spell_until(calendar, survey.newest) if survey and survey.newest else "",
        "until": spell_until(calendar, survey.watermark) if survey and survey.watermark else "",
        "age": spell_age(age) if age is not None else "",
        "word": _word(scene, found),
        "promised": str(table.fresh_within) if table.fresh_within else "",
        "undated": survey.undated if survey else 0,
        "repeated": survey.repeated if survey else 0,
        "error": found.failure.message if found.failure else "",
        "findings": len(scene.findings("table", table.key)),
        "metrics": [key for key in scene.definitions.metrics if table.key in tables_of(asking, key)],
        "managed_by": scene.managed_by(table.place),
    }


def _word(scene: Scene, found: Looked) -> str:
    """fresh, late or stale by what was promised; broken; "" where nothing was promised or nothing is dated."""
    if found.failure is not None:
        return "broken"
    within, survey = found.table.fresh_within, found.survey
    if within is None or survey is None or survey.newest is None:
        return ""
    return age_word(TableAge(found.table.key, survey.newest, within), within, scene.as_of, scene.calendar)


def table_detail(scene: Scene, found: Looked) -> TableDetail:
    """What a table's own page shows besides."""
    table = found.table
    return {
        "columns": _columns(table, found.relation) if found.relation else [],
        "findings": [finding_shown(each, "table", table.key) for each in scene.findings("table", table.key)],
        "per_day": _per_day(scene, found),
        "sample": _sample(scene, found),
        "yaml": spelled(scene.basis.stored.files, table.place),
        "place": str(table.place),
    }


def _columns(table: Table, relation: Relation) -> list[ColumnShown]:
    return [{"name": name, "type": str(type_), "role": _role(table, name)} for name, type_ in relation.columns.items()]


def _role(table: Table, name: str) -> str:
    roles = ["key"] if name in table.one_row_per else []
    rules = [table.date.begins, table.date.ends] if isinstance(table.date, SpanRule) else [table.date]
    dated = [rule for rule in rules if isinstance(rule, DateRule) and rule.table is None]
    roles += ["date"] if any(name in (rule.column, rule.time, *rule.parts) for rule in dated) else []
    roles += [f"link to {link.table}" for link in table.links if name in link.columns]
    roles += (
        ["dimension"]
        if any(name == (each.column or each.name) for each in table.dimensions if not each.formula)
        else []
    )
    return ", ".join(roles)


def _counting(scene: Scene, table: str) -> Asking:
    """What counts a table's rows: one more metric, known to nobody else."""
    counted = Metric(
        _ROWS, _ROWS, formula=parse(f'count("{table}")' if not table.isidentifier() else f"count({table})")
    )
    asking = scene.project.asking
    return replace(
        asking, definitions=replace(asking.definitions, metrics={**asking.definitions.metrics, _ROWS: counted})
    )


def _per_day(scene: Scene, found: Looked) -> list[list[Any]]:
    """Day and rows of the table's last days; nothing where it has no date of its own or holds whole units."""
    survey, rule = found.survey, found.table.date
    if (
        survey is None
        or survey.newest is None
        or not isinstance(rule, DateRule)
        or rule.rows_cover not in (None, Grain.DAY)
    ):
        return []
    calendar = scene.calendar
    end = min(survey.newest, scene.as_of)
    last = calendar.day_before(end)
    period = Period(calendar.midnight(last - timedelta(days=DAYS - 1)), calendar.midnight(last + timedelta(days=1)))
    try:
        answer = ask(_counting(scene, found.table.key), Question((_ROWS,), scene.as_of, Grain.DAY, (), period))
    except (Refused, SourceFailed):
        return []
    return [[row.label, int(row.values[_ROWS].cell.value or 0)] for row in answer.rows]


def _sample(scene: Scene, found: Looked) -> list[list[str]]:
    """The names of the columns and the newest rows, as text."""
    if found.survey is None or found.relation is None:
        return []
    try:
        answer = ask(_counting(scene, found.table.key), Question((_ROWS,), scene.as_of, rows=SAMPLE))
    except (Refused, SourceFailed):
        return []
    rows = [shown for row in answer.rows for shown in row.values[_ROWS].rows]
    if not rows:
        return []
    names = list(rows[0])
    return [names, *(["" if row.get(name) is None else str(row[name]) for name in names] for row in rows[:SAMPLE])]
