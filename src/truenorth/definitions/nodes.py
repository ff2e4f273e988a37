"""YAML text as a tree of nodes in which every scalar is text with its place; what it means is said by its key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from truenorth.errors import NOWHERE, Place, Refused, refuse
from truenorth.model.fixed import FixedMap

MAX_DEPTH = 40
"""Nesting beyond this is no definition; the limit keeps a hostile file from exhausting the stack."""
MAX_NODES = 200_000
"""With aliases written out; the limit keeps a small file from becoming a huge one."""


@dataclass(frozen=True, slots=True)
class Text:
    """A scalar, as text. `inside` is the place of its first character (after a quote); `plain` means not quoted.

    `start` and `end` are offsets into the file's text, quotes included.
    """

    text: str
    place: Place = NOWHERE
    inside: Place = NOWHERE
    plain: bool = True
    start: int = 0
    end: int = 0
    cut: bool = False  # a comment follows on its line: perhaps the rest of the value

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written after the key."""
        return self.plain and self.text in ("", "~", "null")


@dataclass(frozen=True, slots=True)
class Items:
    """A sequence."""

    items: tuple[Node, ...]
    place: Place = NOWHERE
    flow: bool = True
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Pairs:
    """A mapping, in the order written; a key written twice is there twice."""

    pairs: tuple[tuple[Text, Node], ...]
    place: Place = NOWHERE
    flow: bool = True
    start: int = 0
    end: int = 0

    def get(self, key: str) -> Node | None:
        """The value of the first pair with this key."""
        return next((value for name, value in self.pairs if name.text == key), None)


Node = Text | Items | Pairs


def decode(data: bytes, file: str) -> str:
    """The text of a UTF-8 file, without byte-order mark; refused if it is written in another encoding."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise refuse(
            "NOT_UTF8",
            f"{file} is not written in UTF-8",
            Place(file, line, None),
            hint="save it as UTF-8",
        ) from None


def compose(text: str, file: str) -> Pairs:
    """The mapping that a YAML text holds; refused with file, line and column if it is broken."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError
    from ruamel.yaml.reader import ReaderError

    try:
        return _Composer(file, text, YAML(typ="safe", pure=True).parse(text)).document()
    except MarkedYAMLError as error:
        raise _broken(error, file, text) from None
    except ReaderError as error:
        line = text[: error.position].count("\n") + 1
        raise refuse(
            "BROKEN_YAML", f"a character that text may not hold (number {error.character})", Place(file, line, None)
        ) from None
    except (YAMLError, ValueError):
        raise refuse("BROKEN_YAML", f"{file} cannot be read as YAML", Place(file, 1, 1)) from None


def plain_node(value: object) -> Node:
    """The node of a plain value (text, number, true/false, list, mapping), without places."""
    if isinstance(value, dict):
        return Pairs(tuple((Text(str(key)), plain_node(inner)) for key, inner in value.items()))
    if isinstance(value, list | tuple):
        return Items(tuple(plain_node(inner) for inner in value))
    if isinstance(value, bool):
        return Text("true" if value else "false")
    return Text(str(value), plain=not isinstance(value, str) or value not in ("", "~", "null"))


def as_written(node: Node) -> Any:
    """The text, tuple of texts or FixedMap of texts that a node holds."""
    if isinstance(node, Text):
        return node.text
    if isinstance(node, Items):
        return tuple(as_written(item) for item in node.items)
    return FixedMap({key.text: as_written(value) for key, value in node.pairs})


_SAID = (
    ("'\\t'", "a tab stands where blanks should"),
    ("mapping values are not allowed", "a second `: ` stands in a value"),
    ("cannot start any token", "a value begins with a character that YAML keeps for itself"),
    ("could not find expected ':'", "a line of a mapping has no `: `"),
    ("expected ',' or '}'", "a brace is not closed where it should be"),
    ("expected ',' or ']'", "a bracket is not closed where it should be"),
    ("while scanning a quoted scalar", "a quote is not closed"),
    ("expected <block end>", "an entry begins in another column than those above"),
    ("undefined alias", "an alias has no anchor"),
)
_REMEDIES = (
    ("'\\t'", "indent with blanks, never with tabs"),
    ("mapping values are not allowed", "quote a value that contains ': '"),
    ("cannot start any token", "quote a value that begins with this character"),
    ("could not find expected ':'", "each line of a mapping is `key: value`"),
    ("expected ',' or '}'", "close the brace, and quote a value that contains a comma, ': ', '#' or a brace"),
    ("expected ',' or ']'", "close the bracket, and quote a value that contains a comma, ': ', '#' or a bracket"),
    ("while scanning a quoted scalar", "close the quote"),
    ("expected <block end>", "entries of one mapping begin in the same column"),
    ("undefined alias", "an alias `*name` needs an anchor `&name` before it"),
)


def _broken(error: Any, file: str, text: str) -> Refused:
    mark = error.problem_mark or error.context_mark
    spoken = f"{error.context or ''} {error.problem or ''}".strip()
    said = next((sentence for sign, sentence in _SAID if sign in spoken), "it cannot be read from here on")
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)
    hint = next((remedy for sign, remedy in _REMEDIES if sign in spoken), None)
    if "quoted scalar" in spoken and error.context_mark:
        place = Place(file, error.context_mark.line + 1, error.context_mark.column + 1)
    first = error.context_mark.line if error.context_mark else place.line or 1
    hint = _comment(text.split("\n")[first : place.line]) or hint
    return refuse("BROKEN_YAML", f"the YAML is broken: {said}", place, hint=hint)


