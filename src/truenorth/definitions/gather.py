"""The nodes of every definition, by section and key, from all files together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from truenorth.definitions.grammar import Reading, kind_of
from truenorth.definitions.keys import PROJECT, SECTIONS, Section
from truenorth.definitions.nodes import Node, Pairs, Text, compose
from truenorth.errors import Finding, Place, Refused, nearest_names

PROJECT_WIDE = "*"
"""The name under which `Definitions.broken` holds a finding that fails everything."""

BYTE_ORDER_MARK = "\ufeff"


@dataclass
class Gathered:
    """The project's head, each section's nodes by key, and what is broken so far."""

    head: Pairs
    sections: dict[str, dict[str, tuple[Text, Node]]] = field(default_factory=dict)
    broken: dict[str, Finding] = field(default_factory=dict)

    def known(self, name: str) -> Mapping[str, tuple[Text, Node]]:
        """The definitions of a section, broken ones too."""
        return self.sections[name]

    def place(self, name: str, key: str) -> Place:
        return self.sections[name][key][0].place


def broken_name(noun: str, key: str) -> str:
    """How a definition is named in `Definitions.broken`: `metric:revenue`."""
    return f"{noun.replace(' ', '_')}:{key}"


def compose_all(files: Mapping[str, str]) -> tuple[dict[str, Pairs], list[Finding]]:
    """The mapping of each file, and a finding for each file whose YAML is broken."""
    roots: dict[str, Pairs] = {}
    findings = []
    for file in sorted(files, key=lambda name: (name != "truenorth.yml", name)):
        try:
            roots[file] = compose(files[file].removeprefix(BYTE_ORDER_MARK), file)
        except Refused as refused:
            findings.append(refused.finding)
    return roots, findings


def gather(roots: Mapping[str, Pairs], reading: Reading) -> Gathered:
    """All definitions by section and key; a key defined twice is noted with both places and is broken."""
    found = Gathered(Pairs(()), {one.name: {} for one in SECTIONS})
    sections = {one.name: one for one in SECTIONS}
    head = {row.name for row in PROJECT.keys}
    pairs: dict[str, tuple[Text, Node]] = {}
    for root in roots.values():
        seen: set[str] = set()
        for name, node in root.pairs:
            if name.text in sections:
                _section(sections[name.text], name, node, found, reading)
            elif name.text in head:
                _head(name, node, pairs, reading)
            else:
                _unknown(name, [*head, *sections], reading)
            if name.text in seen and name.text in sections:
                reading.error("DUPLICATE_KEY", f"`{name.text}` stands twice in this file", name.place, hint="join them")
            seen.add(name.text)
    first = reading.first_error(0)
    found.head = replace(found.head, pairs=tuple(pairs.values()))
    if first is not None and PROJECT_WIDE not in found.broken:
        _project_wide(found, reading)
    return found


def _project_wide(found: Gathered, reading: Reading) -> None:
    """Errors so far that belong to no single definition fail everything."""
    own = set(found.broken.values())
    wide = next((one for one in reading.findings if one not in own), None)
    if wide is not None:
        found.broken[PROJECT_WIDE] = wide


def _head(name: Text, node: Node, pairs: dict[str, tuple[Text, Node]], reading: Reading) -> None:
    if name.text in pairs:
        _twice(f"`{name.text}`", name.place, pairs[name.text][0].place, reading)
    else:
        pairs[name.text] = (name, node)


def _twice(what: str, place: Place, first: Place, reading: Reading) -> None:
    reading.error(
        "DUPLICATE_DEFINITION", f"{what} is defined twice: at {first} and at {place}", place, hint="keep one of the two"
    )


def _unknown(name: Text, known: list[str], reading: Reading) -> None:
    near = nearest_names(name.text, known)
    hint = f"did you mean `{near[0]}`?" if near else f"there are {', '.join(known)}"
    reading.error("UNKNOWN_KEY", f"a file has no section `{name.text}`", name.place, hint=hint, nearest=near)


def _section(section: Section, name: Text, node: Node, found: Gathered, reading: Reading) -> None:
    if isinstance(node, Text) and node.is_empty:
        return
    if not isinstance(node, Pairs):
        hint = f"write `{section.name}:` and below it each by its key"
        reading.error("WRONG_TYPE", f"`{section.name}` is a mapping, not {kind_of(node)}", node.place, hint=hint)
        return
    known = found.sections[section.name]
    for key, value in node.pairs:
        noun = section.noun.name
        before = len(reading.findings)
        if not section.accepts(key.text):
            message = f"`{key.text}` cannot be the key of a {noun}: it is {section.keyed_by}"
            reading.error("BAD_KEY", message, key.place)
        elif key.text in known:
            _twice(f"the {noun} `{key.text}`", key.place, known[key.text][0].place, reading)
        else:
            known[key.text] = (key, value)
        error = reading.first_error(before)
        if error is not None:
            found.broken[broken_name(noun, key.text)] = error
