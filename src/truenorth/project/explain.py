"""How an answer is made, for people: the tree of each metric, what is fetched, and the SQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from truenorth import sql
from truenorth.model.questions import Question
from truenorth.model.recipes import Direct, Fetch, Flow, Recipe
from truenorth.model.rows import Column, Row, Value
from truenorth.model.trees import At, Holding, LastKnown, Leaf, Number, Over, Stock, Tree, Whole, children
from truenorth.periods import Here, Last, Move, Opening, Seen, Shifted, There, ToDate, label
from truenorth.project.ask import Asking, plan
from truenorth.project.tables import world


@dataclass(frozen=True)
class Explanation:
    """A recipe and its SQL; `text` is for people."""

    recipe: Recipe
    queries: tuple[sql.Query, ...]

    @property
    def text(self) -> str:
        return "\n".join(_lines(self))


def explain(asking: Asking, question: Question) -> Explanation:
    """The recipe and SQL of a question; nothing is computed."""
    asked = world(asking.definitions, asking.relations, question.as_of)
    recipe = plan(asking, question, asked)
    return Explanation(recipe, sql.write(recipe, asked))


def _lines(made: Explanation) -> Iterator[str]:
    recipe = made.recipe
    calendar = recipe.calendar
    for metric in recipe.metrics:
        unit = f" in {metric.unit.text}" if metric.unit else ""
        yield f"{metric.key} ({metric.kind}{unit}, value hash {metric.value_hash})"
        yield from _tree(metric.tree, recipe, 1)
        if metric.seen:
            yield f"  complete until {calendar.aware(metric.seen).isoformat(sep=' ', timespec='minutes')}"
        yield ""
    if recipe.periods:
        first, last = label(calendar, recipe.periods[0]), label(calendar, recipe.periods[-1])
        count = len(recipe.periods)
        yield f"{count} period{'s' if count > 1 else ''}: {first}" + (f" … {last}" if count > 1 else "")
    if recipe.dimensions:
        yield f"by {', '.join(recipe.dimensions)}" + (" with totals" if recipe.question.totals else "")
    for number, (fetch, query) in enumerate(zip(recipe.fetches, made.queries, strict=True), 1):
        yield ""
        yield f"Fetch {number} of {len(recipe.fetches)} on {fetch.engine}: {_fetch(recipe, fetch)}"
        yield query.sql


def _fetch(recipe: Recipe, fetch: Fetch) -> str:
    shape = fetch.shape
    if isinstance(shape, Direct):
        how = f"rows joined to {len(shape.periods)} period{'s' if len(shape.periods) > 1 else ''}"
    elif isinstance(shape, Flow):
        how = f"one value a {shape.grain}, merged into periods"
    else:
        how = "entries and exits a day, the running total at the end of each period"
    count = len(fetch.leaves)
    return f"{count} aggregate{'s' if count > 1 else ''} of {fetch.table}, {how}"


def _tree(tree: Tree, recipe: Recipe, depth: int) -> Iterator[str]:
    yield "  " * depth + _node(tree)
    for child in children(tree):
        yield from _tree(child, recipe, depth + 1)


def _node(tree: Tree) -> str:
    if isinstance(tree, Leaf):
        return _leaf(tree)
    if isinstance(tree, At):
        return _move(tree.move)
    if isinstance(tree, Over):
        which = f"each of the last {tree.last} {tree.grain}s" if tree.last else f"each {tree.grain} inside the period"
        return f"the {tree.fold} over {which} of"
    if isinstance(tree, Whole):
        return "over all members, of"
    if isinstance(tree, Number):
        return format(tree.value, "f")
    return {"ratio": "divide", "fill": "where no rows, take the second of", "neg": "minus"}.get(
        tree.function, tree.function
    )


def _move(move: Move) -> str:
    if isinstance(move, Last):
        return f"read over the last {move.span}"
    if isinstance(move, ToDate):
        return (
            f"read from the start of the {move.unit.value.replace('_', ' ')}"
            if move.unit
            else "read from the beginning"
        )
    if isinstance(move, Here):
        return f"the period, cut like its partner ({move.shift.text})"
    if isinstance(move, There | Shifted):
        return f"the partner of the period: {move.shift.text}"
    return {Opening: "read where the period starts", Seen: "read up to the watermark"}[type(move)]


def _leaf(leaf: Leaf) -> str:
    what = "rows" if leaf.of is None else spell_row(leaf.of)
    if leaf.entity:
        what = ", ".join(leaf.entity)
    text = f"{leaf.aggregate.value.replace('_', ' ')} of {what} in {leaf.table}"
    if leaf.parameter is not None:
        text = f"{leaf.parameter}th {text}"
    if leaf.date:
        text += f", by {leaf.date}"
    if leaf.where is not None:
        text += f", where {spell_row(leaf.where)}"
    held = leaf.held
    if isinstance(held, Holding):
        text += ", that hold at the period's end"
    if isinstance(held, Stock):
        text += ", on the newest day" + (f" within {held.carry} days" if held.carry is not None else " of the period")
    if isinstance(held, LastKnown):
        text += ", each entity's newest row" + (f" within {held.within} days" if held.within is not None else "")
    if leaf.after is not None:
        text += f", that are followed by {leaf.after.table}"
    return text


def spell_row(row: Row) -> str:
    """A row expression as people read it."""
    if isinstance(row, Column):
        return ".".join((*row.path, row.name))
    if isinstance(row, Value):
        return (
            repr(row.value)
            if isinstance(row.value, str)
            else str(row.value).lower()
            if row.value in (True, False, None)
            else str(row.value)
        )
    parts = [spell_row(argument) for argument in row.arguments]
    if (len(parts) == 2 and not row.function[0].isalpha()) or row.function in ("and", "or", "like"):
        return f"({parts[0]} {row.function} {parts[1]})"
    return f"{row.function}({', '.join(parts)})"
