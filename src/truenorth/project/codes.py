"""Every code that a finding may carry, with its sentences, as the program's own source has them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_CODE = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*")
_RAISED_BY = frozenset({"refuse", "Finding", "error", "note", "warn"})
"""A code of one word counts only as their argument; one with an underscore anywhere but in _NOT_RAISED."""
_NOT_RAISED = frozenset({"call", "get", "getenv", "isinstance", "setdefault", "startswith"})


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
    """(code, sentence, hint) of every call with a code in it; a sentence kept in a variable is looked up."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for scope in [tree, *functions]:
        kept = _kept(scope) if isinstance(scope, ast.FunctionDef) else {}
        for node in _own(scope):
            if isinstance(node, ast.Call) and _name(node.func) not in _NOT_RAISED:
                yield from _of_call(node, kept)


def _own(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a scope without those of the functions inside it."""
    for node in ast.iter_child_nodes(scope):
        if not isinstance(node, ast.FunctionDef):
            yield node
            yield from _own(node)


def _kept(scope: ast.FunctionDef) -> dict[str, list[ast.expr]]:
    """What each variable of a function is set to."""
    kept: dict[str, list[ast.expr]] = {}
    for node in _own(scope):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            kept.setdefault(node.targets[0].id, []).append(node.value)
    return kept


def _of_call(node: ast.Call, kept: dict[str, list[ast.expr]]) -> Iterator[tuple[str, str, str]]:
    for index, each in enumerate(node.args):
        code = each.value if isinstance(each, ast.Constant) else None
        if not (isinstance(code, str) and _CODE.fullmatch(code)):
            continue
        if "_" not in code and _name(node.func) not in _RAISED_BY:
            continue
        hint = next((word.value for word in node.keywords if word.arg == "hint"), None)
        remedy = next(iter(_texts(hint, kept)), "") if hint else ""
        after = _texts(node.args[index + 1], kept) if len(node.args) > index + 1 else []
        before = _texts(node.args[index - 1], kept) if index else []
        for sentence in after or [f"expected: {text}" for text in before] or [""]:
            yield code, sentence, remedy


def _texts(node: ast.expr, kept: dict[str, list[ast.expr]]) -> list[str]:
    """The texts that an expression may be, those of a variable and of both sides of a condition included."""
    if isinstance(node, ast.Name):
        return [text for value in kept.get(node.id, ()) for text in _texts(value, {})]
    if isinstance(node, ast.IfExp):
        return _texts(node.body, kept) + _texts(node.orelse, kept)
    text = _text(node)
    return [text] if text else []


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
