"""What kind of value a tree has, and where only numbers may stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from truenorth.compiler.currencies import WRAPPERS
from truenorth.errors import Place, Refused, refuse
from truenorth.expressions import write
from truenorth.model import syntax
from truenorth.model.trees import Aggregate, At, Call, Leaf, Over, Tree, Whole
from truenorth.model.types import FLOAT, Kind, Type

if TYPE_CHECKING:
    from truenorth.compiler.desugar import Desugar

_OF_THE_ROW = frozenset({Aggregate.MIN, Aggregate.MAX, Aggregate.FIRST, Aggregate.LAST})
_CHOOSING = frozenset({"coalesce", "greatest", "least"})
_CALLED = {Kind.TEXT: "a text", Kind.BOOLEAN: "true or false", Kind.TIME: "a clock time"}


def value_type(tree: Tree) -> Type:
    """The type of a tree's values; every number is of one kind here."""
    if isinstance(tree, Leaf):
        return tree.of.type if tree.aggregate in _OF_THE_ROW and tree.of is not None else FLOAT
    if isinstance(tree, At | Over | Whole):
        return value_type(tree.of)
    if isinstance(tree, Call) and tree.arguments and tree.function in _CHOOSING | WRAPPERS | {"fill"}:
        return value_type(tree.arguments[0])
    return FLOAT


def is_number(tree: Tree) -> bool:
    """Whether a tree's values can be reckoned with."""
    return value_type(tree).kind in (Kind.INTEGER, Kind.DECIMAL, Kind.FLOAT, Kind.NULL)


def check_numbers(desugar: Desugar, node: syntax.Apply, parts: Sequence[Tree]) -> None:
    """Refused where arithmetic, or a function over metrics, has a date, a text or a condition for an argument."""
    if node.function in _CHOOSING and len({_class(part) for part in parts}) == 1:
        return
    for argument, part in zip(node.arguments, parts, strict=False):
        if not is_number(part):
            raise _misfit(desugar, node, argument, part, parts)


def check_filled(tree: Tree, place: Place) -> None:
    """Refused where a number is to stand for a date or text that is missing."""
    if not is_number(tree):
        raise refuse(
            "FORMULA_TYPE",
            f"fill is a number, and this metric is {_called(tree)}.",
            place,
            hint="Leave `fill` out.",
        )


def _class(tree: Tree) -> str:
    return "number" if is_number(tree) else value_type(tree).kind.value


def _called(tree: Tree) -> str:
    kind = value_type(tree)
    return "a date" if kind.is_moment else _CALLED.get(kind.kind, str(kind))


def _misfit(
    desugar: Desugar, node: syntax.Apply, argument: syntax.Syntax, part: Tree, parts: Sequence[Tree]
) -> Refused:
    return refuse(
        "FORMULA_TYPE",
        f"{write(argument)} is {_called(part)}; `{node.function}` works on numbers.",
        desugar.place(argument),
        hint=_remedy(node, argument, part, parts),
    )


def _remedy(node: syntax.Apply, argument: syntax.Syntax, part: Tree, parts: Sequence[Tree]) -> str:
    """What gives a number in its place."""
    dates = [value_type(each).is_moment for each in parts]
    if node.function == "-" and dates == [True, True]:
        later, earlier = (write(each) for each in node.arguments)
        return f"Write days_between({earlier}, {later})."
    inner = argument.arguments[0] if isinstance(argument, syntax.Apply) and argument.arguments else None
    if value_type(part).is_moment:
        newest = isinstance(part, Leaf) and part.aggregate in (Aggregate.MIN, Aggregate.MAX)
        what = write(argument) if newest else f"max({write(inner) if inner is not None else 'table.column'})"
        return f"Write days_since({what}) for a number of days, or days_between(a, b) for those between two dates."
    if value_type(part).kind is Kind.BOOLEAN and inner is not None:
        return f"Write sum(case when {write(inner)} then 1 else 0 end)."
    what = write(inner) if inner is not None else "table.column"
    return f"Write count(distinct {what}), or cast it inside the aggregate: max(cast({what} as decimal))."
