"""A table's filter that compares a date with a text that is none (`Day <> 'Total'`) asks for the text of the cell.

Where a date says how it is written, its cells become dates; those that the filter compares so keep their text too, in
a column beside it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from truenorth.model.syntax import Apply, Constant, Formula, Name, Syntax

COMPARED = frozenset({"=", "<>", "in", "like"})
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d.*")


def text_column(name: str) -> str:
    """The name of the column that holds a date's cells as they are written.

    >>> text_column("Day")
    'Day (text)'
    """
    return f"{name} (text)"


def compared_with_text(formula: Formula | None) -> frozenset[str]:
    """The columns that a filter compares with texts that are no ISO dates."""
    return frozenset() if formula is None else frozenset(_columns(formula.tree))


def as_written(formula: Formula, columns: Collection[str]) -> Formula:
    """The filter with such comparisons over the column of texts, where the table has it."""
    return replace(formula, tree=_rewritten(formula.tree, columns))


def _columns(tree: Syntax) -> Iterator[str]:
    if not isinstance(tree, Apply):
        return
    name = _compared(tree)
    if name is not None:
        yield name.parts[-1]
    for argument in tree.arguments:
        yield from _columns(argument)


def _rewritten(tree: Syntax, columns: Collection[str]) -> Syntax:
    if not isinstance(tree, Apply):
        return tree
    name = _compared(tree)
    if name is not None and text_column(name.parts[-1]) in columns:
        text = replace(name, parts=(*name.parts[:-1], text_column(name.parts[-1])))
        return replace(tree, arguments=tuple(text if each is name else each for each in tree.arguments))
    return replace(tree, arguments=tuple(_rewritten(each, columns) for each in tree.arguments))


def _compared(tree: Apply) -> Name | None:
    """The one column that is compared with nothing but texts."""
    names = [each for each in tree.arguments if isinstance(each, Name)]
    texts = [each.value for each in tree.arguments if isinstance(each, Constant) and isinstance(each.value, str)]
    if tree.function not in COMPARED or len(names) != 1 or len(texts) != len(tree.arguments) - 1:
        return None
    return None if any(ISO_DAY.fullmatch(text) for text in texts) else names[0]
