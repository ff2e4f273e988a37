"""All mistakes of a project at once: reading collects its own, planning is the validator of every formula."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from truenorth.checks import RULES, Facts, checked
from truenorth.compiler.declared import check_table
from truenorth.compiler.scope import Scope
from truenorth.compiler.values import is_number
from truenorth.definitions import read_entries
from truenorth.errors import Finding, Refused, SourceFailed
from truenorth.judgement import Evidence, judge
from truenorth.model.kpis import Kpi
from truenorth.model.recipes import Recipe
from truenorth.model.status import Status
from truenorth.project.ask import Asking, ask
from truenorth.project.assess import assessing, evidence_of
from truenorth.project.check_members import members_of_kpi, members_of_metric, members_of_table
from truenorth.project.percents import is_of_values
from truenorth.project.plan_alone import plan_alone
from truenorth.project.repeated import repeated_keys
from truenorth.project.tables import surveys, world
from truenorth.project.totals import totals_refused

if TYPE_CHECKING:
    from truenorth.project.project import Project


def check(project: Project, *, with_data: bool = True) -> tuple[Finding, ...]:
    """Every finding, in the order of files and lines, each once; without data those that the files alone show."""
    definitions = project.definitions
    findings = list(definitions.findings)
    if "*" not in definitions.broken:
        findings += _planned(project, project.as_of()) if with_data else []
        findings += checked(RULES, kpi_facts(project, with_data=with_data), with_data=with_data)
    return _ordered(findings)


def check_at(
    project: Project, as_of: datetime, evidence: Mapping[str, Evidence], statuses: Mapping[str, Status]
) -> tuple[Finding, ...]:
    """Every finding as of a time, where the evidence and the statuses of the active KPIs are there already."""
    definitions = project.definitions
    findings = list(definitions.findings)
    if "*" not in definitions.broken:
        facts = _with_evidence(Facts(definitions, definitions.calendar.day_before(as_of)), evidence, statuses)
        findings += [*_planned(project, as_of), *checked(RULES, facts, with_data=True)]
    return _ordered(findings)


def _ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    unique = dict.fromkeys(findings)
    return tuple(sorted(unique, key=lambda f: (f.place.file or "", f.place.line or 0, f.place.column or 0, f.code)))


def kpi_facts(project: Project, *, with_data: bool) -> Facts:
    """What the rules of the KPI check look at; a KPI whose question fails is left to the mistakes."""
    definitions, as_of = project.definitions, project.as_of()
    facts = Facts(definitions, definitions.calendar.day_before(as_of))
    if not with_data:
        return facts
    shared = assessing(project.asking, as_of)
    evidence = {kpi.key: evidence_of(shared, kpi) for kpi in facts.active}
    return _with_evidence(facts, evidence, {key: judge(found) for key, found in evidence.items()})


def _with_evidence(facts: Facts, evidence: Mapping[str, Evidence], statuses: Mapping[str, Status]) -> Facts:
    """The facts with the KPIs of which anything can be said."""
    known = {key: found for key, found in evidence.items() if found.failure is None}
    return replace(facts, evidence=known, statuses={key: statuses[key] for key in known})


def _planned(project: Project, as_of: datetime) -> list[Finding]:
    """Findings made while planning every table's links and filter, and every metric, by grain total."""
    asking = project.asking
    asked = world(asking.definitions, asking.relations, as_of)
    known = surveys(asking.definitions, asked, asking.connections, asking.surveyed)
    findings = []
    for key in asking.definitions.tables:
        if f"table:{key}" in asking.definitions.broken:
            continue
        try:
            asking.relations[key]
            findings += check_table(Scope(asking.definitions, asking.relations, {}), key)
            findings += asking.relations[key].findings
            findings += repeated_keys(asking.definitions.tables, [known[key]] if _has_key(asking, key) else [])
            findings += members_of_table(asking, asked, key)
        except (Refused, SourceFailed) as failed:
            findings.append(failed.finding)
    for metric in asking.definitions.metrics.values():
        if metric.manual is not None and f"metric:{metric.key}" not in asking.definitions.broken:
            findings += read_entries(project.folder, metric, calendar=asking.definitions.calendar).findings
    sound: dict[str, Recipe] = {}
    for key, metric in asking.definitions.metrics.items():
        if f"metric:{key}" in asking.definitions.broken:
            continue
        try:
            sound[key] = plan_alone(asking, key, asked)
            findings += members_of_metric(asking, asked, sound[key], key)
            findings += _beyond(asking, sound[key])
        except (Refused, SourceFailed) as failed:
            findings.append(failed.finding.at(metric.place))
    for kpi in asking.definitions.kpis.values():
        broken = f"kpi:{kpi.key}" in asking.definitions.broken
        if not broken and kpi.state != "retired" and kpi.metric in sound:
            findings += not_a_number(kpi, sound[kpi.metric])
            findings += totals_refused(asking, kpi)
            findings += members_of_kpi(asking, asked, kpi, partial(plan_alone, asking, kpi.metric, asked))
    return findings


def _beyond(asking: Asking, recipe: Recipe) -> list[Finding]:
    """The question back about a percent that no share can be; only such metrics are asked for their value."""
    if not any(each.unit and each.unit.is_percent and is_of_values(each.tree) for each in recipe.metrics):
        return []
    return [each for each in ask(asking, recipe.question).findings if each.code == "PERCENT_BEYOND"]


def not_a_number(kpi: Kpi, recipe: Recipe) -> Iterator[Finding]:
    """A finding where a KPI's metric is a date or a text, which no target can be set for."""
    if not all(is_number(each.tree) for each in recipe.metrics):
        yield Finding(
            "KPI_NOT_A_NUMBER",
            f"{kpi.key}: {kpi.metric} is no number, so nothing can be aimed at.",
            kpi.places.get("metric", kpi.place),
            hint=f"Judge a metric such as days_since({kpi.metric}), if it is a date, or a count.",
        )


def _has_key(asking: Asking, key: str) -> bool:
    table = asking.definitions.tables[key]
    return bool(table.one_row_per) and table.rolled_up_from is None
