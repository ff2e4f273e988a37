"""How a table of keys is read and written: Kind (what a value may be), Key (a row), Noun (a table of rows).

Everything that is said about a key is said once, in its row; the reader, the hint on an unknown key, the writer, the
JSON Schema and the reference page come from it.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from truenorth.definitions.nodes import Node, Pairs, Text
from truenorth.errors import NOWHERE, Finding, Level, Place, nearest_names
from truenorth.model.fixed import FixedMap
from truenorth.model.metrics import Metric
from truenorth.periods import Calendar

Plain = Any
"""What YAML and JSON hold: text, number, true/false, list, mapping."""


@dataclass
class Reading:
    """What is known and what has been found while a project is read; the one thing here that grows."""

    calendar: Calendar = field(default_factory=Calendar)
    environment: Mapping[str, str] | None = None
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    kpi_metrics: Mapping[str, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    trail: list[str] = field(default_factory=list)

    def error(
        self, code: str, message: str, place: Place, *, hint: str | None = None, nearest: Iterable[str] = ()
    ) -> None:
        """Notes a mistake, named by the key it stands under."""
        self.note(code, message, place, level=Level.ERROR, hint=hint, nearest=nearest)

    def note(
        self,
        code: str,
        message: str,
        place: Place,
        *,
        level: Level,
        hint: str | None = None,
        nearest: Iterable[str] = (),
    ) -> None:
        """Notes a mistake or remark of any level."""
        said = f"{self.trail[-1]}: {message}" if self.trail else message
        self.findings.append(Finding(code, said, place, level, hint, tuple(nearest)))

    def first_error(self, since: int) -> Finding | None:
        """The first error noted since there were `since` findings."""
        return next((found for found in self.findings[since:] if found.level is Level.ERROR), None)


@dataclass(frozen=True)
class Kind:
    """What a value may be: how it is read (None, with a finding noted, if it cannot be), written and described."""

    name: str
    read: Callable[[Node, Reading], Any]
    write: Callable[[Any], Plain]
    schema: Mapping[str, Plain]


@dataclass(frozen=True)
class Key:
    """One row: a key, what it holds, what it means, an example. `field` is its name in Python, if another."""

    name: str
    kind: Kind
    doc: str
    example: str
    field: str = ""
    required: bool = False

    @property
    def attribute(self) -> str:
        return self.field or self.name


@dataclass(frozen=True)
class Values:
    """What one definition holds, by key."""

    key: str
    place: Place
    given: Mapping[str, Any]
    places: Mapping[str, Place]
    reading: Reading

    def __getitem__(self, name: str) -> Any:
        return self.given.get(name)

    def __contains__(self, name: str) -> bool:
        return name in self.given

    def at(self, name: str) -> Place:
        """The place of a key's value, or of the definition."""
        return self.places.get(name, self.place)

    def error(self, code: str, message: str, name: str = "", *, hint: str | None = None) -> None:
        """Notes a mistake at a key's value."""
        self.reading.error(code, message, self.at(name), hint=hint)


@dataclass(frozen=True)
class Noun:
    """A table of keys, the dataclass that it makes, and how the one becomes the other.

    `build` returns None, with a finding noted, where the values do not go together. `spell` returns the value of each
    key that has to be written.
    """

    name: str
    doc: str
    makes: type[Any]
    keys: tuple[Key, ...]
    build: Callable[[Noun, Values], Any] = lambda noun, values: assemble(noun, values)
    spell: Callable[[Noun, Any], Mapping[str, Any]] = lambda noun, made: spelled(noun, made)

    def key(self, name: str) -> Key:
        return next(key for key in self.keys if key.name == name)


def assemble(noun: Noun, values: Values, **more: Any) -> Any:
    """The noun's dataclass with each value in its key's field; `more` adds or replaces fields."""
    known = {item.name for item in dataclasses.fields(noun.makes)}
    given = {row.attribute: values[row.name] for row in noun.keys if row.name in values and row.attribute in known}
    own = {"key": values.key, "place": values.place, "places": values.places}
    given |= {name: value for name, value in own.items() if name in known}
    for item in dataclasses.fields(noun.makes):
        if item.name not in given and item.default_factory is dict:
            given[item.name] = FixedMap()
    return noun.makes(**given | more)


def spelled(noun: Noun, made: Any) -> dict[str, Any]:
    """The value of each key whose field is not at its default."""
    defaults = {item.name: _default(item) for item in dataclasses.fields(noun.makes)}
    result = {}
    for row in noun.keys:
        if row.attribute in defaults:
            value = getattr(made, row.attribute)
            if value is not None and (row.required or value != defaults[row.attribute]):
                result[row.name] = value
    return result


