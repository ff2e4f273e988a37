"""Names that say nothing, work left undone, and traces of one machine have no place here."""

from __future__ import annotations

import ast
import re

from house_files import code, texts

EMPTY_FILES = {"util", "utils", "helper", "helpers", "common", "misc"}
EMPTY_CLASSES = {"Manager", "Service", "Handler", "Processor", "Helper", "Util", "Utils"}
UNDONE = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3)) + r")\b")
STUB = re.compile(r"raise Not" + r"Implemented")
MACHINE = re.compile(r"(?<![\w./:])/(" + "|".join(("work", "home", "root", "Users", "mnt")) + r")/\w")
WORKPLACE = re.compile(r"(?<![\w./-])(?:\.\./)*shared" + r"/(?:data|spec|design|hooks)\b")


def test_no_file_is_named_after_nothing() -> None:
    assert [each.name for each in code() if EMPTY_FILES & set(re.split(r"[_.]", each.path.stem))] == []
    assert [each.name for each in code() if EMPTY_FILES & set(each.path.parts)] == []


def test_no_class_is_named_after_nothing() -> None:
    found = [
        f"{each.name}:{kind.lineno} {kind.name}"
        for each in code()
        for kind in each.classes()
        if EMPTY_CLASSES & set(re.findall(r"[A-Z][a-z]+", kind.name)) or kind.name == "Measure"
    ]
    assert found == []


def test_nothing_is_left_undone() -> None:
    assert [f"{name}: {found[0]}" for name, text in texts() for found in UNDONE.finditer(text)] == []
    assert [name for name, text in texts() if name.startswith("src/") and STUB.search(text)] == []


def test_no_function_is_empty() -> None:
    """A body of only `pass` or `...` is allowed in a protocol and in an overload, where it says all there is to say."""
    empty = []
    for each in code("src"):
        allowed = {
            method
            for kind in each.classes()
            if any("Protocol" in ast.unparse(base) for base in kind.bases)
            for method in kind.body
        }
        for function in each.functions():
            body = [node for node in function.body if not _is_text(node)]
            overload = any("overload" in ast.unparse(mark) for mark in function.decorator_list)
            if function not in allowed and not overload and all(_is_nothing(node) for node in body):
                empty.append(f"{each.name}:{function.lineno} {function.name}")
    assert empty == []


def test_no_mocks() -> None:
    words = re.compile(r"\b(" + "|".join(("unittest" + r"\.mock", "Magic" + "Mock", "pytest" + "_mock")) + r")\b")
    assert [name for name, text in texts() if name.endswith(".py") and words.search(text)] == []


def test_nothing_speaks_of_one_machine() -> None:
    found = [
        f"{name}: {hit[0]}" for name, text in texts() for rule in (MACHINE, WORKPLACE) for hit in rule.finditer(text)
    ]
    assert found == []


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _is_nothing(node: ast.stmt) -> bool:
    ellipsis = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and node.value.value is ...
    return ellipsis or isinstance(node, ast.Pass)
