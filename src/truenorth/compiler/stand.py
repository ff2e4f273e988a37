"""What may stand over what: the table of page "formulas", as data."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from truenorth.compiler.currencies import WRAPPERS
from truenorth.errors import Place, refuse
from truenorth.model.trees import Aggregate, At, Call, Leaf, Over, Tree, Whole, children
from truenorth.periods import Here, Last, Shifted, There, ToDate


class Trait(StrEnum):
    """What a tree holds that decides what may stand over it."""

    BALANCE = "a balance"
    WINDOW = "a window or to-date"
    COMPARISON = "a comparison"
    CONVERSION = "a conversion or retention"
    FORMULA = "a formula over metrics"
    EXTREME = "a minimum or maximum"
    STATISTIC = "a percentile or deviation"
    EDGE = "a first or last value"
    FOLDED = "an average, sum or extreme over finer periods"
    SHARE = "a share"


_STATISTICS = {Aggregate.PERCENTILE, Aggregate.STDDEV, Aggregate.VARIANCE}
_BY_AGGREGATE = {
    Aggregate.MIN: Trait.EXTREME,
    Aggregate.MAX: Trait.EXTREME,
    Aggregate.FIRST: Trait.EDGE,
    Aggregate.LAST: Trait.EDGE,
    **dict.fromkeys(_STATISTICS, Trait.STATISTIC),
}


def traits(tree: Tree) -> set[Trait]:
    """Everything about a tree that the table below asks for."""
    return set(_traits(tree))


def _traits(tree: Tree) -> Iterator[Trait]:
    if isinstance(tree, Leaf):
        if tree.held is not None:
            yield Trait.BALANCE
        if tree.after is not None:
            yield Trait.CONVERSION
        if tree.aggregate in _BY_AGGREGATE:
            yield _BY_AGGREGATE[tree.aggregate]
    if isinstance(tree, At):
        if isinstance(tree.move, Last | ToDate):
            yield Trait.WINDOW
        if isinstance(tree.move, Here | There | Shifted):
            yield Trait.COMPARISON
    if isinstance(tree, Over):
        yield Trait.FOLDED
    if isinstance(tree, Whole):
        yield Trait.SHARE
    if isinstance(tree, Call) and tree.function not in WRAPPERS:
        yield Trait.FORMULA
    for child in children(tree):
        yield from _traits(child)


REFUSED: dict[str, dict[Trait, str]] = {
    "window": {
        Trait.BALANCE: "a balance holds at an instant; use average_over(…) for its mean over a window",
        Trait.WINDOW: "it reads its own stretch of time already; put the window on the metric below",
        Trait.COMPARISON: "compare the window instead: growth(windowed_metric, …)",
        Trait.CONVERSION: "its periods mature one by one; ask it at a coarser grain",
        Trait.FOLDED: "fold the windowed metric instead",
    },
    "share": {
        Trait.CONVERSION: "a rate does not add up to a whole",
        Trait.COMPARISON: "take the share first and compare it then",
        Trait.FOLDED: "take the share first and fold it then",
        Trait.EXTREME: "minima and maxima do not add up to a whole",
        Trait.STATISTIC: "percentiles and deviations do not add up to a whole",
        Trait.EDGE: "first and last values do not add up to a whole",
        Trait.FORMULA: "a formula does not add up to a whole; take the share of a sum or count",
    },
    "fold": {
        Trait.CONVERSION: "its periods mature one by one; ask it at that grain",
        Trait.FOLDED: "it is folded over finer periods already",
    },
    "balance": {
        Trait.BALANCE: "the metric below is a balance already",
        Trait.WINDOW: "a balance is read at an instant, a window over a stretch",
        Trait.CONVERSION: "a conversion belongs to a stretch of time",
        Trait.COMPARISON: "compare the balance instead",
    },
}


def may_stand(operator: str, over: Tree, what: str, place: Place) -> None:
    """Refused (STANDS_OVER) where `operator` may not stand over the tree; `what` names the operator to people."""
    held = traits(over)
    for trait, reason in REFUSED[operator].items():
        if trait in held:
            raise refuse(
                "STANDS_OVER", f"{what} cannot stand over {trait.value}.", place, hint=reason.capitalize() + "."
            )
