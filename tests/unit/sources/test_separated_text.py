"""Separated text to rows: quotes, line ends, lines; the fast way in and the slow one give the same rows."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from effort import tries
from truenorth.errors import Refused
from truenorth.sources import duck
from truenorth.sources.dialect import find_separator
from truenorth.sources.parse import Row, read_rows
from truenorth.sources.staging import Shape, stage_file, stage_rows


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    with duck.loading_connection(tmp_path_factory.mktemp("spill")) as connection:
        yield connection


def rows_of(text: str, separator: str = ",") -> list[tuple[int, tuple[str | None, ...]]]:
    return [(row.line, row.cells) for row in read_rows(io.StringIO(text, newline=""), separator, "f.csv")]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a,b\n1,2\n", [(1, ("a", "b")), (2, ("1", "2"))]),
        ("a,b", [(1, ("a", "b"))]),
        ('x,""\n,"y"\n', [(1, ("x", "")), (2, (None, "y"))]),
        ('"a ""b"" c",d\n', [(1, ('a "b" c', "d"))]),
        ('"two\nlines",b\nc,d\n', [(1, ("two\nlines", "b")), (3, ("c", "d"))]),
        ('"three\r\nand\r\nmore"\r\nlast\r\n', [(1, ("three\r\nand\r\nmore",)), (4, ("last",))]),
        ('"a,b",c\n', [(1, ("a,b", "c"))]),
        ('5" disk,x\n', [(1, ('5" disk', "x"))]),
        ('"Big" Al,5\n', [(1, ("Big Al", "5"))]),
        ('"Al" ,5\n', [(1, ("Al", "5"))]),
        ("a\rb\r", [(1, ("a",)), (2, ("b",))]),
        ("\na\n", [(1, (None,)), (2, ("a",))]),
        ('"",""\n', [(1, ("", ""))]),
        ('a,"\n\n"\n', [(1, ("a", "\n\n"))]),
        ('"""quoted"""\n', [(1, ('"quoted"',))]),
    ],
)
def test_rows_and_their_lines(text: str, rows: list[tuple[int, tuple[str | None, ...]]]) -> None:
    assert rows_of(text) == rows


def test_blanks_separate_however_many() -> None:
    assert rows_of("  1   22\t3 \n\n", "blanks") == [(1, ("1", "22", "3")), (2, ())]


def test_a_quote_never_closed_is_refused_at_its_line() -> None:
    with pytest.raises(Refused) as refused:
        rows_of('a,b\n1,"2\n3,4\n')
    assert (refused.value.finding.code, refused.value.finding.place.line) == ("QUOTE_NOT_CLOSED", 2)


@pytest.mark.parametrize(
    ("lines", "separator"),
    [
        (["a,b,c\n", "1,2,3\n"], ","),
        (["a;b;c\n", "1,5;2,5;3,5\n", "1,5;2,5;3,5\n"], ";"),
        (["name;x\n", "Müller, Anna;1,5\n", "Berg, Tom;2,5\n"], ";"),
        (["a\tb\n", "1\t2\n"], "\t"),
        (["a|b|c\n", "1|2, 3|x\n"], "|"),
        (["Report, June\n", "\n", "a\tb\tc\n", "1\t2\t3\n", "4\t5\t6\n"], "\t"),
        (["word\n", "another\n"], ","),
        (['"a;b";c\n', '"d;e";f\n'], ";"),
        (["title,,\n", "a,b,c\n", "1;2,3,4\n", "5,6,7\n"], ","),
    ],
)
def test_the_separator_that_makes_a_regular_table(lines: list[str], separator: str) -> None:
    assert find_separator(lines, ".csv") == separator


def test_a_suffix_settles_a_single_column() -> None:
    assert find_separator(["word\n"], ".tsv") == "\t"


CELL = st.text(alphabet='ab0 "\n\r,;é', max_size=4)
FILES = st.lists(st.lists(CELL, min_size=1, max_size=3), min_size=1, max_size=5)


@settings(max_examples=tries(150))
@given(FILES, st.booleans(), st.booleans())
@example([["a", "b"], ["", " "], ["1", ""]], True, False)
@example([["a", "b"], ['x"', "y"]], False, False)
def test_the_fast_way_in_gives_the_rows_of_the_slow_one(
    con: duckdb.DuckDBPyConnection, cells: list[list[str]], quote: bool, end: bool
) -> None:
    written = [[('"' + c.replace('"', '""') + '"' if quote else c) for c in row] for row in cells]
    text = "\n".join(",".join(row) for row in written) + ("\n" if end else "")
    try:
        header, *body = [*read_rows(io.StringIO(text, newline=""), ",", "f.csv")] or [Row(0, ())]
    except Refused:
        header, body = Row(0, ()), []
    con.execute("DROP TABLE IF EXISTS fast")
    con.execute("DROP TABLE IF EXISTS slow")
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "f.csv"
        path.write_text(text, encoding="utf-8", newline="")
        fast = stage_file(con, "fast", path, Shape(",", len(header.cells)), Path(name)) if header.cells else None
        if fast is None or header.line + 1 != (body[0].line if body else 2):
            return  # not regular: the slow way is taken
        slow = stage_rows(con, "slow", body, len(header.cells), Path(name))
    columns = ", ".join(f"c{i}" for i in range(slow.width))
    read = [
        con.execute(f"SELECT {stage.line}, {columns} FROM {stage.table} ORDER BY 1").fetchall()
        for stage in (fast, slow)
    ]
    assert read[0] == read[1]


def test_regular_files_do_take_the_fast_way(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text('a,b\r\n1,"x, ""y"""\r\n,""\r\n', newline="")
    with duck.loading_connection(tmp_path) as con:
        stage = stage_file(con, "t", path, Shape(",", 2), tmp_path)
        assert stage is not None
        assert con.execute(f"SELECT {stage.line}, c0, c1 FROM t").fetchall() == [(2, "1", 'x, "y"'), (3, None, "")]


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,2,3\n",  # ragged
        "a,b\n1\n",
        'a,b\n1,"x\ny"\n',  # a line end in a cell: rows are not lines
        "a,b\r\n1,2\n",  # two kinds of line ends
        "a,b\r1,2\r",
        "a,b\n\n1,2\n",
        "a,b\n1,\0\n",
        'a,b\n1,"x\n',
    ],
)
def test_other_files_do_not(tmp_path: Path, text: str) -> None:
    path = tmp_path / "f.csv"
    path.write_text(text, newline="")
    with duck.loading_connection(tmp_path) as con:
        assert stage_file(con, "t", path, Shape(",", 2), tmp_path) is None
        assert con.execute("SHOW TABLES").fetchall() == []


