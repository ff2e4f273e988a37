"""From a source's address to its tables: names, archives, several files as one, and what is missing."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from loaded_tables import Project
from truenorth.errors import Refused
from truenorth.model.tables import Source, Table
from truenorth.sources import locate, table_names


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def names(project: Project, address: str, **options: object) -> tuple[str, ...]:
    return table_names(project.source(address, options), folder=project.folder)


def test_each_file_is_a_table_named_by_its_stem(project: Project) -> None:
    project.write("data/orders.csv", "a\n1\n")
    project.write("data/stores.tsv", "a\tb\n1\t2\n")
    project.write("data/deep/2024.q1.csv", "a\n1\n")
    project.write("data/notes.md", "no table")
    project.write("data/~$open.csv", "locked")
    assert names(project, "data/*.*") == ("orders", "stores")
    assert names(project, "data/**/*.csv") == ("2024.q1", "orders")
    assert project.load("data/*.csv", "orders").column("a") == [1]
    assert project.load("data/*.tsv").types == {"a": "integer", "b": "integer"}


def test_brackets_may_be_part_of_a_name(tmp_path: Path) -> None:
    project = Project(tmp_path / "sales [2024]")
    project.write("report[1].csv", "a\n1\n")
    project.write("report1.csv", "a\n2\n")
    assert project.load("report[1].csv").column("a") == [1]
    assert project.load("report[0-9].csv").column("a") == [2]
    assert names(project, "*.csv") == ("report1", "report[1]")


def test_archives_are_named_without_their_suffixes(project: Project) -> None:
    project.folder.joinpath("day.csv.gz").write_bytes(gzip.compress(b"a,b\n1,x\n"))
    with zipfile.ZipFile(project.folder / "one.csv.zip", "w") as archive:
        archive.writestr("inner.csv", "a,b\n2,y\n")
        archive.writestr("__MACOSX/._inner.csv", "rubbish")
    with zipfile.ZipFile(project.folder / "two.zip", "w") as archive:
        archive.writestr("sub/north.csv", "a\n3\n")
        archive.writestr("south.jsonl", '{"a": 4}\n')
        archive.writestr("readme.md", "text")
    assert names(project, "*") == ("day", "one", "two.north", "two.south")
    assert project.load("*", "day").rows == [{"a": 1, "b": "x"}]
    assert project.load("*", "one").rows == [{"a": 2, "b": "y"}]
    assert project.load("*", "one.inner").rows == [{"a": 2, "b": "y"}]
    assert project.load("*", "two.north").rows == [{"a": 3}]
    assert project.load("*", "two.south").rows == [{"a": 4}]


def test_an_archive_under_a_password_is_refused(project: Project) -> None:
    locked = bytearray()
    path = project.folder / "locked.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "a\n1\n")
    locked += path.read_bytes()
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + offset] |= 1  # the flag that says: encrypted
    path.write_bytes(locked)
    assert project.refusal("locked.zip").finding.code == "SOURCE_ENCRYPTED"


@pytest.mark.parametrize(
    "name", ["broken.zip", "broken.csv.gz", "broken.xlsx", "broken.xls", "broken.ods", "broken.parquet"]
)
def test_a_broken_file_is_refused_by_name(project: Project, name: str) -> None:
    project.write(name, b"PK\x03\x04 this is not what it seems" * 9)
    finding = project.refusal(name).finding
    assert (finding.code, finding.place.file) == ("SOURCE_UNREADABLE", name)
    assert name in finding.message


def test_a_missing_file_names_the_nearest(project: Project) -> None:
    project.write("data/orders.csv", "a\n1\n")
    finding = project.refusal("data/order.csv").finding
    assert (finding.code, finding.nearest) == ("SOURCE_MISSING", ("orders.csv",))
    assert finding.message == "Source sheets: there is no file data/order.csv."
    assert project.refusal("nowhere/*.csv").finding.code == "SOURCE_MISSING"


def test_a_missing_table_names_the_nearest(project: Project) -> None:
    project.write("orders.csv", "a\n1\n")
    project.write("stores.csv", "a\n1\n")
    finding = project.refusal("*.csv", "order").finding
    assert (finding.code, finding.nearest) == ("TABLE_MISSING", ("orders",))
    assert finding.hint == "write `source: sheets.orders`, for one"
    unsaid = project.refusal("*.csv").finding
    assert unsaid.message == "Source sheets holds 2 tables; say which one."


def test_a_table_called_like_its_file_need_not_repeat_the_name(project: Project) -> None:
    project.write("orders.csv", "a\n1\n")
    project.write("stores.csv", "a\n2\n")
    source = project.source("*.csv", {})
    relation = locate(Table("stores", source="sheets"), source, folder=project.folder, store=project.store)
    assert "stores-" in str(relation.extract)


def test_two_files_of_one_stem_are_refused(project: Project) -> None:
    project.write("a/orders.csv", "a\n1\n")
    project.write("b/orders.csv", "a\n1\n")
    assert project.refusal("*/orders.csv", "orders").finding.code == "SOURCE_NAME_TWICE"


def test_all_files_together_are_one_table(project: Project) -> None:
    project.write("daily/2024-01-01.csv", "day,shop,sold\n2024-01-01,A,5\n")
    project.write("daily/2024-01-02.csv", "shop,Sold,day,note\nB,7.50,2024-01-02,late\n")
    loaded = project.load("daily/*.csv", "sales", **{"as": "sales"})
    assert names(project, "daily/*.csv", **{"as": "sales"}) == ("sales",)
    assert loaded.types == {"day": "date", "shop": "text", "sold": "decimal(2)", "note": "text"}
    assert [tuple(map(str, row.values())) for row in loaded.rows] == [
        ("2024-01-01", "A", "5.00", "None"),
        ("2024-01-02", "B", "7.50", "late"),
    ]
    [finding] = loaded.relation.findings
    assert (finding.code, finding.place.file) == ("COLUMN_LACKING", "daily/2024-01-01.csv")
    assert "has no column note" in finding.message


def test_one_unreadable_file_among_them_fails_the_table(project: Project) -> None:
    project.write("daily/1.csv", "a,b\n1,2\n")
    project.write("daily/2.csv", 'a,b\n1,"2\n')
    finding = project.refusal("daily/*.csv", **{"as": "sales"}).finding
    assert (finding.code, finding.place.file, finding.place.line) == ("QUOTE_NOT_CLOSED", "daily/2.csv", 2)


def test_a_finding_in_the_second_file_names_that_file(project: Project) -> None:
    project.write("daily/1.csv", "x\n" + "".join(f"{n}\n" for n in range(30)))
    project.write("daily/2.csv", "x\n1\noops\n")
    [finding] = project.load("daily/*.csv", **{"as": "t"}).relation.findings
    assert (finding.code, finding.place.file, finding.place.line) == ("COLUMN_MIXED", "daily/2.csv", 3)


def test_separated_by_blanks(project: Project) -> None:
    loaded = project.load_text("yr  mo  temp\n2013 1   4.5\n2013 2  -0.5\n", separated_by="blanks")
    assert loaded.types == {"yr": "integer", "mo": "integer", "temp": "decimal(1)"}
    assert [str(value) for value in loaded.column("temp")] == ["4.5", "-0.5"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"colums": ["a"]}, "colums: is not an option of a files source"),
        ({"separated_by": "ab"}, "'ab' should be one character"),
        ({"encoding": "utf-9"}, "'utf-9' is not the name of an encoding"),
        ({"decimal": ";"}, "should be a comma or a point"),
        ({"header": "two"}, "should be a number of rows"),
        ({"unpivot": "years"}, "names no part in braces"),
        ({"unpivot": {"columns": "{year}", "into": "x"}}, "into is not one of its keys"),
        ({"unpivot": ["a"]}, "should be a pattern"),
        ({"sheet": ["a", "b"]}, "should be one text"),
    ],
)
def test_a_wrong_option_is_refused(project: Project, options: dict[str, object], words: str) -> None:
    project.write("data.csv", "a\n1\n")
    finding = project.refusal("data.csv", None, **options).finding
    assert finding.code == "SOURCE_OPTION"
    assert words in finding.message


def test_a_misspelt_option_names_the_nearest(project: Project) -> None:
    project.write("data.csv", "a\n1\n")
    assert project.refusal("data.csv", null_value="x").finding.nearest[0] == "null_values"


def test_sql_is_not_for_files(project: Project) -> None:
    project.write("data.csv", "a\n1\n")
    with pytest.raises(Refused) as refused:
        project.load_sql("data.csv", "select 1")
    assert refused.value.finding.code == "SQL_OVER_FILES"


def test_engines_keep_their_own_tables(project: Project) -> None:
    source = Source("shop", "duckdb", "shop.duckdb")
    with pytest.raises(ValueError, match="attached by their engine"):
        locate(Table("t", source="shop", name="t"), source, folder=project.folder, store=project.store)
