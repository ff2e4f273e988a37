"""The question's dimensions and filter, laid on every leaf they concern."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from truenorth.compiler.ages import Variant
from truenorth.compiler.desugar import on_leaves
from truenorth.compiler.dimensions import check_same_type, find
from truenorth.compiler.leaves import narrowed
from truenorth.compiler.rows import Resolve, RowBuilder, both, dimension_row
from truenorth.compiler.scope import Scope
from truenorth.errors import Refused
from truenorth.model import syntax
from truenorth.model.questions import Question
from truenorth.model.recipes import AGE
from truenorth.model.rows import Row
from truenorth.model.trees import Leaf, Returned, Tree, leaves

_ELSEWHERE = frozenset(
    {"NOT_REACHABLE", "MANY_SIDE", "UNKNOWN_DIMENSION", "DIMENSION_MANY_SIDE", "UNKNOWN_COLUMN", "NOT_A_DIMENSION"}
)


@dataclass(frozen=True)
class Asked:
    """The asked dimensions: their names as asked, and for each table their row expressions."""

    names: tuple[str, ...]
    rows: Mapping[str, tuple[Row, ...]]
    totals: bool

    def rows_of(self, table: str) -> tuple[Row, ...]:
        return self.rows.get(table, ())


def asked_dimensions(scope: Scope, question: Question, trees: Mapping[Variant, Tree]) -> Asked:
    """Every asked dimension found for every table added up; Refused where one lacks it."""
    facts = facts_of((variant.metric, tree) for variant, tree in trees.items())
    by_age = any(variant.age is not None for variant in trees)
    names = tuple(name for name in question.by if not (by_age and name == AGE))
    found = [find(scope, name, facts) for name in names]
    rows = {fact: tuple(dimension_row(scope, by_fact[fact]) for by_fact in found) for fact in facts}
    for number, by_fact in enumerate(found):
        check_same_type((f"{r.table}.{r.dimension.name}", rows[fact][number].type) for fact, r in by_fact.items())
    return Asked(names, rows, question.totals)


def facts_of(trees: Iterable[tuple[str, Tree]]) -> dict[str, str]:
    """Each table added up → the first metric that adds it up."""
    facts: dict[str, str] = {}
    for key, tree in trees:
        for leaf in leaves(tree):
            facts.setdefault(leaf.table, key)
    return facts


def narrow(scope: Scope, question: Question, asked: Asked, metric: str, tree: Tree) -> Tree:
    """The metric's tree with the question's filter in every leaf."""
    where = question.where
    if where is None:
        return tree
    facts = facts_of([(metric, tree)])

    def on_leaf(leaf: Leaf) -> Leaf:
        try:
            ours = RowBuilder(where, question_names(scope, leaf.table, facts)).condition()
        except Refused as refused:
            raise _of_the_other_side(refused, leaf, where) from None
        leaf = narrowed(leaf, ours)
        if leaf.after is None:
            return leaf
        theirs = _if_concerned(scope, leaf.after.table, where, metric)
        return replace(leaf, after=replace(leaf.after, where=both(leaf.after.where, theirs)))

    return on_leaves(tree, on_leaf)


def _of_the_other_side(refused: Refused, leaf: Leaf, where: syntax.Formula) -> Refused:
    """The refusal of a filter on the table that is to follow: it belongs into the metric, on that side."""
    heads = {name.parts[0] for name in _names(where.tree) if len(name.parts) == 2}
    if leaf.after is None or leaf.after.table not in heads or refused.finding.code not in _ELSEWHERE:
        return refused
    other = leaf.after.table
    side = "active" if isinstance(leaf.after, Returned) else "to"
    hint = f'Put it on its side of the metric: {side}: {{ table: {other}, filter: "{where.text}" }}.'
    return Refused(replace(refused.finding, hint=hint))


def _if_concerned(scope: Scope, fact: str, where: syntax.Formula, metric: str) -> Row | None:
    """The filter over a table that follows, where that table itself stands in it; else None."""
    own = {name.parts[0] for name in _names(where.tree) if len(name.parts) == 2}
    if fact not in own:
        return None
    try:
        return RowBuilder(where, question_names(scope, fact, {fact: metric})).condition()
    except Refused as refused:
        if refused.finding.code in _ELSEWHERE:
            return None
        raise


def _names(node: syntax.Syntax) -> list[syntax.Name]:
    if isinstance(node, syntax.Name):
        return [node]
    if isinstance(node, syntax.Apply):
        return [name for argument in node.arguments for name in _names(argument)]
    return []


def question_names(scope: Scope, fact: str, facts: Mapping[str, str]) -> Resolve:
    """Names in a question's filter: dimensions first, as in `by`, then `table.column`."""

    def resolve(name: syntax.Name) -> Row:
        try:
            return dimension_row(scope, find(scope, name.text, facts)[fact])
        except Refused as refused:
            if refused.finding.code not in _ELSEWHERE or len(name.parts) == 1:
                raise
        head, column = name.parts[0], name.parts[1]
        route = scope.route(fact, head)
        if route is None:
            unreachable = scope.unreachable(fact, head).finding
            raise Refused(
                replace(unreachable, message=f"{facts[fact]} cannot be filtered by {name.text}: {unreachable.message}")
            )
        return scope.column_on(fact, route, column)

    return resolve
