"""Which tests a change touches: `python tests/changed.py [BASE]` prints their paths, `make test-changed` runs them.

The change is what the working tree holds that BASE does not: by default where the branch left `main`, on `main` itself
the last commit. A file touches the tests that judge its room, by the table below, and every test that imports it. That
is a choice for the minutes in between: what a room does to another shows in `make test`.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests"
HOUSE = "tests/house"
NUMBERS = ("tests/answers", "tests/engines", "tests/refusals", "tests/unit/project")
PAGES = ("tests/app", "tests/browser")
COMMANDS = ("tests/journeys", "tests/unit/cli")

# The beginning of a changed file's path → the tests that judge it; the first that fits.
JUDGES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("src/truenorth/app/config/", ("tests/app", "tests/crash", "tests/journeys/test_backup.py")),
    ("src/truenorth/app/jobs/", ("tests/app", "tests/crash")),
    ("src/truenorth/app/migrations/", ("tests/app", "tests/crash", "tests/journeys/test_backup.py")),
    ("src/truenorth/app/revisions/", ("tests/app", "tests/crash")),
    ("src/truenorth/app/", PAGES),
    ("src/truenorth/checks/", ("tests/unit/checks", "tests/app/test_cards.py", *COMMANDS)),
    ("src/truenorth/cli/", COMMANDS),
    ("src/truenorth/compiler/", NUMBERS),
    ("src/truenorth/definitions/", ("tests/unit/definitions", "tests/app/revisions", *NUMBERS)),
    ("src/truenorth/engines/", NUMBERS),
    ("src/truenorth/evaluate/", NUMBERS),
    ("src/truenorth/expressions/", ("tests/unit/expressions", *NUMBERS)),
    ("src/truenorth/judgement/", ("tests/unit/judgement", "tests/unit/checks", "tests/crosscheck", *COMMANDS)),
    ("src/truenorth/model/", ("tests/unit", *NUMBERS)),
    ("src/truenorth/periods/", ("tests/unit/periods", "tests/unit/judgement", *NUMBERS)),
    ("src/truenorth/project/", ("tests/unit", *NUMBERS, *COMMANDS)),
    ("src/truenorth/sources/", ("tests/unit/sources", "tests/sources", "tests/refusals", "tests/app/test_preview.py")),
    ("src/truenorth/sql/", NUMBERS),
    ("src/truenorth/stats/", ("tests/unit/stats", "tests/unit/judgement", "tests/crosscheck", *COMMANDS)),
    (
        "src/truenorth/wording/",
        ("tests/unit/wording", "tests/unit/judgement", "tests/browser/test_numbers.py", *COMMANDS),
    ),
    ("examples/", ("tests/answers/truth", "tests/app/test_cards.py", "tests/journeys")),
    ("docs/", ("tests/journeys/test_documents.py",)),
    ("README.md", ("tests/journeys/test_documents.py",)),
    ("deploy/", ()),
    ("benchmarks/", ()),
    (".", ()),
    ("CHANGELOG.md", ()),
    ("CONTRIBUTING.md", ()),
    ("GLOSSARY.md", ()),
    ("tests/", ()),  # those that import it, and those beside it
    ("", ("tests",)),
)


def changed_files(base: str) -> list[str]:
    """The paths, from the root, of what was changed, added or removed."""
    return sorted({*_git("diff", "--name-only", base), *_git("ls-files", "--others", "--exclude-standard")})


def usual_base() -> str:
    """Where this branch left `main`; on `main` itself the last commit."""
    if _git("rev-parse", "--abbrev-ref", "HEAD") == ["main"]:
        return "HEAD"
    return (_git("merge-base", "main", "HEAD") or ["HEAD"])[0]


def _git(*words: str) -> list[str]:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.splitlines() if done.returncode == 0 else []


def touched(files: Iterable[str]) -> list[str]:
    """The paths of tests that a change of these files touches; a folder stands for everything in it."""
    found = {HOUSE}
    for name in files:
        found |= set(next(tests for start, tests in JUDGES if name.startswith(start)))
        found |= set(_beside(ROOT / name)) if name.startswith("tests/") else set(_importing(name))
    there = {each for each in found if (ROOT / each).exists()}
    return sorted(each for each in there if not any(_inside(each, other) for other in there))


def _beside(path: Path) -> Iterator[str]:
    """A test itself; of a module the tests that import it; of data the nearest folder above them that holds tests."""
    if path.name.startswith("test_"):
        yield path.relative_to(ROOT).as_posix()
    elif path.suffix == ".py" and path.name != "conftest.py":
        yield from _importing(path.relative_to(ROOT).as_posix())
    else:
        folders = (folder for folder in path.parents if folder == TESTS or any(folder.glob("test_*.py")))
        yield next(folders).relative_to(ROOT).as_posix()


def _importing(name: str) -> Iterator[str]:
    """The test files that import a module, themselves or through other modules of the tests."""
    module = name.removeprefix("src/").removeprefix("tests/").removesuffix(".py").replace("/", ".")
    wanted = {module, module.rpartition(".")[2]} if name.startswith("tests/") else {module}
    for path in sorted(TESTS.rglob("*.py")):
        if wanted.isdisjoint(_imports(path)):
            continue
        own = path.relative_to(ROOT).as_posix()
        yield from [own] if path.name.startswith("test_") else _beside(path) if own != name else []


def _imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, and every name that it takes from one, which may be a module too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _inside(one: str, other: str) -> bool:
    return one != other and one.startswith(f"{other}/")


if __name__ == "__main__":
    print(*touched(changed_files(sys.argv[1] if len(sys.argv) > 1 else usual_base())), sep="\n")
