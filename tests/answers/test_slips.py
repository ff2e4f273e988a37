"""One letter too many or too few anywhere in a project's files is told by a finding, never by a fault."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from truenorth import Project
from truenorth.errors import Refused

EXAMPLES = Path(__file__).parents[2] / "examples"
WORD = re.compile(r"[A-Za-z_]\w{2,}")
SEED, SLIPS = 20240229, 6
KNOWN = (
    ("music_shop", "tables.yml", "source: shop.Customer", "source: hop.Customer"),
    ("music_shop", "tables.yml", "InvoiceDate", "InvoiceDat"),
    ("music_shop", "truenorth.yml", "shop:", "shops:"),
    ("pizza", "sales.yml", "column: date", "column: dte"),
    ("pizza", "truenorth.yml", "name:", "nme:"),
)
"""Slips that once ended in a fault, and their neighbours."""


@pytest.fixture(scope="session")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where what is loaded of each example's files is kept for all slips."""
    return tmp_path_factory.mktemp("stores")


def files_of(example: str) -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in sorted((EXAMPLES / example).glob("*.yml"))}


def slipped(chance: random.Random, text: str) -> str:
    """The text with a letter dropped from a word, or added to it; comments stay as they are."""
    words = [
        found
        for found in WORD.finditer(text)
        if "#" not in text[text.rfind("\n", 0, found.start()) + 1 : found.start()]
    ]
    word = chance.choice(words)
    at = word.start() + chance.randrange(len(word[0]))
    return text[:at] + text[at + 1 :] if chance.random() < 0.5 else text[:at] + chance.choice("aeirstx") + text[at:]


def line_before(text: str, offset: int) -> str:
    return text[text.rfind("\n", 0, offset) + 1 : offset]


def some_slips() -> Iterator[tuple[str, str, int]]:
    """An example, one of its files, and the seed of the slip."""
    for example in ("flights", "music_shop", "nhs_ae", "pizza"):
        names = sorted(files_of(example))
        for number in range(SLIPS):
            yield example, names[number % len(names)], SEED + number


@pytest.mark.parametrize(("example", "name", "seed"), list(some_slips()))
def test_a_slip_of_one_letter_is_no_fault(example: str, name: str, seed: int, stores: Path) -> None:
    files = files_of(example)
    answers(example, {**files, name: slipped(random.Random(seed), files[name])}, stores)


@pytest.mark.parametrize(("example", "name", "right", "wrong"), KNOWN)
def test_a_known_slip_is_no_fault(example: str, name: str, right: str, wrong: str, stores: Path) -> None:
    files = files_of(example)
    assert right in files[name]
    answers(example, {**files, name: files[name].replace(right, wrong, 1)}, stores, mistaken=True)


def answers(example: str, files: dict[str, str], stores: Path, *, mistaken: bool = False) -> None:
    """Asks for check and status; of what is mistaken, `check` says so."""
    with Project.of(files, EXAMPLES / example, stores / example / "extracts") as project:
        found = project.check()
        assert not mistaken or any(each.level.value == "error" and each.place.line for each in found)
        try:
            project.status()
        except Refused as refused:
            assert refused.finding in found
