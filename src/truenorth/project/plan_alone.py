"""A metric planned by itself: whether its own definition can be answered, whatever else is asked."""

from __future__ import annotations

from truenorth.compiler.ages import ages_of
from truenorth.compiler.desugar import metric_tree, typed_metric
from truenorth.compiler.scope import Scope
from truenorth.errors import Refused
from truenorth.model.questions import Question
from truenorth.model.recipes import AGE, Recipe
from truenorth.model.syntax import Formula
from truenorth.model.trees import leaves
from truenorth.periods import Grain
from truenorth.project.ask import Asking, plan
from truenorth.sql.world import World


def plan_alone(asking: Asking, key: str, asked: World, where: Formula | None = None) -> Recipe:
    """Plan a metric by grain total; one of typed values that no rule makes one value of, by the grain it is typed in.

    Raises what `plan` raises.
    """
    by = (AGE,) if ages_of(Scope(asking.definitions, asking.relations, {}), key) else ()
    try:
        return plan(asking, Question((key,), asked.as_of, by=by, where=where), asked)
    except Refused as refused:
        if refused.finding.code != "OVER_TIME_MISSING":
            raise
        return plan(asking, Question((key,), asked.as_of, _typed_grain(asking, key, asked), by=by, where=where), asked)


def _typed_grain(asking: Asking, key: str, asked: World) -> Grain:
    """The finest grain in which the values are typed that a metric reads."""
    tree = metric_tree(Scope(asking.definitions, asking.relations, {}), key)
    typed = [typed_metric(Scope(asking.definitions, asking.relations, {}), leaf) for leaf in leaves(tree)]
    return min((each.manual.every for each in typed if each and each.manual), key=lambda grain: grain.rank)
