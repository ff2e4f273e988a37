"""From a question to its answer: six rooms in a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from truenorth import compiler, evaluate, sql
from truenorth.compiler.scope import Scope
from truenorth.errors import NOWHERE, Refused
from truenorth.model.answers import Answer
from truenorth.model.definitions import Definitions
from truenorth.model.questions import Question
from truenorth.model.recipes import Recipe
from truenorth.model.relations import Relation
from truenorth.model.trees import Tree
from truenorth.project.connections import Connections
from truenorth.project.members import Sought
from truenorth.project.remarks import with_remarks
from truenorth.project.settled import Settled, find_lacking
from truenorth.project.surveyed import Rows, Surveyed
from truenorth.project.tables import Lazy, surveys, world
from truenorth.sql.world import World

Trees = dict[tuple[str, int | None], Tree]
"""Metrics' trees by key and the age of a retention matrix."""


@dataclass(frozen=True, eq=False)
class Asking:
    """What questions are asked of: definitions, relations and connections; `fast=False` keeps to *direct*."""

    definitions: Definitions
    connections: Connections
    relations: Lazy[Relation]
    surveyed: Surveyed
    fast: bool = True
    settled: Settled | None = None  # what earlier questions read of closed periods, where that is kept
    trees: dict[int, tuple[Definitions, Trees]] = field(default_factory=dict)  # of metrics, by definitions

    looked_up: dict[tuple[datetime, str], Rows] = field(default_factory=dict)  # members, by time of knowledge and query

    def known_trees(self) -> Trees:
        """The trees that questions about these definitions have made so far."""
        return self.trees.setdefault(id(self.definitions), (self.definitions, {}))[1]

    def kept(self) -> Settled | None:
        """What is settled for these definitions, where that is kept."""
        return self.settled if self.settled is not None and self.settled.serves(self.definitions) else None


def plan(asking: Asking, question: Question, asked: World) -> Recipe:
    """The recipe of a question."""
    known = surveys(asking.definitions, asked, asking.connections, asking.surveyed)
    made = asking.known_trees()
    return compiler.plan(question, asking.definitions, asking.relations, known, fast=asking.fast, made=made)


def ask(asking: Asking, question: Question) -> Answer:
    """The answer to a question. Raises Refused where it makes no sense, SourceFailed where a source does not answer."""
    asked = world(asking.definitions, asking.relations, question.as_of)
    recipe = plan(asking, question, asked)
    queries = sql.write(recipe, asked)
    try:
        store = _fetch(asking, recipe, asked, queries)
    except Refused as refused:
        raise _of_its_metric(asking, question, refused) from None
    labels = {key: asking.definitions.metrics[key].label for key in question.metrics}
    settled = asking.kept()
    answer = evaluate.answer(store, [query.sql for query in queries], labels, settled.memory if settled else None)
    answer = with_remarks(answer, recipe, sought(asking, asked))
    if question.rows is None:
        return answer
    from truenorth.project.drill import drilled

    return drilled(recipe, answer, asked, lambda engine, text: asking.connections.engine(engine).run(text))


def sought(asking: Asking, asked: World) -> Sought:
    """What the members named in definitions and questions are looked up in."""
    scope = Scope(asking.definitions, asking.relations, {}, trees=asking.known_trees())
    return Sought(scope, asked, asking.connections, asking.surveyed, asking.looked_up)


def _fetch(asking: Asking, recipe: Recipe, asked: World, queries: Sequence[sql.Query]) -> evaluate.Store:
    """What the recipe's queries bring: only those periods are asked of an engine that are not settled yet."""
    settled = asking.kept()
    if settled is None:
        return evaluate.fill_store(recipe, [_run(asking.connections, query) for query in queries])
    lacking = find_lacking(settled, recipe, asked)
    wanted = queries if lacking.recipe is recipe else sql.write(lacking.recipe, asked)
    store = evaluate.fill_store(lacking.recipe, [_run(asking.connections, query) for query in wanted], lacking.known)
    lacking.keep(settled, store, asked)
    return store


def _of_its_metric(asking: Asking, question: Question, refused: Refused) -> Refused:
    """A number that became too long, with the name and place of the metric that makes it so."""
    if refused.finding.code != "NUMBER_TOO_LONG" or refused.finding.place != NOWHERE:
        return refused
    if len(question.metrics) == 1:
        metric = asking.definitions.metrics[question.metrics[0]]
        place = metric.places.get("formula", metric.place)
        return Refused(replace(refused.finding, message=f"{metric.key}: {refused.finding.message}").at(place))
    for key in question.metrics:
        try:
            ask(asking, replace(question, metrics=(key,)))
        except Refused as alone:
            return alone
    return refused


def _run(connections: Connections, query: sql.Query) -> evaluate.Fetched:
    rows = connections.engine(query.engine).run(query.sql)
    return evaluate.Fetched(rows, query.dimensions, query.flagged, query.counts, query.known)


__all__ = ["Asking", "ask", "plan", "sought"]