def _comment(lines: Sequence[str]) -> str | None:
    """What to do where a comment began inside a brace or bracket that so was never closed."""
    for line in lines:
        inside = re.search(r"([^\s:,{\[\]}'\"#][^:,{\[\]}'\"#]*\s#[^\s,}\]]*)", line)
        if inside and ("{" in line[: inside.start()] or "[" in line[: inside.start()]):
            return f'`#` after a blank begins a comment: write "{inside[1]}" in quotes'
    return None


class _Composer:
    """Builds nodes from events; own, because it keeps every place and refuses what definitions have no use for."""

    def __init__(self, file: str, text: str, events: Iterator[Any]) -> None:
        self.file = file
        self.text = text
        self.events = events
        self.anchors: dict[str, Node | None] = {}
        self.sizes: dict[str, int] = {}
        self.size = 0

    def document(self) -> Pairs:
        next(self.events)  # the stream's start
        first = next(self.events)
        if type(first).__name__ == "StreamEndEvent":
            return Pairs((), Place(self.file, 1, 1), flow=False)
        root = self.node(next(self.events), 0)
        next(self.events)  # the document's end
        after = next(self.events)
        if type(after).__name__ != "StreamEndEvent":
            raise refuse(
                "SEVERAL_DOCUMENTS",
                "a file holds one YAML document, but a second one begins here",
                self.place(after.start_mark),
                hint="put it into a file of its own",
            )
        if isinstance(root, Text) and root.is_empty:
            return Pairs((), root.place, flow=False)
        if not isinstance(root, Pairs):
            raise refuse(
                "NOT_A_MAPPING",
                "a file of definitions is a mapping with sections such as `metrics:`",
                root.place,
                hint="begin with `metrics:`, `tables:`, `kpis:` …",
            )
        return root

    def place(self, mark: Any) -> Place:
        return Place(self.file, mark.line + 1, mark.column + 1)

    def node(self, event: Any, depth: int) -> Node:
        kind = type(event).__name__
        place = self.place(event.start_mark)
        if kind == "AliasEvent":
            return self.alias(event, place)
        before = self.size
        self.size += 1
        if depth > MAX_DEPTH:
            raise refuse("BROKEN_YAML", f"nested more than {MAX_DEPTH} deep", place)
        if event.tag is not None:
            raise refuse("TAG_REFUSED", f"a tag ({event.tag}) has no meaning here", place, hint="write the plain value")
        if event.anchor is not None:
            self.anchors[event.anchor] = None
        node: Node
        if kind == "ScalarEvent":
            node = self.scalar(event, place)
        elif kind == "SequenceStartEvent":
            node = self.sequence(event, place, depth)
        else:
            node = self.mapping(event, place, depth)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
            self.sizes[event.anchor] = self.size - before
        return node

    def alias(self, event: Any, place: Place) -> Node:
        if event.anchor not in self.anchors:
            raise refuse("BROKEN_YAML", f"the alias *{event.anchor} has no anchor &{event.anchor} before it", place)
        found = self.anchors[event.anchor]
        if found is None:
            raise refuse("BROKEN_YAML", f"the alias *{event.anchor} stands inside what it names", place)
        self.size += self.sizes[event.anchor]
        if self.size > MAX_NODES:
            raise refuse(
                "BROKEN_YAML", f"with its aliases written out the file has more than {MAX_NODES:,} nodes", place
            )
        return found

    def scalar(self, event: Any, place: Place) -> Text:
        start, end = event.start_mark, event.end_mark
        inside = place
        if event.style in ("'", '"'):
            inside = Place(self.file, start.line + 1, start.column + 2)
        elif event.style in ("|", ">"):
            inside = self.block_start(start)
        if event.style != "|" and event.value not in self.text[start.index : end.index]:
            inside = Place(self.file, inside.line, None)  # folded or escaped: columns do not carry over
        plain = event.style not in ("'", '"', "|", ">")
        cut = plain and re.match(r"[ \t]+#\S*", self.text[end.index :]) is not None
        return Text(event.value, place, inside, plain, start.index, end.index, cut)

    def block_start(self, start: Any) -> Place:
        """Where the first line of a block scalar begins."""
        rest = self.text[start.index :].split("\n")[1:]
        for ahead, line in enumerate(rest, start=1):
            if line.strip():
                return Place(self.file, start.line + 1 + ahead, len(line) - len(line.lstrip(" ")) + 1)
        return self.place(start)

    def sequence(self, event: Any, place: Place, depth: int) -> Items:
        items = []
        for inner in self.events:
            if type(inner).__name__ == "SequenceEndEvent":
                break
            items.append(self.node(inner, depth + 1))
        return Items(tuple(items), place, bool(event.flow_style), event.start_mark.index, inner.end_mark.index)

    def mapping(self, event: Any, place: Place, depth: int) -> Pairs:
        pairs = []
        for inner in self.events:
            if type(inner).__name__ == "MappingEndEvent":
                break
            key = self.node(inner, depth + 1)
            if not isinstance(key, Text):
                raise refuse("BROKEN_YAML", "a key is plain text, not a list or a mapping", key.place)
            if key.text == "<<" and key.plain:
                raise refuse("MERGE_KEY", "merge keys (`<<`) are not read", key.place, hint="write the keys out")
            pairs.append((key, self.node(next(self.events), depth + 1)))
        return Pairs(tuple(pairs), place, bool(event.flow_style), event.start_mark.index, inner.end_mark.index)


def texts_in(node: Node) -> Iterator[Text]:
    """Every scalar in a node, keys included, in order."""
    if isinstance(node, Text):
        yield node
    elif isinstance(node, Items):
        yield from chain.from_iterable(texts_in(item) for item in node.items)
    else:
        for key, value in node.pairs:
            yield key
            yield from texts_in(value)
