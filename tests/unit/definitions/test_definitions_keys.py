"""The table of keys and the dataclasses say the same."""

from __future__ import annotations

import dataclasses

import pytest

from truenorth.definitions.grammar import Key, Noun, Reading
from truenorth.definitions.keys import NOUNS, PROJECT, SECTIONS
from truenorth.definitions.nodes import compose

OWN = {"key", "place", "places"}
DERIVED = {
    "completion": {"kind", "day"},  # said by the form of the value
    "source": {"kind"},  # the key that names the address
    "table": {"name"},  # the part of `source` behind its first dot
    "retention": {"first", "last"},  # with the unit, from `after`
    "date": {"table", "parts", "counted_by_start"},  # from the dots in `column`, and `counted_by`
    "date of parts": {"column", "table", "written", "counted_by_start"},
    "target": {"aim", "spelled"},  # from the shape
    "phasing": {"amount", "over", "phasing"},  # of the target that it phases
    "levels": set(),
    "project": {name.name for name in SECTIONS} | {"findings", "broken"},
}
NOT_FIELDS = {
    "date": {"counted_by"},
    "date of parts": {"counted_by"},
    "span": {"stored_in", "written"},  # handed on to both ends
    "link": {"column"},
    "path": {"custom"},  # another name of `steps`, where every period has its value
    "project": {"version"},
}


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.name)
def test_every_field_has_a_key_and_every_key_a_field(noun: Noun) -> None:
    if not dataclasses.is_dataclass(noun.makes):
        assert noun.name == "versions"
        return
    fields = {item.name for item in dataclasses.fields(noun.makes)} - OWN - DERIVED.get(noun.name, set())
    keys = {row.attribute for row in noun.keys} - NOT_FIELDS.get(noun.name, set())
    assert keys == fields


ROWS = [(noun, row) for noun in NOUNS for row in noun.keys]


@pytest.mark.parametrize(("noun", "row"), ROWS, ids=[f"{noun.name}.{row.name}" for noun, row in ROWS])
def test_every_example_can_be_read(noun: Noun, row: Key) -> None:
    node = compose(f"{row.name}: {row.example}", "example.yml").pairs[0][1]
    reading = Reading()
    assert row.kind.read(node, reading) is not None
    assert reading.findings == []


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.name)
def test_keys_are_unique_and_described(noun: Noun) -> None:
    names = [row.name for row in noun.keys]
    assert len(names) == len(set(names))
    assert all(row.doc and not row.doc.endswith(".") for row in noun.keys)
    assert noun.doc.endswith(".")


def test_every_noun_of_a_section_is_in_the_table() -> None:
    assert {section.noun.name for section in SECTIONS} <= {noun.name for noun in NOUNS}
    assert PROJECT in NOUNS
