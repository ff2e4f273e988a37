"""The table of headline rules, run; and the page that prints it."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from truenorth.judgement import HEADLINE_RULES, headline, rules_page
from truenorth.judgement.data_facet import DATA_WORDS
from truenorth.judgement.target_facet import TARGET_WORDS
from truenorth.model.status import Facet
from truenorth.wording import HEADLINE_SHAPES

PAGE = Path(__file__).parents[3] / "docs/reference/status-rules.md"


def facets(data: str, target: str | None, outlook: str | None, *, ended: bool = False) -> dict[str, Facet | None]:
    return {
        "data": Facet(data, f"data.{data}"),
        "target": None if target is None else Facet(target, "target", {"ended": ended}),
        "outlook": None if outlook is None else Facet(outlook, "outlook"),
        "signal": None,
    }


def page_rules() -> list[list[str]]:
    """The rows of the first table on the page: rule, data, target, outlook, headline, colour, meaning."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    start = lines.index("|---|---|---|---|---|---|---|") + 1
    table = lines[start : lines.index("", start)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


def matches(cell: str, word: str | None) -> bool:
    return cell == "any" or word in cell.removesuffix(" (its end has passed)").split(", ")


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == rules_page(), "run `make docs`"


@pytest.mark.parametrize("ended", [False, True])
def test_the_page_says_what_the_code_does(ended: bool) -> None:
    rows = page_rules()
    for data, target, outlook in product(DATA_WORDS, TARGET_WORDS, (None, "likely", "unlikely")):
        first = next(
            row
            for row in rows
            if matches(row[1], data)
            and matches(row[2], target)
            and (ended or "(its end" not in row[2])
            and matches(row[3], outlook)
        )
        found = headline(facets(data, target, outlook, ended=ended))
        assert (f"`{found.id}`", found.headline) == (first[0], first[4].split(" ", 1)[1])


@pytest.mark.parametrize(
    ("data", "target", "outlook", "ended", "found"),
    [
        ("broken", None, None, False, "no data"),
        ("no data", None, None, False, "no data"),
        ("stale", "met", None, False, "stale"),
        ("doubtful", "met", None, False, "doubtful"),
        ("too few", "met", None, False, "no data"),
        ("fresh", "no target", None, False, "watched"),
        ("fresh", "achieved", None, True, "achieved"),
        ("fresh", "missed", None, True, "missed"),
        ("fresh", "missed", None, False, "off track"),
        ("fresh", "met", None, False, "on track"),
        ("late", "ahead", None, False, "on track"),
        ("provisional", "on pace", None, False, "on track"),
        ("fresh", "on pace", "unlikely", False, "at risk"),
        ("fresh", "on pace", "uncertain", False, "on track"),
        ("fresh", "near", "likely", False, "at risk"),
        ("fresh", "behind", None, False, "off track"),
    ],
)
def test_the_first_rule_that_holds(data: str, target: str | None, outlook: str | None, ended: bool, found: str) -> None:
    assert headline(facets(data, target, outlook, ended=ended)).headline == found


def test_every_headline_has_a_shape_and_every_rule_its_own_id() -> None:
    assert {rule.headline for rule in HEADLINE_RULES} == set(HEADLINE_SHAPES)
    assert len({rule.id for rule in HEADLINE_RULES}) == len(HEADLINE_RULES)


def test_a_missing_target_facet_needs_missing_data() -> None:
    with pytest.raises(ValueError, match="no headline rule"):
        headline(facets("fresh", None, None))
