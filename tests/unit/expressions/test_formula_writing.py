"""Trees written as text and read again; any text is either read or refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from effort import tries
from truenorth.errors import Refused
from truenorth.expressions import names, parse, write, write_name
from truenorth.expressions.functions import COMPARE, FUNCTIONS
from truenorth.model.syntax import Apply, Constant, Name, Span, Syntax
from truenorth.periods import Duration

NO_SPAN = Span(0, 0)


def bare(syntax: Syntax) -> Syntax:
    """The tree without its spans."""
    if isinstance(syntax, Apply):
        return Apply(syntax.function, tuple(map(bare, syntax.arguments)), NO_SPAN)
    return replace(syntax, span=NO_SPAN)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("((a))+( b*c )", "a + b * c"),
        ("(a+b)*c", "(a + b) * c"),
        ("a-(b-c)", "a - (b - c)"),
        ("(a-b)-c", "a - b - c"),
        ("a != 'it''s'", "a <> 'it''s'"),
        ("NOT (a IN (1,2))", "a not in (1, 2)"),
        ("not (a = 1 and b)", "not (a = 1 and b)"),
        ("(not a) = b", "(not a) = b"),
        ("(a is null) = true", "(a is null) = true"),
        ("- (- 1)", "- -1"),
        ("-(a + b)", "-(a + b)"),
        ("(-a) * b", "-a * b"),
        ("a between (b) and (c or d)", "a between b and (c or d)"),
        ("Case When a Then 1 Else 2 End", "case when a then 1 else 2 end"),
        ("timestamp '2024-01-31T12:00'", "timestamp '2024-01-31 12:00:00'"),
        ("`orders`.`amount`", "orders.amount"),
        ("`End`.end", "`End`.end"),
        ("t.`a``b c`", "t.`a``b c`"),
        ("1 DAY + 2 weeks", "1 day + 2 weeks"),
        ("0.00000001", "0.00000001"),
        ("COUNT(DISTINCT (a.b))", "count(distinct a.b)"),
    ],
)
def test_the_canonical_text(text: str, canonical: str) -> None:
    assert write(parse(text).tree) == canonical
    assert bare(parse(canonical).tree) == bare(parse(text).tree)


def test_names_come_from_left_to_right() -> None:
    tree = parse("case when a.x then b else sum(c.y) + d end").tree
    assert [name.text for name in names(tree)] == ["a.x", "b", "c.y", "d"]


def test_a_name_with_loose_accents_keeps_them() -> None:
    loose = "e\u0301tat"
    assert write_name((loose, "x")) == f"`{loose}`.x"
    assert next(names(parse(f"`{loose}`.x").tree)).parts == (loose, "x")


_PRINTABLE = st.characters(exclude_categories=("C", "Zl", "Zp"))
_PARTS = st.one_of(
    st.sampled_from(["a", "orders", "net_revenue", "end", "Select", "count", "date", "größe", "日"]),
    st.text(_PRINTABLE, min_size=1, max_size=6).filter(str.strip),
)
NAMES = st.lists(_PARTS, min_size=1, max_size=2).map(lambda parts: Name(tuple(parts), NO_SPAN))
VALUES: st.SearchStrategy[int | Decimal | str | bool | date | datetime | Duration] = st.one_of(
    st.integers(0, 10**30),
    st.decimals(0, 10**9, places=3),
    st.text(_PRINTABLE, max_size=8),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.builds(Duration, st.integers(0, 999_999), st.sampled_from(["minute", "hour", "day", "week", "month", "year"])),
)
ATOMS = st.one_of(NAMES, VALUES.map(lambda value: Constant(value, NO_SPAN)))

_PLAIN_CALLS = ["abs", "lower", "sum", "count", "min", "coalesce", "concat", "round", "days_between", "share", "date"]


def _applied(inner: st.SearchStrategy[Syntax]) -> st.SearchStrategy[Syntax]:
    def call(name: str) -> st.SearchStrategy[Syntax]:
        function = FUNCTIONS[name]
        arguments = st.lists(inner, min_size=function.least, max_size=function.most or function.least + 2)
        return arguments.map(lambda found: Apply(name, tuple(found), NO_SPAN))

    operators = [name for name, it in FUNCTIONS.items() if it.is_operator]
    casts = st.builds(
        lambda value, kind: Apply("cast", (value, Constant(kind, NO_SPAN)), NO_SPAN),
        inner,
        st.sampled_from(["decimal", "integer", "text", "date", "timestamp"]),
    )
    return st.one_of(st.sampled_from([*operators, *_PLAIN_CALLS, "count_distinct", "case"]).flatmap(call), casts)


TREES: st.SearchStrategy[Syntax] = st.recursive(ATOMS, _applied, max_leaves=25)


@settings(max_examples=tries(300))
@given(TREES)
def test_a_written_tree_is_read_as_the_same_tree(tree: Syntax) -> None:
    text = write(tree)
    again = parse(text).tree
    assert bare(again) == tree
    assert write(again) == text
    assert [name.parts for name in names(again)] == [name.parts for name in names(tree)]


@settings(max_examples=tries(150))
@given(TREES)
def test_no_parentheses_are_superfluous(tree: Syntax) -> None:
    """Leaving out any pair that is not a call's, list's or case's own gives another tree, or none."""
    text = write(tree)
    for opening, closing in _pairs(text):
        shorter = text[:opening] + " " + text[opening + 1 : closing] + " " + text[closing + 1 :]
        try:
            assert bare(parse(shorter).tree) != tree
        except Refused:
            continue


def _pairs(text: str) -> list[tuple[int, int]]:
    """The offsets of matching parentheses outside texts and quoted names."""
    pairs, waiting, quote = [], [], ""
    for offset, character in enumerate(text):
        if quote or character in "'`":
            quote = "" if character == quote else quote or character
        elif character == "(":
            waiting.append(offset)
        elif character == ")":
            pairs.append((waiting.pop(), offset))
    return pairs


_FRAGMENTS = st.sampled_from(
    [*"+-*/%=<>(),.'`\" ;#\n", "<>", "--", "/*", "and ", "or ", "not ", "in ", "between ", "like ", "is ", "null",
     "case ", "when ", "then ", "else ", "end ", "sum(", "count(distinct ", "cast(", " as ", "date ", "'2024-01-31'",
     "7 days", "1", "0.5", "a", "a.b", "'x'", "`y z`", "select ", "growth(", "’", "\u202e", "\u00a0", "é", "e\u0301"]
)  # fmt: skip
ANY_TEXT = st.one_of(st.text(max_size=60), st.lists(_FRAGMENTS, max_size=25).map("".join))


@settings(max_examples=tries(600))
@given(ANY_TEXT)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        formula = parse(text, file="m.yml", line=3, column=5)
    except Refused as refused:
        finding = refused.finding
        assert finding.code.startswith("FORMULA_")
        assert finding.place.line is not None and finding.place.line >= 3
        assert finding.place.column is not None and finding.place.column >= 5
    else:
        assert bare(parse(write(formula.tree)).tree) == bare(formula.tree)


def test_comparisons_are_all_of_one_strength() -> None:
    assert {name for name, it in FUNCTIONS.items() if it.strength == COMPARE} == {
        "=", "<>", "<", "<=", ">", ">=", "in", "between", "like", "is_null", "is_not_null",
    }  # fmt: skip
