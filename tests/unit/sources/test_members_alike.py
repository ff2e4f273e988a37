"""Members that differ by white space or capital letters only are told; `trim: yes` makes those of white space one."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from loaded_tables import Project
from truenorth.model.tables import Dimension, Table

ALIKE = [
    ("a blank before", [" Salaries", "Salaries", "Rent"], True),
    ("a blank behind", ["Salaries", "Salaries ", "Rent"], True),
    ("a no-break space", ["Salaries", "Salaries\u00a0", "Rent"], True),
    ("two blanks inside", ["Head  Office", "Head Office"], True),
    ("capital letters", ["North", "north", *["North"] * 4], False),
    ("both", ["North", "north ", "Rent"], True),
]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def codes(project: Project, address: str, **options: object) -> list[str]:
    return [code for code in project.load(address, None, **options).codes if code == "MEMBERS_ALIKE"]


@pytest.mark.parametrize(("what", "members", "spaced"), ALIKE, ids=[case[0] for case in ALIKE])
def test_members_that_look_alike_are_told(project: Project, what: str, members: list[str], spaced: bool) -> None:
    project.write("data.csv", "k,x\n" + "".join(f'{n},"{member}"\n' for n, member in enumerate(members)))
    pq.write_table(pa.table({"x": members}), project.folder / "data.parquet")
    with sqlite3.connect(project.folder / "data.sqlite") as con:
        con.execute("CREATE TABLE t (x TEXT)")
        con.executemany("INSERT INTO t VALUES (?)", [(member,) for member in members])
    database = Project(project.folder, "sqlite")
    for each, address in ((project, "data.csv"), (project, "data.parquet"), (database, "data.sqlite")):
        loaded = each.load(address)
        assert loaded.column("x") == members
        [finding] = loaded.relation.findings
        assert (finding.code, finding.level) == ("MEMBERS_ALIKE", "note")
        assert ("trim" in (finding.hint or "")) == spaced
    if what not in ("capital letters", "both"):
        assert codes(project, "data.csv", trim="yes") == codes(project, "data.parquet", trim=True) == []
        assert len(set(project.load("data.csv", None, trim=True).column("x"))) == len(set(members)) - 1


@pytest.mark.parametrize("members", [["a", "b", "c"], ["aB3", "Ab3", "x", "y"], ["", " ", "a"], ["x", "x", "x"]])
def test_members_of_their_own_are_not(project: Project, members: list[str]) -> None:
    project.write("data.csv", "k,x\n" + "".join(f'{n},"{member}"\n' for n, member in enumerate(members)))
    assert codes(project, "data.csv") == []


def test_the_line_of_the_odd_one_is_named(project: Project) -> None:
    loaded = project.load_text("k,x\n1,Rent\n2,Rent\n3,Rent \n")
    [finding] = loaded.relation.findings
    assert finding.place.line == 4
    assert "'Rent' and 'Rent␣'" in finding.message


def test_members_of_a_dimension_are_a_warning(project: Project) -> None:
    project.write("data.csv", "k,x\n1,Rent\n2,Rent \n")
    table = Table("t", source="sheets", dimensions=(Dimension("x"),))
    assert [finding.level for finding in project.load_table(table, "data.csv", {}).relation.findings] == ["warning"]


def test_trim_is_yes_or_no(project: Project) -> None:
    project.write("data.csv", "k,x\n1,a\n")
    assert project.refusal("data.csv", trim="both").finding.code == "SOURCE_OPTION"
