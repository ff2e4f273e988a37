"""What answers worked out of settled values, kept for those that come after them.

A result is found again by the very objects that it followed from, not by what they are equal to. They are kept with it,
so that no other object can take their place.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from truenorth.model.trees import Tree

MOST = 150_000
"""So many results are kept at most; then everything is forgotten and begins anew."""

T = TypeVar("T")


@dataclass(eq=False)
class Memory:
    """Results by their sources; of each formula the first one is kept, as the same object for every question."""

    trees: dict[str, Tree] = field(default_factory=dict)
    results: dict[tuple[Hashable, ...], tuple[tuple[object, ...], Any]] = field(default_factory=dict)
    count: int = 0

    def tree(self, tree: Tree) -> Tree:
        """The first tree that is written so; equal ones may not be: 1 equals 1.00, but keeps fewer digits."""
        return self.trees.setdefault(repr(tree), tree)

    def recall(self, sources: tuple[object, ...], words: tuple[Hashable, ...], make: Callable[[], T]) -> T:
        """What was made of these objects under these words; made now where it is not known."""
        key = (*words, *map(id, sources))
        known = self.results.get(key)
        if known is None:
            if self.count > MOST:
                self.trees, self.results, self.count = {}, {}, 0
            made = make()
            self.results[key] = (sources, made)
            self.count += _size(made)
            return made
        result: T = known[1]
        return result


def _size(made: object) -> int:
    """How many cells a result has."""
    return 1 + len(getattr(made, "cells", ()))
