"""Definitions that a page proposes always load, whatever columns are called."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from truenorth.app.readings.proposal import Proposed, key_of, metric_text, source_text
from truenorth.definitions import load_texts
from truenorth.definitions.names import is_key
from truenorth.errors import Level, Refused
from truenorth.model.tables import DateRule

ODD = (
    "order",
    "select",
    "end",
    "null",
    "on",
    "no",
    "2026",
    "a.b",
    "a`b",
    "it's",
    'say "x"',
    "a: b",
    "# x",
    "{x}",
    "é",
    "- x",
)
NAMES = st.one_of(
    st.sampled_from(ODD),
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp", "Zs")), min_size=1, max_size=20),
    st.text("ab .`'\"\\:,#[]{}&*!|>%@$-", min_size=1, max_size=12),
).filter(lambda name: name == " ".join(name.split()) and bool(name))
KEYS = st.sampled_from(("sales", "select", "order", "end", "größe", "t_2024", "null", "no", "distinct"))


@given(KEYS, st.lists(NAMES, min_size=4, max_size=6, unique_by=str.casefold), NAMES)
@example("select", ["a.b", "`", "``", "end"], "x.y")
def test_what_is_proposed_loads_as_it_was_meant(key: str, names: list[str], table: str) -> None:
    proposed = Proposed(
        key, "files", "uploads/sales.xlsx", table, {}, names[0], "", (names[1],), tuple(names[2:]), "2 days"
    )
    text, metric = source_text(proposed), metric_text("total", f"Sum of {names[3]}", key, names[3])
    made = load_texts({"page/sources/x.yml": text, "page/metrics/y.yml": metric}, environment={})
    assert [each for each in made.findings if each.level is Level.ERROR] == []
    found = made.tables[key]
    assert isinstance(found.date, DateRule)
    assert (found.source, found.name, found.date.column) == (key, table, names[0])
    assert found.one_row_per == (names[1],)
    assert [each.column for each in found.dimensions] == names[2:]
    assert made.metrics["total"].label == f"Sum of {names[3]}"
    assert not made.broken


@given(st.text(max_size=80))
def test_a_key_is_made_of_any_name(name: str) -> None:
    assert is_key(key_of(name))


@pytest.mark.parametrize("key", ["", "a b", "2x", "a.b", "a-b", "../x", "x\n"])
def test_a_key_that_is_none_is_refused(key: str) -> None:
    with pytest.raises(Refused) as caught:
        source_text(Proposed(key, "files", "uploads/x.csv", "x"))
    assert caught.value.finding.code == "KEY_SPELLING"


def test_the_yaml_is_as_a_person_would_write_it() -> None:
    proposed = Proposed(
        "sales", "files", "uploads/sales.csv", "sales", date="day", keys=("id",), dimensions=("country",)
    )
    assert source_text(proposed) == (
        "sources:\n  sales: { files: uploads/sales.csv }\n\n"
        "tables:\n  sales: { source: sales.sales, one_row_per: id, date: day, dimensions: [country] }\n"
    )
    assert (
        metric_text("n", "Rows of sales", "sales") == "metrics:\n  n: { label: Rows of sales, formula: count(sales) }\n"
    )
