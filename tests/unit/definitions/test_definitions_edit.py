"""An edit changes what it names and nothing else; what is written can be read."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import tries
from truenorth.definitions import edit, remove
from truenorth.definitions.emit import block_text
from truenorth.definitions.nodes import as_written, compose, plain_node
from truenorth.errors import Refused

TEXT = """# the shop
name:   Shop        # its name
kpis:
  on_time:          # by the promised day
    metric:  rate
    targets:
      # agreed in December
      - { from: 2026-01, at_least: 95 % }   # north and south
      - { from: 2027-01, at_least: '96 %' }
    why: |
      Late parcels
      annoy.

    # the end
  other: { metric: x, tags: [a, b] }  # short
teams:
"""

EDITS: list[tuple[tuple[str | int, ...], Any, str, str]] = [
    (("name",), "Pizzeria", "name:   Shop        #", "name:   Pizzeria        #"),
    (("name",), "a, b", "name:   Shop ", "name:   'a, b' "),
    (("kpis", "on_time", "metric"), "speed", "metric:  rate", "metric:  speed"),
    (("kpis", "on_time", "targets", 0, "at_least"), "97 %", "at_least: 95 %", "at_least: 97 %"),
    (("kpis", "on_time", "targets", 1, "at_least"), "97 %", "at_least: '96 %'", "at_least: 97 %"),
    (("kpis", "on_time", "why"), "Because.", "why: |\n      Late parcels\n      annoy.\n", "why: Because.\n"),
    (("kpis", "other", "tags", 1), "c", "[a, b]", "[a, c]"),
    (("kpis", "other", "tags"), ["c"], "tags: [a, b]", "tags: [c]"),
    (("kpis", "other", "owner"), "anna", "tags: [a, b] }", "tags: [a, b], owner: anna }"),
    (("kpis", "on_time", "owner"), "anna", "      annoy.\n", "      annoy.\n    owner: anna\n"),
    (("kpis", "third"), {"metric": "z"}, "# short\n", "# short\n  third: { metric: z }\n"),
    (("teams",), {"a": {"label": "A"}}, "teams:\n", "teams: { a: { label: A } }\n"),
    (("teams", "a", "label"), "A", "teams:\n", "teams: { a: { label: A } }\n"),
    (("people", "a@b", "name"), "A", "teams:\n", "teams:\npeople: { a@b: { name: A } }\n"),
]


@pytest.mark.parametrize(("path", "value", "before", "after"), EDITS, ids=[str(path) for path, *_ in EDITS])
def test_an_edit_changes_one_place(path: tuple[str | int, ...], value: Any, before: str, after: str) -> None:
    assert TEXT.count(before) == 1
    assert edit(TEXT, path, value) == TEXT.replace(before, after)


REMOVALS: list[tuple[tuple[str | int, ...], str, str]] = [
    (("name",), "name:   Shop        # its name\n", ""),
    (("kpis", "on_time", "metric"), "    metric:  rate\n", ""),
    (("kpis", "other", "metric"), "{ metric: x, tags", "{ tags"),
    (("kpis", "other", "tags"), ", tags: [a, b] }", " }"),
    (("kpis", "on_time", "why"), "    why: |\n      Late parcels\n      annoy.\n", ""),
    (("kpis", "other"), "  other: { metric: x, tags: [a, b] }  # short\n", ""),
    (("teams",), "teams:\n", ""),
]


@pytest.mark.parametrize(("path", "before", "after"), REMOVALS, ids=[str(path) for path, *_ in REMOVALS])
def test_a_removal_takes_one_key(path: tuple[str | int, ...], before: str, after: str) -> None:
    assert TEXT.count(before) == 1
    changed = remove(TEXT, path)
    assert changed == TEXT.replace(before, after)
    compose(changed, "a.yml")


@pytest.mark.parametrize(
    ("text", "path", "code"),
    [
        ("a: { b: 1 }", ("a", "b", "c"), "EDIT_PATH"),
        ("a: [1]", ("a", 1), "EDIT_PATH"),
        ("a: &x { c: 1 }\nb: *x\n", ("b",), "EDIT_ALIAS"),
        ("a: {", ("a",), "BROKEN_YAML"),
    ],
)
def test_what_cannot_be_edited_is_refused(text: str, path: tuple[str | int, ...], code: str) -> None:
    with pytest.raises(Refused, match=code):
        edit(text, path, "x")
    if code == "EDIT_PATH":
        with pytest.raises(Refused, match=code):
            remove(text, path)


def test_an_empty_text_gets_its_first_key() -> None:
    assert edit("", ("name",), "Shop") == "name: Shop\n"
    assert edit("# only this\n", ("name",), "Shop") == "# only this\nname: Shop\n"


ODD = """NO|on|null|~||2026|1_000|a: b|a #b|- a|'|"|it's|"a"|> x|%|@a|{a}|[a]|a, b|a:|:a|#| a|a |---|...|!x|&x|*x|?|? a
-|a\\b|<<|=|`a`|a\tb|\ta|\u2028|\x85|\ufeff"""
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    [*ODD.replace("\n", "|").split("|"), "|", "a\nb", "a\nb\n", "\n", "  a\nb", "a\n\nb", "a\n\n"]
)
PLAIN = st.recursive(
    TEXTS,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3)
        | st.dictionaries(TEXTS.filter(lambda key: key != "<<"), inner, min_size=1, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=tries(60))
@given(st.dictionaries(TEXTS.filter(lambda key: key != "<<"), PLAIN, max_size=4))
def test_whatever_is_written_reads_the_same(value: dict[str, Any]) -> None:
    assert as_written(compose(block_text(value), "a.yml")) == as_written(plain_node(value))


@settings(max_examples=tries(40))
@given(PLAIN)
def test_whatever_is_put_in_by_an_edit_reads_the_same(value: Any) -> None:
    for path in (
        ("kpis", "on_time", "metric"),
        ("kpis", "other", "new"),
        ("kpis", "on_time", "why"),
        ("kpis", "on_time"),
    ):
        changed = edit(TEXT, path, value)
        assert "# the end" in changed or path == ("kpis", "on_time", "why")
        assert changed.startswith("# the shop\nname:   Shop        # its name\n")
