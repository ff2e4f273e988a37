"""What has to be said beside an answer: keys that repeat, members that no row has; and which numbers that concerns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from truenorth.compiler.members import tree_members
from truenorth.errors import Finding
from truenorth.model.answers import Answer, AnswerRow
from truenorth.model.recipes import Recipe
from truenorth.project.members import Absent, Sought, absent_members
from truenorth.project.repeated import repeated_keys
from truenorth.project.spots import spot_of

MEMBER = "unknown_member"
"""The doubt about a number in which a member takes part that no row has, while a very similar one is there."""


def with_remarks(answer: Answer, recipe: Recipe, sought: Sought) -> Answer:
    """The answer with its findings; numbers that may be off because of one are doubtful."""
    absent = {plan.key: absent_of(sought, recipe, plan.key) for plan in recipe.metrics}
    doubts = {key: MEMBER for key, found in absent.items() if any(each.slip for each in found)}
    answer = replace(answer, rows=tuple(_doubted(row, doubts) for row in answer.rows)) if doubts else answer
    doubtful = any(measured.doubt for row in answer.rows for measured in row.values.values())
    repeated = list(repeated_keys(recipe.tables, recipe.surveys.values())) if doubtful else []
    findings: list[Finding] = [*repeated, *(each.finding for found in absent.values() for each in found)]
    return replace(answer, findings=tuple(dict.fromkeys(findings)))


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
