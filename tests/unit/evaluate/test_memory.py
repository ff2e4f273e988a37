"""What answers leave for later ones: found again by the very same objects, and by nothing that only equals them."""

from __future__ import annotations

from decimal import Decimal

from truenorth.evaluate import memory as memories
from truenorth.evaluate.memory import Memory
from truenorth.model.answers import Cell
from truenorth.model.trees import Number


def test_a_result_is_made_once_for_the_same_objects() -> None:
    memory, made = Memory(), []
    source, equal = Cell(1), Cell(1)

    def make() -> int:
        made.append(1)
        return len(made)

    assert [memory.recall((source,), ("a",), make) for _ in range(2)] == [1, 1]
    assert memory.recall((equal,), ("a",), make) == 2, "an equal object is another one"
    assert memory.recall((source,), ("b",), make) == 3, "under another word"


def test_a_source_lives_as_long_as_what_was_made_of_it() -> None:
    memory = Memory()
    # a freed object's place is taken by the next one: it would be found under the number of the first
    for number in range(100):
        memory.recall((Cell(number),), (), object)
    assert len(memory.results) == 100


def test_equal_formulas_with_other_digits_are_two() -> None:
    memory = Memory()
    one, fine = Number(Decimal(1)), Number(Decimal("1.00"))
    assert one == fine
    assert memory.tree(one) is one
    assert memory.tree(fine) is fine
    assert memory.tree(Number(Decimal("1.00"))) is fine


def test_it_begins_anew_when_it_is_full() -> None:
    memory = Memory()
    memory.count = memories.MOST + 1
    memory.recall((memory,), ("old",), lambda: 1)
    assert memory.count == 1
    assert memory.recall((memory,), ("old",), lambda: 2) == 1