def _default(item: dataclasses.Field[Any]) -> Any:
    if item.default_factory is not dataclasses.MISSING:
        return item.default_factory()
    return None if item.default is dataclasses.MISSING else item.default


def read_noun(node: Node, noun: Noun, reading: Reading, key: str = "", place: Place = NOWHERE) -> Any:
    """The value that a mapping spells, or None with findings noted."""
    before = len(reading.findings)
    values = _values(node, noun, reading, key, place)
    if values is None or reading.first_error(before):
        return None
    return noun.build(noun, values)


def _values(node: Node, noun: Noun, reading: Reading, key: str, place: Place) -> Values | None:
    if not isinstance(node, Pairs):
        reading.error(
            "WRONG_TYPE",
            f"a {noun.name} is a mapping, not {kind_of(node)}",
            node.place,
            hint=f"its keys are {', '.join(row.name for row in noun.keys[:6])} …",
        )
        return None
    rows = {row.name: row for row in noun.keys}
    given: dict[str, Any] = {}
    places: dict[str, Place] = {}
    meant: set[str] = set()
    cut = _cut_off(node, rows)
    for name, value in node.pairs:
        if name.text in places:
            duplicate_key(name, places[name.text], reading)
            continue
        places[name.text] = name.place if isinstance(value, Text) and value.start == value.end else value.place
        if name.text not in rows:
            meant.update(_unknown(name, value, noun, reading))
        elif name not in cut:
            _read_key(rows[name.text], value, places[name.text], given, reading)
    place = node.place if place == NOWHERE else place
    for row in noun.keys:
        if row.required and row.name not in places and row.name not in meant:
            reading.error(
                "MISSING_KEY",
                f"a {noun.name} needs `{row.name}`: {row.doc}",
                place,
                hint=f"write `{row.name}: {row.example}`",
            )
    return Values(key, place, given, FixedMap(places), reading)


def _cut_off(node: Pairs, rows: Mapping[str, Key]) -> set[Text]:
    """The keys whose value was cut off by a comma that is not quoted: what follows is no key and has no value."""
    if not node.flow:
        return set()
    return {
        before
        for (before, _), (name, value) in pairwise(node.pairs)
        if name.text not in rows and isinstance(value, Text) and value.is_empty
    }


def _read_key(row: Key, value: Node, place: Place, given: dict[str, Any], reading: Reading) -> None:
    reading.trail.append(row.name)
    if isinstance(value, Text) and value.is_empty:
        reading.error("EMPTY_VALUE", "has no value", place, hint=f"write `{row.name}: {row.example}`")
    else:
        read = row.kind.read(value, reading)
        if read is not None:
            given[row.name] = read
    reading.trail.pop()


def _unknown(name: Text, value: Node, noun: Noun, reading: Reading) -> tuple[str, ...]:
    """Notes a key that the noun has not got; gives the keys that may have been meant."""
    near = nearest_names(name.text, [row.name for row in noun.keys])
    hint = f"did you mean `{near[0]}`?" if near else f"its keys are {', '.join(row.name for row in noun.keys)}"
    if isinstance(value, Text) and value.is_empty:
        hint = "quote a value that contains a comma"
        if re.fullmatch(r"\d{3}(\.\d+)?", name.text):
            hint = "write a number without thousands sign: 1000 or 1_000, not 1,000"
    reading.error("UNKNOWN_KEY", f"a {noun.name} has no key `{name.text}`", name.place, hint=hint, nearest=near)
    return near


def duplicate_key(name: Text, first: Place, reading: Reading) -> None:
    """Notes a key that stands twice in one mapping."""
    reading.error(
        "DUPLICATE_KEY", f"`{name.text}` stands here twice; first in line {first.line}", name.place, hint="keep one"
    )


def kind_of(node: Node) -> str:
    """What a node is, for a message."""
    if isinstance(node, Text):
        return f"the text `{node.text}`" if node.text else "empty"
    return "a mapping" if isinstance(node, Pairs) else "a list"


def record(noun: Noun) -> Kind:
    """The kind of value that is itself a mapping with a table of keys."""
    return Kind(
        noun.name,
        lambda node, reading: read_noun(node, noun, reading),
        lambda made: write_noun(noun, made),
        {"$ref": f"#/$defs/{noun.name.replace(' ', '_')}"},
    )


def write_noun(noun: Noun, made: Any) -> dict[str, Plain]:
    """The mapping that spells a value."""
    given = noun.spell(noun, made)
    return {row.name: row.kind.write(given[row.name]) for row in noun.keys if row.name in given}
