"""A file that is replaced or written to while it is loaded: the rows are of one state, and kept under its name."""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet
import pytest

from loaded_tables import Project
from truenorth.engines.stamp import stamp_of
from truenorth.errors import SourceFailed
from truenorth.model.relations import Relation
from truenorth.sources import snapshot

locate = sys.modules["truenorth.sources.locate"]

Act = Callable[[], None]


def csv(value: int) -> bytes:
    return b"day,amount\n" + b"2024-01-05,%d\n" % value * 3000


def csv_file(path: Path, value: int) -> None:
    path.write_bytes(csv(value))


def parquet_file(path: Path, value: int) -> None:
    pyarrow.parquet.write_table(pyarrow.table({"amount": [value] * 3000}), path)


def json_file(path: Path, value: int) -> None:
    path.write_text("".join(f'{{"amount": {value}}}\n' for _ in range(3000)), encoding="utf-8")


def zip_file(path: Path, value: int) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("inner.csv", csv(value))


def sqlite_file(path: Path, value: int) -> None:
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as con, con:
        con.execute("CREATE TABLE sold (amount INTEGER)")
        con.executemany("INSERT INTO sold VALUES (?)", [(value,)] * 3000)


KINDS: dict[str, tuple[str, Callable[[Path, int], None]]] = {
    "data.csv": ("files", csv_file),
    "data.parquet": ("files", parquet_file),
    "data.jsonl": ("files", json_file),
    "data.zip": ("files", zip_file),
    "data.sqlite": ("sqlite", sqlite_file),
}
# The functions that `locate` calls in their order; something happens before or after each.
COPIED = ("hashes_of", "copy_files")
MOMENTS = {
    "data.csv": (*COPIED, "load_parts"),
    "data.parquet": (*COPIED, "load_parquet"),
    "data.jsonl": (*COPIED, "load_parts"),
    "data.zip": (*COPIED, "load_parts"),
    "data.sqlite": ("hashes_of", "load_database"),
}
CASES = [
    (name, moment, when) for name, moments in MOMENTS.items() for moment in moments for when in ("before", "after")
]


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot, "PAUSE", 0)


def at(monkeypatch: pytest.MonkeyPatch, moment: str, when: str, act: Act, *, times: int = 1) -> None:
    """Let `act` happen before or after a function of the room runs, so many times."""
    real: Callable[..., Any] = getattr(locate, moment)
    left = [times]

    def do() -> None:
        if left[0]:
            left[0] -= 1
            act()

    def around(*given: Any, **named: Any) -> Any:
        if when == "before":
            do()
        found = real(*given, **named)
        if when == "after":
            do()
        return found

    monkeypatch.setattr(locate, moment, around)


def total(project: Project, address: str) -> int:
    return sum(project.load(address).column("amount"))


def kept(project: Project) -> dict[str, set[int]]:
    """What each extract in the store adds up to, by its name."""
    return {
        path.name: {sum(pyarrow.parquet.read_table(path).column("amount").to_pylist())}
        for path in project.store.glob("*.parquet")
    }


def replaced(path: Path, fresh: Path) -> Act:
    return lambda: os.replace(fresh, path)  # noqa: PTH105


def overwritten(path: Path, value: int, write: Callable[[Path, int], None]) -> Act:
    """The file written to at its own place; a database by its own means."""

    def act() -> None:
        if path.suffix == ".sqlite":
            with closing(sqlite3.connect(path)) as con, con:
                con.execute("UPDATE sold SET amount = ?", [value])
        else:
            with path.open("r+b") as out:
                beside = path.with_name(f"fresh-{path.name}")
                write(beside, value)
                out.write(beside.read_bytes())
                out.truncate()
                beside.unlink()

    return act


@pytest.mark.parametrize(("name", "moment", "when"), CASES)
@pytest.mark.parametrize("way", ["replaced", "overwritten"])
def test_a_file_that_changes_is_loaded_whole_and_kept_under_its_own_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, moment: str, when: str, way: str
) -> None:
    kind, write = KINDS[name]
    project = Project(tmp_path, kind)
    path, fresh, first = tmp_path / name, tmp_path / f"new-{name}", tmp_path / f"old-{name}"
    for place, value in ((path, 1), (first, 1), (fresh, 2)):
        write(place, value)
    act = replaced(path, fresh) if way == "replaced" else overwritten(path, 2, write)
    with monkeypatch.context() as patched:
        at(patched, moment, when, act)
        assert total(project, name) in (3000, 6000)
    assert total(project, name) == 6000, "the file that lies there now"
    os.replace(first, path)  # noqa: PTH105
    assert total(project, name) == 3000, "the first file again"
    assert all(sums <= {3000, 6000} for sums in kept(project).values())


@pytest.mark.parametrize("name", KINDS)
def test_a_file_that_is_back_before_the_load_ends_leaves_no_other_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    kind, write = KINDS[name]
    project = Project(tmp_path, kind)
    path, fresh, aside = tmp_path / name, tmp_path / f"new-{name}", tmp_path / "aside"
    write(path, 1)
    write(fresh, 2)

    def away() -> None:
        path.rename(aside)
        os.link(fresh, path)

    with monkeypatch.context() as patched:
        moment = MOMENTS[name][-1]
        at(patched, moment, "before", away)
        at(patched, moment, "after", lambda: os.replace(aside, path))  # noqa: PTH105
        assert total(project, name) == 3000
    assert total(project, name) == 3000


