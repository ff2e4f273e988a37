"""Plain values as YAML text: quoted only where needed, short mappings and lists on one line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import Any

from truenorth.definitions.nodes import Text

WIDTH = 110
_SAFE = re.compile(r"(?:[\w(€£$]|[+-](?=[\d.]))[^,\[\]{}#\"\\]*")
_NUMBER = re.compile(r"[+-]?(\d[\d_]*(\.\d*)?([eE][+-]?\d+)?|0[xo][\da-fA-F]+|\.\d+)")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n", "~", ""})


def scalar_text(value: object) -> str:
    """One scalar on one line; a text that another reader of YAML would take for a number or a truth value is quoted.

    >>> scalar_text("NO"), scalar_text("96 %"), scalar_text("a, b"), scalar_text(True)
    ("'NO'", '96 %', "'a, b'", 'true')
    """
    if isinstance(value, Text):
        return value.text if _is_safe(value.text) else _quoted(value.text)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if not isinstance(value, str):
        return str(value)
    if value.lower() in _WORDS or _NUMBER.fullmatch(value) or not _is_safe(value):
        return _quoted(value)
    return value


def _is_safe(text: str) -> bool:
    bad = ": " in text or text.endswith((":", " ")) or text.startswith(("---", "..."))
    return bool(_SAFE.fullmatch(text)) and text.isprintable() and not bad


def _quoted(text: str) -> str:
    if text.isprintable() and "'" in text and '"' not in text and "\\" not in text:
        return f'"{text}"'
    if text.isprintable():
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(_ESCAPES.get(sign) or _escaped(sign) for sign in text) + '"'


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def _escaped(sign: str) -> str:
    return sign if sign.isprintable() else f"\\U{ord(sign):08x}"


def key_text(key: str) -> str:
    """A key: `on` and `2026` may stand bare, for keys are read as text."""
    return key if _is_safe(key) and key else _quoted(key)


def flow_text(value: Any) -> str:
    """A value on one line: `{ a: 1, b: [x, y] }`."""
    if isinstance(value, Mapping):
        inner = ", ".join(f"{key_text(key)}: {flow_text(one)}" for key, one in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(flow_text, value))}]"
    return scalar_text(value)


def block_text(value: Mapping[str, Any]) -> str:
    """A whole file: sections as blocks with a blank line between them, definitions on one line where they fit."""
    pieces = ["\n".join(_pair(key, one, 0)) for key, one in value.items()]
    gaps = ["\n" if "\n" in before + piece else "" for before, piece in pairwise(["", *pieces])]
    return "".join(f"{gap}{piece}\n" for gap, piece in zip(gaps, pieces, strict=True)).lstrip("\n")


def _pair(key: str, value: Any, depth: int) -> Iterator[str]:
    head = f"{'  ' * depth}{key_text(key)}:"
    flow = flow_text(value)
    fits = len(head) + len(flow) < WIDTH
    is_section = depth == 0 and isinstance(value, Mapping) and any(isinstance(one, Mapping) for one in value.values())
    if isinstance(value, str) and _is_literal(value):
        yield f"{head} {'|' if value.endswith(chr(10)) else '|-'}"
        yield from ("  " * (depth + 1) + line if line else "" for line in value.rstrip("\n").split("\n"))
    elif not isinstance(value, Mapping | list | tuple) or not value or (fits and not is_section):
        yield f"{head} {flow}"
    elif isinstance(value, Mapping):
        yield head
        for inner, one in value.items():
            yield from _pair(inner, one, depth + 1)
    else:
        yield head
        for one in value:
            yield from _item(one, depth + 1)


def _item(value: Any, depth: int) -> Iterator[str]:
    """One entry of a list; a long mapping begins on the line of its dash."""
    indent = "  " * depth
    flow = flow_text(value)
    if not isinstance(value, Mapping) or len(indent) + len(flow) < WIDTH:
        yield f"{indent}- {flow}"
        return
    lines = [line for key, one in value.items() for line in _pair(key, one, depth + 1)]
    yield f"{indent}- {lines[0].lstrip()}"
    yield from lines[1:]


def _is_literal(text: str) -> bool:
    """Whether a text of several lines can stand in a `|` block and come back the same."""
    body = text.removesuffix("\n")
    lines = body.split("\n")
    return (
        "\n" in text
        and body != ""
        and not body.endswith("\n")
        and all(line.isprintable() and line == line.rstrip() for line in lines)
        and bool(lines[0])
        and not lines[0].startswith(" ")
    )
