"""Frozen nouns, documented doors, pure rooms."""

from __future__ import annotations

import ast
import re

from house_files import SOURCE, Code, code

ABOVE = {"cli", "app", "project"}
NOUNS = {"errors", "periods", "model", "wording", "judgement"}
IMPURE = {"time", "random", "secrets"}
IMPURE_CALLS = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "os.environ", "os.getenv", "uuid.uuid4",
}  # fmt: skip


def test_nouns_are_frozen() -> None:
    """A dataclass that is not frozen has state: it collects, or is no value (`eq=False`); never in a room of nouns."""
    found = [
        f"{each.name}:{kind.lineno} {kind.name}"
        for each in code("src")
        for kind in each.classes()
        for mark in kind.decorator_list
        if ast.unparse(mark).split("(")[0].endswith("dataclass") and "frozen=True" not in ast.unparse(mark)
        if _room(each) in NOUNS or not (_collects(kind) or "eq=False" in ast.unparse(mark))
    ]
    assert found == []


def _room(each: Code) -> str:
    return each.path.relative_to(SOURCE).parts[0].removesuffix(".py")


def _collects(kind: ast.ClassDef) -> bool:
    fields = [ast.unparse(node.annotation) for node in kind.body if isinstance(node, ast.AnnAssign)]
    return any(re.match(r"(list|dict|set)\b", each) for each in fields)


def test_every_public_module_class_and_function_says_what_it_is() -> None:
    silent = []
    for each in code("src"):
        if each.tree.body and not ast.get_docstring(each.tree):
            silent.append(each.name)
        for node in each.tree.body:
            public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and public and not ast.get_docstring(node):
                silent.append(f"{each.name}:{node.lineno} {node.name}")
    assert silent == []


def test_no_clock_environment_or_chance_below_project() -> None:
    found = []
    for each in code("src"):
        if _room(each) in ABOVE:
            continue
        for node in ast.walk(each.tree):
            if isinstance(node, ast.Attribute) and ast.unparse(node) in IMPURE_CALLS:
                found.append(f"{each.name}:{node.lineno} {ast.unparse(node)}")
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [f"{each.name}:{getattr(node, 'lineno', 0)} {name}" for name in modules if name in IMPURE]
    assert found == []


def test_no_bare_except() -> None:
    found = [
        f"{each.name}:{node.lineno}"
        for each in code()
        for node in ast.walk(each.tree)
        if isinstance(node, ast.ExceptHandler) and node.type is None
    ]
    assert found == []
