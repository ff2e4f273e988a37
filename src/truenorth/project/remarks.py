"""What has to be said beside an answer: keys that repeat, members that no row has, what loading found; and which
numbers that concerns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from truenorth.compiler.members import tree_members
from truenorth.compiler.used import columns_used
from truenorth.errors import Finding, Level
from truenorth.model.answers import Answer, AnswerRow
from truenorth.model.recipes import Recipe
from truenorth.project.members import Absent, Sought, absent_members
from truenorth.project.percents import beyond_percent
from truenorth.project.repeated import repeated_keys
from truenorth.project.spots import spot_of

MEMBER, LOADED, PERCENT = "unknown_member", "cells_not_read", "percent_beyond"
"""The doubt about a number in which a member takes part that no row has, while a very similar one is there; and about
one made of cells or rows of which some could not be read as they stand; about a percent that no share can be."""
MAY_BE_OFF = frozenset(
    {
        "SPREADSHEET_ERROR",
        "FORMULA_NOT_COMPUTED",
        "NUMBER_NOT_FINITE",
        "NUMBERS_MERGED",
        "ROW_RAGGED",
        "WRITTEN_CELL",
        "WRITTEN_DISAGREES",
    }
)
"""What loading finds where values were left out or may stand in the wrong column."""


def with_remarks(answer: Answer, recipe: Recipe, sought: Sought) -> Answer:
    """The answer with its findings; numbers that may be off because of one are doubtful."""
    doubts: dict[str, str] = {}
    findings: list[Finding] = []
    for plan in recipe.metrics:
        asked = beyond_percent(plan, sought.scope.definitions.metrics.get(plan.key), answer.rows)
        if asked is not None:
            doubts[plan.key] = PERCENT
            findings.append(asked)
    for key in dict.fromkeys(plan.key for plan in recipe.metrics):
        loaded, absent = loaded_of(sought, recipe, key), absent_of(sought, recipe, key)
        if any(each.code in MAY_BE_OFF for each in loaded):
            doubts.setdefault(key, LOADED)
        if any(each.slip for each in absent):
            doubts.setdefault(key, MEMBER)
        findings += [*loaded, *(each.finding for each in absent)]
    answer = replace(answer, rows=tuple(_doubted(row, doubts) for row in answer.rows)) if doubts else answer
    doubtful = any(measured.doubt for row in answer.rows for measured in row.values.values())
    repeated = list(repeated_keys(recipe.tables, recipe.surveys.values())) if doubtful else []
    told = [*repeated, *findings, *undated(answer, recipe)]
    return replace(answer, findings=tuple(dict.fromkeys(told)))


def loaded_of(sought: Sought, recipe: Recipe, metric: str) -> list[Finding]:
    """The warnings from loading the rows that a metric reads: of whole tables, and of the columns that it uses."""
    used = columns_used(sought.scope, recipe, metric)
    found = []
    for key in sorted({table for table, _ in used}):
        for finding in sought.scope.relations[key].findings:
            about = {(key, column) for column in finding.columns}
            if finding.level is not Level.NOTE and (not about or about & used):
                found.append(finding)
    return found


def undated(answer: Answer, recipe: Recipe) -> Iterator[Finding]:
    """A warning for each table with rows that are in no period."""
    for key, count in answer.undated.items():
        table = recipe.tables[key]
        yield Finding(
            "ROWS_UNDATED",
            f"{key}: {count:,} {'row' if count == 1 else 'rows'} without a date "
            f"{'is' if count == 1 else 'are'} in no period.",
            table.places.get("date", table.place),
            Level.WARNING,
            hint="Give the rows a date, or leave them out by the table's `filter`.",
        )


def absent_of(sought: Sought, recipe: Recipe, metric: str) -> tuple[Absent, ...]:
    """The members that no row has, of those named in what a metric adds up."""
    trees = [plan.tree for plan in recipe.metrics if plan.key == metric]
    members = [member for tree in trees for member in tree_members(sought.scope, tree)]
    return tuple(absent_members(sought, members, lambda each: spot_of(sought.scope.definitions, [metric], each)))


def _doubted(row: AnswerRow, doubts: Mapping[str, str]) -> AnswerRow:
    """The row with a doubt about each number of these metrics that has none yet."""
    told = {
        key: replace(measured, doubt=measured.doubt or doubts[key])
        if key in doubts and measured.cell.value is not None
        else measured
        for key, measured in row.values.items()
    }
    return replace(row, values=told)
