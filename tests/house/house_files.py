"""The files of this repository, as the house tests and the size report read them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "truenorth"

_CODE = ("src", "tests", "benchmarks")
_NOT_OURS = frozenset({"__pycache__", "node_modules", "dist", "vendor", "LICENSE", "uv.lock", "0001_initial.py"})
_TEXT = frozenset({".py", ".md", ".toml", ".yml", ".yaml", ".json", ".cfg", ".sh", ".sql", ".txt", ""})

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Code:
    """A Python file: its path below the repository, its lines, its tree."""

    path: Path
    lines: int
    tree: ast.Module

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    def functions(self) -> Iterator[Function]:
        """Every function and method, nested ones included."""
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))

    def classes(self) -> Iterator[ast.ClassDef]:
        """Every class."""
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.ClassDef))


@cache
def code(*below: str) -> tuple[Code, ...]:
    """The Python files below the given folders (default: all of ours)."""
    paths = sorted(path for folder in below or _CODE for path in (ROOT / folder).rglob("*.py") if _ours(path))
    texts = ((path, path.read_text(encoding="utf-8")) for path in paths)
    return tuple(Code(path, text.count("\n"), ast.parse(text)) for path, text in texts)


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """Path and content of every text file people write here: code, documents, settings; not data."""
    paths = (path for path in ROOT.rglob("*") if path.suffix in _TEXT and _ours(path) and path.is_file())
    return tuple((path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in sorted(paths))


def documents() -> tuple[tuple[str, str], ...]:
    """Path and content of every Markdown file."""
    return tuple((name, text) for name, text in texts() if name.endswith(".md"))


def _ours(path: Path) -> bool:
    """Hidden folders hold caches and the environment, except what we keep in `.ci` and in the root itself."""
    parts = path.relative_to(ROOT).parts
    hidden = any(part.startswith(".") and part != ".ci" for part in parts[:-1])
    generated = any(part in _NOT_OURS for part in parts)
    return not hidden and not generated and path != ROOT / ".git"  # a file where the checkout is a worktree


def length(node: Function) -> int:
    """The lines of a function from its `def` to its end."""
    return (node.end_lineno or node.lineno) - node.lineno + 1
