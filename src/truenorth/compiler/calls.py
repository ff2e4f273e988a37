"""The functions over metrics: each builds its tree."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from truenorth.compiler.stand import Trait, may_stand, traits
from truenorth.compiler.values import check_numbers, value_type
from truenorth.errors import nearest_names, refuse
from truenorth.expressions import write
from truenorth.model import syntax
from truenorth.model.trees import Aggregate, At, Call, Fold, Leaf, Over, Tree, Whole
from truenorth.model.types import Kind, Type
from truenorth.periods import Grain, Here, Opening, Shift, Shifted, There, parse_shift

if TYPE_CHECKING:
    from truenorth.compiler.desugar import Desugar

Build = Callable[["Desugar", syntax.Apply], Tree]


def _growth(desugar: Desugar, node: syntax.Apply) -> Tree:
    """Growth and change: the metric here and there."""
    inner = desugar.tree(node.arguments[0])
    check_numbers(desugar, node, (inner,))
    shift = _shift_of(desugar, node)
    return Call(node.function, (At(Here(shift), inner), At(There(shift), inner)), (None, None))


def _shift(desugar: Desugar, node: syntax.Apply) -> Tree:
    return At(Shifted(_shift_of(desugar, node)), desugar.tree(node.arguments[0]))


def _shift_of(desugar: Desugar, node: syntax.Apply) -> Shift:
    text = _text(desugar, node.arguments[1])
    shift = parse_shift(desugar.scope.definitions.calendar, text)
    if shift is None:
        known = [
            "previous period",
            "same period last year",
            "same weekday last year",
            "14 days",
            "1 month",
            "2 periods",
        ]
        raise refuse(
            "UNKNOWN_COMPARISON",
            f"{text!r} is not a comparison.",
            desugar.place(node.arguments[1]),
            nearest=nearest_names(text, known),
            hint=f"Comparisons: {', '.join(known)}, baseline:2024.",
        )
    return shift


def _share(desugar: Desugar, node: syntax.Apply) -> Tree:
    inner = desugar.tree(node.arguments[0])
    check_numbers(desugar, node, (inner,))
    may_stand("share", inner, "share", desugar.place(node))
    return Call("ratio", (inner, Whole(inner)), (None, None))


def _at_start(desugar: Desugar, node: syntax.Apply) -> Tree:
    inner = desugar.tree(node.arguments[0])
    if Trait.BALANCE not in traits(inner):
        raise refuse(
            "NOT_A_BALANCE",
            "at_start reads a balance at the period's start; this is none.",
            desugar.place(node.arguments[0]),
            hint="Give the metric balance: end of period, or use shift(m, '1 period').",
        )
    return At(Opening(), inner)


_FOLDS = {"average_over": Fold.MEAN, "sum_over": Fold.SUM, "max_over": Fold.MAX, "min_over": Fold.MIN}
_FOLD_GRAINS = {"day": Grain.DAY, "week": Grain.WEEK, "month": Grain.MONTH}


def _over(desugar: Desugar, node: syntax.Apply) -> Tree:
    inner = desugar.tree(node.arguments[0])
    check_numbers(desugar, node, (inner,))
    may_stand("fold", inner, node.function, desugar.place(node))
    text = _text(desugar, node.arguments[1])
    if text not in _FOLD_GRAINS:
        raise refuse(
            "UNKNOWN_GRAIN",
            f"{node.function} folds days, weeks or months, not {text!r}.",
            desugar.place(node.arguments[1]),
            nearest=nearest_names(text, _FOLD_GRAINS),
            hint="'day', 'week' or 'month'",
        )
    last = None
    if len(node.arguments) == 3:
        count = node.arguments[2]
        if not (isinstance(count, syntax.Constant) and type(count.value) is int and count.value >= 1):
            raise refuse(
                "FORMULA_TYPE",
                f"The third argument of {node.function} is the number of {text}s, 1 or more.",
                desugar.place(count),
                hint=f"{node.function}(m, '{text}', 3)",
            )
        last = count.value
    return Over(_FOLDS[node.function], _FOLD_GRAINS[text], inner, last)


def _period_number(desugar: Desugar, node: syntax.Apply) -> Tree:
    return Call(node.function, ())


def _days_since(desugar: Desugar, node: syntax.Apply) -> Tree:
    inner = desugar.tree(node.arguments[0])
    dated = isinstance(inner, Leaf) and inner.of is not None and _may_be_moment(inner.of.type)
    if not (dated and isinstance(inner, Leaf) and inner.aggregate in (Aggregate.MAX, Aggregate.MIN)):
        raise refuse(
            "FORMULA_TYPE",
            "days_since needs the newest or oldest date: days_since(max(table.column)).",
            desugar.place(node),
        )
    return Call("days_since", (inner,), (None,))


def _between(desugar: Desugar, node: syntax.Apply) -> Tree:
    """The time between two dates that are aggregates or metrics."""
    if len(node.arguments) != 2:
        raise refuse(
            "FORMULA_ARGUMENTS",
            f"`{node.function}` takes 2 arguments, not {len(node.arguments)}.",
            desugar.place(node),
            hint=f"{node.function}(min(table.column), max(table.column))",
        )
    parts = tuple(desugar.tree(argument) for argument in node.arguments)
    for argument, part in zip(node.arguments, parts, strict=True):
        if not _may_be_moment(value_type(part)):
            raise refuse(
                "FORMULA_TYPE",
                f"{node.function} needs two dates; {write(argument)} is none.",
                desugar.place(argument),
                hint=f"{node.function}(min(table.column), max(table.column)), or inside an aggregate "
                f"avg({node.function}(table.column, table.other_column)).",
            )
    return Call(node.function, parts, (None, None))


def _may_be_moment(type: Type) -> bool:
    return type.is_moment or type.kind is Kind.NULL


def _text(desugar: Desugar, node: syntax.Syntax) -> str:
    if isinstance(node, syntax.Constant) and isinstance(node.value, str):
        return node.value
    raise refuse(
        "FORMULA_TYPE",
        "This argument is a text in single quotes.",
        desugar.place(node),
        hint="growth(revenue, 'previous period'), average_over(users, 'day')",
    )


CALLS: dict[str, Build] = {
    "growth": _growth,
    "change": _growth,
    "shift": _shift,
    "share": _share,
    "at_start": _at_start,
    **dict.fromkeys(_FOLDS, _over),
    "days_in_period": _period_number,
    "working_days_in_period": _period_number,
    "days_since": _days_since,
    **dict.fromkeys(("days_between", "hours_between", "minutes_between"), _between),
}