def test_a_link_that_is_turned_and_turned_back_is_read_at_one_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = Project(tmp_path, "sqlite")
    for folder, value in (("one", 1), ("two", 2)):
        (tmp_path / folder).mkdir()
        sqlite_file(tmp_path / folder / "data.sqlite", value)
    (tmp_path / "now").symlink_to("one")

    def turn(to: str) -> Act:
        def act() -> None:
            (tmp_path / "next").symlink_to(to)
            (tmp_path / "next").rename(tmp_path / "now")

        return act

    at(monkeypatch, "load_database", "before", turn("two"))
    at(monkeypatch, "load_database", "after", turn("one"))
    assert total(project, "now/data.sqlite") == 3000


def test_a_file_that_is_written_to_without_end_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = Project(tmp_path)
    path = tmp_path / "data.csv"
    csv_file(path, 1)

    def append() -> None:
        with path.open("ab") as out:
            out.write(b"2024-01-06,1\n")

    with monkeypatch.context() as patched:
        at(patched, "load_parts", "after", append, times=100)
        with pytest.raises(SourceFailed, match=r"data\.csv was written to while it was read") as failed:
            project.load("data.csv")
    assert failed.value.finding.code == "SOURCE_CHANGED"
    assert list(project.store.iterdir()) == []
    assert total(project, "data.csv") == 3000 + snapshot.MOST_TRIES


def test_a_file_written_within_one_tick_of_the_clock_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Time stamps that did not move: as a coarse clock leaves them."""
    project = Project(tmp_path)
    path = tmp_path / "data.csv"
    csv_file(path, 1)
    state = stamp_of(path)
    monkeypatch.setattr(snapshot, "stamp_of", lambda asked: state if asked == path else stamp_of(asked))
    at(monkeypatch, "load_parts", "after", lambda: csv_file(path, 2))
    assert total(project, "data.csv") == 6000


def test_a_folder_of_files_is_of_one_moment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An export renames its files into place one after the other: no mixture of the old and the new ones is kept."""
    project = Project(tmp_path)
    for month in (1, 2, 3):
        project.write(f"sales/{month}.csv", csv(1))
        project.write(f"next/{month}.csv", csv(2))

    def export() -> None:
        for month in (1, 2, 3):
            os.replace(tmp_path / f"next/{month}.csv", tmp_path / f"sales/{month}.csv")  # noqa: PTH105

    at(monkeypatch, "load_parts", "before", export)
    assert sum(project.load("sales/*.csv", **{"as": "sales"}).column("amount")) == 18_000


def test_a_database_that_others_never_stop_writing_to_is_read_at_one_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = Project(tmp_path, "sqlite")
    path = tmp_path / "data.sqlite"
    sqlite_file(path, 1)
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        told: list[int] = []

        def write() -> None:
            writer.execute("UPDATE sold SET amount = amount + 1")
            told.append(writer.execute("SELECT sum(amount) FROM sold").fetchone()[0])

        at(monkeypatch, "load_database", "before", write, times=100)
        at(monkeypatch, "load_database", "after", write, times=100)
        found = total(project, "data.sqlite")
    assert found in told
    assert list(kept(project).values()) == [{found}]


def test_a_log_that_appears_between_hash_and_load_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = Project(tmp_path, "sqlite")
    path = tmp_path / "data.sqlite"
    sqlite_file(path, 1)
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")

        def write() -> None:
            writer.execute("UPDATE sold SET amount = 2")

        with monkeypatch.context() as patched:
            at(patched, "load_database", "before", write)
            assert total(project, "data.sqlite") == 6000
        writer.execute("UPDATE sold SET amount = 1")
        writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert total(project, "data.sqlite") == 3000


def test_a_file_that_goes_away_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = Project(tmp_path)
    csv_file(tmp_path / "data.csv", 1)
    at(monkeypatch, "copy_files", "before", (tmp_path / "data.csv").unlink)
    assert project.refusal("data.csv").finding.code == "SOURCE_MISSING"


def test_what_is_hashed_is_loaded_once_and_left_nowhere(project_with_rows: tuple[Project, Relation]) -> None:
    project, relation = project_with_rows
    assert [path.name for path in project.store.iterdir()] == [Path(str(relation.extract)).name]


@pytest.fixture
def project_with_rows(tmp_path: Path) -> tuple[Project, Relation]:
    project = Project(tmp_path)
    csv_file(tmp_path / "data.csv", 1)
    return project, project.load("data.csv").relation


def test_a_disk_without_room_is_not_the_files_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's own words, raised where the copy is written."""
    project = Project(tmp_path)
    csv_file(tmp_path / "data.csv", 1)

    def no_room() -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        at(patched, "load_parts", "before", no_room)
        with pytest.raises(SourceFailed) as failed:
            project.load("data.csv")
    assert failed.value.finding.code == "DISK_FULL"
    assert list(project.store.iterdir()) == []
    assert total(project, "data.csv") == 3000
