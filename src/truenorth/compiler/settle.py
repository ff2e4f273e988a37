"""An open period is read as far as the watermark; both sides of a comparison are cut alike."""

from __future__ import annotations

from dataclasses import replace

from truenorth.model.trees import At, Call, Leaf, Over, Tree, Whole, children
from truenorth.periods import Here, Seen, Shift, Shifted, There

_OWN_TIME = (Here, There, Shifted)
_PERIOD_NUMBERS = frozenset({"days_in_period", "working_days_in_period"})


def settle(tree: Tree) -> Tree:
    """The tree with `Seen` above everything that is to be read only as far as the watermark.

    Comparisons keep sight of the whole period, since they cut both sides by it; so do conversions, which mature
    by the period's end, and the period's own numbers.
    """
    if not _needs_whole_period(tree):
        return At(Seen(), tree)
    if isinstance(tree, Call):
        return replace(tree, arguments=tuple(settle(argument) for argument in tree.arguments))
    if isinstance(tree, Whole):
        return Whole(settle(tree.of))
    if isinstance(tree, Leaf) or (isinstance(tree, At) and isinstance(tree.move, _OWN_TIME)):
        return tree
    return At(Seen(), tree)


def compared(tree: Tree, shift: Shift) -> tuple[Tree, Tree]:
    """The pair that a question's comparison reads: the tree here and there, exactly as `growth` does."""
    return At(Here(shift), tree), At(There(shift), tree)


def _needs_whole_period(tree: Tree) -> bool:
    if isinstance(tree, Leaf):
        return tree.after is not None
    if isinstance(tree, At) and isinstance(tree.move, _OWN_TIME):
        return True
    if isinstance(tree, Call) and tree.function in _PERIOD_NUMBERS:
        return True
    if isinstance(tree, Over):
        return False
    return any(_needs_whole_period(child) for child in children(tree))
