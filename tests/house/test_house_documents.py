"""The documents are true: links lead somewhere, generated pages are current, every command has its heading."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from house_files import ROOT, documents

from truenorth.cli.main import COMMANDS
from truenorth.cli.reference import page
from truenorth.project.reference import PAGES

LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)|!\[[^\]\n]*\]\(([^)\s]+)\)")
OUTSIDE = ("http://", "https://", "mailto:")


def test_there_are_documents() -> None:
    names = {name for name, _ in documents()}
    assert {"README.md", "GLOSSARY.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "docs/index.md"} <= names


@pytest.mark.parametrize("name", [name for name, _ in documents()])
def test_every_relative_link_leads_somewhere(name: str) -> None:
    text = dict(documents())[name]
    broken = [target for target in _links(text) if not _leads_somewhere(ROOT / name, target)]
    assert broken == []


def test_the_command_line_page_is_current_and_names_every_command() -> None:
    written = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    assert written == page(), "run `make docs`"
    for module in COMMANDS:
        assert f"## truenorth {module.__name__.rpartition('.')[2]}\n" in written


@pytest.mark.parametrize("name", PAGES)
def test_the_generated_pages_are_current(name: str) -> None:
    written = (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")
    assert written == PAGES[name](), "run `make docs`"


def test_the_decisions_are_numbered_without_a_gap() -> None:
    names = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    index = (ROOT / "docs" / "decisions" / "index.md").read_text(encoding="utf-8")
    assert [name for name in names if f"({name})" not in index] == []


def _links(text: str) -> list[str]:
    prose = re.sub(r"^(```|~~~).*?^\1", "", text, flags=re.DOTALL | re.MULTILINE)
    prose = re.sub(r"`[^`\n]*`", "", prose)
    return [first or second for first, second in LINK.findall(prose)]


def _leads_somewhere(page: Path, target: str) -> bool:
    if target.startswith(OUTSIDE):
        return True
    name, _, anchor = target.partition("#")
    there = (page.parent / name).resolve() if name else page
    if not there.exists():
        return False
    return not anchor or there.suffix != ".md" or anchor in _anchors(there.read_text(encoding="utf-8"))


def _anchors(text: str) -> set[str]:
    """The anchors that GitHub gives to headings."""
    headings = re.findall(r"^#{1,6}\s+(.+?)\s*$", text, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
