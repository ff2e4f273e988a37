"""All mistakes of a project at once: reading collects its own, planning is the validator of every formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

from truenorth.compiler.ages import ages_of
from truenorth.compiler.declared import check_table
from truenorth.compiler.scope import Scope
from truenorth.errors import Finding, Refused, SourceFailed
from truenorth.model.questions import Question
from truenorth.model.recipes import AGE
from truenorth.project.ask import plan
from truenorth.project.tables import world

if TYPE_CHECKING:
    from truenorth.project.project import Project


def check(project: Project) -> tuple[Finding, ...]:
    """Every finding, in the order of files and lines, each once."""
    definitions = project.definitions
    findings = list(definitions.findings)
    if "*" not in definitions.broken:
        findings += _planned(project)
    unique = dict.fromkeys(findings)
    return tuple(sorted(unique, key=lambda f: (f.place.file or "", f.place.line or 0, f.place.column or 0, f.code)))


def _planned(project: Project) -> list[Finding]:
    """Findings made while planning every table's links and filter, and every metric, by grain total."""
    asking = project.asking
    as_of = project.as_of()
    asked = world(asking.definitions, asking.relations, as_of)
    findings = []
    for key in asking.definitions.tables:
        if f"table:{key}" in asking.definitions.broken:
            continue
        try:
            asking.relations[key]
            findings += check_table(Scope(asking.definitions, asking.relations, {}), key)
            findings += asking.relations[key].findings
        except (Refused, SourceFailed) as failed:
            findings.append(failed.finding)
    for key, metric in asking.definitions.metrics.items():
        if f"metric:{key}" in asking.definitions.broken:
            continue
        try:
            by = (AGE,) if ages_of(Scope(asking.definitions, asking.relations, {}), key) else ()
            plan(asking, Question((key,), as_of, by=by), asked)
        except (Refused, SourceFailed) as failed:
            findings.append(failed.finding.at(metric.place))
    return findings