ANY_CELL = st.none() | st.text(alphabet="ab0 \"\n\r,;é'\\\t", max_size=6)


@settings(max_examples=tries(150))
@given(st.lists(st.tuples(ANY_CELL, ANY_CELL), min_size=1, max_size=6))
@example([('x "y"', 'ends "so"'), ('"\r\n', 'a"\r\n"b'), ("\r", '"')])
def test_staged_rows_come_back_as_they_were(
    con: duckdb.DuckDBPyConnection, cells: list[tuple[str | None, str | None]]
) -> None:
    rows = [Row(line, pair) for line, pair in enumerate(cells, start=7)]
    con.execute("DROP TABLE IF EXISTS t")
    with tempfile.TemporaryDirectory() as name:
        stage_rows(con, "t", rows, 2, Path(name))
    assert con.execute("SELECT line, c0, c1 FROM t ORDER BY 1").fetchall() == [(r.line, *r.cells) for r in rows]


def test_lines_above_the_first_row_are_no_hindrance(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text("A title\n\na;b\n1;2\n3;4\n")
    with duck.loading_connection(tmp_path) as con:
        stage = stage_file(con, "t", path, Shape(";", 2, above=3), tmp_path)
        assert stage is not None
        assert con.execute(f"SELECT {stage.line}, c0, c1 FROM t").fetchall() == [(4, "1", "2"), (5, "3", "4")]
