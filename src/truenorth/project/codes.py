"""Every code that a finding may carry, with its sentences, as the program's own source has them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_CODE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*")
_LEAST = 4
_RAISED_BY = frozenset({"refuse", "Finding", "error", "note", "warn"})


@dataclass(frozen=True)
class Code:
    """A code, the sentences it comes with (`…` for the names of a case) and the remedies."""

    name: str
    sentences: tuple[str, ...]
    hints: tuple[str, ...]


def codes() -> tuple[Code, ...]:
    """The codes of the whole package in alphabetical order."""
    found: dict[str, tuple[dict[str, None], dict[str, None]]] = {}
    for path in sorted(Path(__file__).resolve().parent.parent.rglob("*.py")):
        for name, sentence, hint in _raised(ast.parse(path.read_text(encoding="utf-8"))):
            sentences, hints = found.setdefault(name, ({}, {}))
            if sentence:
                sentences[sentence] = None
            if hint:
                hints[hint] = None
    return tuple(Code(name, tuple(sentences), tuple(hints)) for name, (sentences, hints) in sorted(found.items()))


def _raised(tree: ast.Module) -> Iterator[tuple[str, str, str]]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args or _name(node.func) not in _RAISED_BY:
            continue
        first = node.args[0]
        code = first.value if isinstance(first, ast.Constant) else None
        if isinstance(code, str) and len(code) >= _LEAST and _CODE.fullmatch(code):
            hint = next((each.value for each in node.keywords if each.arg == "hint"), None)
            yield code, _text(node.args[1]) if len(node.args) > 1 else "", _text(hint) if hint else ""


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _text(node: ast.expr) -> str:
    """A sentence as far as it stands in the source, with `…` for what is filled in."""
    if isinstance(node, ast.Constant):
        return _plain(str(node.value)) if isinstance(node.value, str) else ""
    if isinstance(node, ast.JoinedStr):
        parts = [str(each.value) if isinstance(each, ast.Constant) else "…" for each in node.values]
        return _plain("".join(parts))
    return ""


def _plain(text: str) -> str:
    words = " ".join(text.split()).replace("<", "&lt;").replace("|", "\\|")
    return "" if set(words) <= set("… .") else re.sub(r"(…[ ,]*){2,}", "… ", words).strip().rstrip(".")
