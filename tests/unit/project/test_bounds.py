"""A project reads no file outside its folder, whatever its definitions say, unless the operator named the folder."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from truenorth.errors import Refused
from truenorth.model.tables import Source
from truenorth.project import Project
from truenorth.project.bounds import VARIABLE, Bounds


def text(path: Path) -> None:
    path.write_text("day,amount\n2024-01-05,7\n", encoding="utf-8")


def sqlite(path: Path) -> None:
    with closing(sqlite3.connect(path)) as con, con:
        con.execute("CREATE TABLE t (day TEXT, amount INTEGER)")
        con.execute("INSERT INTO t VALUES ('2024-01-05', 7)")


def duck(path: Path) -> None:
    with duckdb.connect(str(path)) as con:
        con.execute("create table t as select date '2024-01-05' as day, 7 as amount")


KINDS: dict[str, tuple[str, Callable[[Path], None]]] = {
    "files": ("t.csv", text),
    "sqlite": ("t.sqlite", sqlite),
    "duckdb": ("t.duckdb", duck),
}
WAYS = ("absolute", "up", "up and down", "link", "folder link", "link to a link")


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    for name, make in KINDS.values():
        make(folder / name)
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "data").mkdir(parents=True)
    return folder


def address(way: str, name: str, home: Path, outside: Path) -> str:
    """The address of a file outside, by one of the ways."""
    if way == "absolute":
        return str(outside / name)
    if way == "up":
        return f"../elsewhere/{name}"
    if way == "up and down":
        return f"data/../../elsewhere/{name}"
    if way == "folder link":
        (home / "shelf").symlink_to(outside)
        return f"shelf/{name}"
    target = outside / name
    if way == "link to a link":
        (home / "data" / "first").symlink_to(target)
        target = home / "data" / "first"
    (home / "data" / name).symlink_to(os.path.relpath(target, home / "data"))
    return f"data/{name}"


def asked(home: Path, source: str, table: str = "{source: s.t, date: day}", **words: object) -> object:
    if source.startswith("files:") and "as: t" not in source:
        source += ", as: t"
    (home / "truenorth.yml").write_text(
        f"version: 1\nname: P\nsources: {{s: {{{source}}}}}\ntables: {{t: {table}}}\n"
        "metrics: {total: {formula: sum(t.amount)}}\n",
        encoding="utf-8",
    )
    with Project(home, environment={}, **words) as project:  # type: ignore[arg-type]
        return project.query("total", as_of="2024-02-01").rows[0]["total"]


def refusal(home: Path, source: str, table: str = "{source: s.t, date: day}") -> str:
    with pytest.raises(Refused) as caught:
        asked(home, source, table)
    assert caught.value.finding.place.file == "truenorth.yml"
    return caught.value.finding.code


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", WAYS)
def test_a_file_elsewhere_is_not_read(home: Path, outside: Path, kind: str, way: str) -> None:
    written = address(way, KINDS[kind][0], home, outside)
    assert refusal(home, f"{kind}: '{written}'") == "SOURCE_OUTSIDE"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", WAYS)
def test_a_file_elsewhere_is_read_where_the_operator_names_its_folder(
    home: Path, outside: Path, kind: str, way: str
) -> None:
    written = address(way, KINDS[kind][0], home, outside)
    assert asked(home, f"{kind}: '{written}'", bounds=Bounds((outside,))) == 7


def test_the_operator_names_folders_as_path_is_written(home: Path, outside: Path, tmp_path: Path) -> None:
    (home / "truenorth.yml").write_text(
        f"sources: {{s: {{files: {outside}/t.csv, as: t}}}}\ntables: {{t: {{source: s.t, date: day}}}}\n"
        "metrics: {total: {formula: sum(t.amount)}}\n",
        encoding="utf-8",
    )
    with Project(home, environment={VARIABLE: os.pathsep.join(["/nowhere", str(outside)])}) as project:
        assert project.query("total", as_of="2024-02-01").rows[0]["total"] == 7


@pytest.mark.parametrize(
    "written", ["/etc/passwd", "/etc/*", "/nowhere/at/all.csv", "~/../../etc/passwd", "*/../../*/t.csv"]
)
def test_whether_something_lies_elsewhere_is_not_told(home: Path, outside: Path, written: str) -> None:
    assert refusal(home, f"files: '{written}', as: t") == "SOURCE_OUTSIDE"


@pytest.mark.parametrize("pattern", ["data/*.csv", "**/*.csv", "shelf/*.csv", "she*/*.csv"])
def test_a_pattern_follows_no_link_out(home: Path, outside: Path, pattern: str) -> None:
    text(home / "data" / "own.csv")
    (home / "data" / "other.csv").symlink_to(outside / "t.csv")
    (home / "shelf").symlink_to(outside)
    assert refusal(home, f"files: '{pattern}', as: t") == "SOURCE_OUTSIDE"


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
def test_a_view_over_a_file_elsewhere_is_not_read(home: Path, outside: Path, kind: str) -> None:
    table = "{source: s, date: day, sql: 'select * from t'}"
    assert refusal(home, f"{kind}: ../elsewhere/{KINDS[kind][0]}", table) == "SOURCE_OUTSIDE"


def test_links_and_ways_within_the_folder_are_followed(home: Path) -> None:
    text(home / "data" / "own.csv")
    (home / "link.csv").symlink_to("data/own.csv")
    for written in ("link.csv", "data/../data/own.csv", str(home / "data" / "own.csv"), "data/*.csv"):
        assert asked(home, f"files: '{written}', as: t") == 7


def test_a_project_behind_a_link_reads_its_own(home: Path, tmp_path: Path) -> None:
    text(home / "data" / "own.csv")
    (tmp_path / "behind").symlink_to(home)
    assert asked(tmp_path / "behind", "files: data/own.csv") == 7


def test_a_closed_folder_stays_closed_within_an_open_one(tmp_path: Path) -> None:
    """As the application keeps its own data folder, and the workspace's part of it open."""
    data = tmp_path / "srv" / "truenorth"
    own = data / "workspaces" / "shop"
    bounds = Bounds((tmp_path / "srv",), (data,))
    for written, allowed in (("../../truenorth.sqlite3", False), ("../../../shop.csv", True), ("a.csv", True)):
        source = Source("s", "sqlite", written, {})
        if allowed:
            bounds.check(source, own)
        else:
            with pytest.raises(Refused):
                bounds.check(source, own)


def test_definitions_and_typed_values_behind_a_link_are_not_read(home: Path, outside: Path) -> None:
    text(home / "data" / "own.csv")
    (outside / "secret.yml").write_text("metrics: {other: {label: hunter2}}\n", encoding="utf-8")
    (home / "more.yml").symlink_to(outside / "secret.yml")
    with pytest.raises(Refused) as caught:
        asked(home, "files: data/own.csv")
    assert (caught.value.finding.code, caught.value.finding.place.file) == ("FILE_OUTSIDE", "more.yml")
    (home / "more.yml").unlink()
    (home / "manual.yml").write_text("metrics: {mood: {manual: {every: month}, unit: count}}\n", encoding="utf-8")
    (home / "entries").mkdir()
    (outside / "mood.csv").write_text("period,value,note,by,at\n2024-01,5,,a@b.example,2024-02-01\n", encoding="utf-8")
    (home / "entries" / "mood.csv").symlink_to(outside / "mood.csv")
    with Project(home, environment={}) as project, pytest.raises(Refused) as caught:
        project.query("mood", as_of="2024-03-01")
    assert caught.value.finding.code == "FILE_OUTSIDE"
