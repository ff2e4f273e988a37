"""Extracts: named by their content, written whole, kept; and what a preview tells of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from loaded_tables import Project
from truenorth.model.types import Kind
from truenorth.sources.extract import read_facts

TEXT = "day,sold\n2024-01-01,5\n2024-01-02,\n"


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def files(project: Project) -> list[str]:
    return sorted(path.name for path in project.store.iterdir())


def test_the_same_content_is_loaded_once(project: Project) -> None:
    first = project.load_text(TEXT).relation
    assert first.extract is not None
    written = Path(first.extract).stat().st_mtime_ns
    assert project.load_text(TEXT).relation == first
    assert Path(first.extract).stat().st_mtime_ns == written
    assert files(project) == [f"data-{(first.fingerprint or '')[:20]}.parquet"]
    assert (first.engine, first.name, first.view) == ("duckdb", None, None)


def test_other_content_or_options_make_another_extract_and_keep_the_first(project: Project) -> None:
    first = project.load_text(TEXT).relation
    second = project.load_text(TEXT + "2024-01-03,7\n").relation
    third = project.load("data.csv", None, null_values=("5",)).relation
    assert len({first.fingerprint, second.fingerprint, third.fingerprint}) == 3
    assert len(files(project)) == 3


def test_facts_travel_inside_the_extract(project: Project) -> None:
    made = project.load_text("a,a,b\n1,2,14/07/2017\n").relation
    kept = project.load("data.csv").relation
    assert made == kept
    assert [f.code for f in kept.findings] == ["COLUMN_TWICE", "DATE_ORDER"]
    assert list(kept.columns) == ["a", "a_2", "b"]
    assert kept.columns["b"].kind is Kind.DATE


def test_a_damaged_extract_is_made_again(project: Project) -> None:
    made = project.load_text(TEXT)
    path = Path(str(made.relation.extract))
    path.write_bytes(path.read_bytes()[:100])
    assert read_facts(path) is None
    assert project.load("data.csv").rows == made.rows


def test_a_refused_file_leaves_nothing_behind(project: Project) -> None:
    project.write("data.csv", 'a,b\n1,"2\n')
    project.refusal("data.csv")
    assert files(project) == []


def test_a_process_killed_while_loading_leaves_no_extract(project: Project) -> None:
    project.write("data.csv", TEXT)
    killed = """
import os, signal, sys
from pathlib import Path
from truenorth.model.tables import Source
from truenorth.sources.extract import make_extract
def load(con, work):
    (work / "extract.parquet").write_bytes(b"half")
    os.kill(os.getpid(), signal.SIGKILL)
make_extract("data", "0" * 64, Path(sys.argv[1]), load)
"""
    done = subprocess.run([sys.executable, "-c", killed, str(project.store)], check=False)
    assert done.returncode == -9
    assert not [name for name in files(project) if name.endswith(".parquet")]
    assert len(project.load("data.csv").rows) == 2


def test_what_killed_loads_left_is_swept_and_what_goes_on_stays(project: Project) -> None:
    """Two folders: one whose process died, one whose process lives."""
    project.write("data.csv", TEXT)
    left = """
import os, sys
from pathlib import Path
from truenorth.sources.extract import loading_folder
with loading_folder(Path(sys.argv[1])) as work:
    (work / "large").write_bytes(b"half")
    os.utime(work / "begun", (0, 0))
    print(work.name, flush=True)
    sys.stdin.read(1)
    os._exit(9)
"""
    command = [sys.executable, "-c", left, str(project.store)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        name = process.stdout.readline().strip()
        project.load("data.csv")
        assert name in files(project), "its process lives"
        process.communicate("x")
    project.write("data.csv", TEXT + "2024-01-03,7\n")
    project.load("data.csv")
    assert [name for name in files(project) if name.startswith(".loading-")] == []


def test_order_of_rows_is_kept(project: Project) -> None:
    loaded = project.load_text("n\n" + "".join(f"{n}\n" for n in range(30_000, 0, -1)))
    assert loaded.column("n") == list(range(30_000, 0, -1))


def test_a_preview_tells_types_reasons_rows_and_what_was_left_out(project: Project) -> None:
    project.write(
        "june.csv", "Report of June\n\nday;sold;share\n2024-06-01;1,5;50%\n2024-06-02;2,25;12,5%\n\nSource: till\n"
    )
    seen = project.preview("june.csv", rows=1)
    assert (seen.table, seen.file, seen.encoding, seen.separator, seen.header_lines) == (
        "june",
        "june.csv",
        "utf-8",
        ";",
        "3",
    )
    assert [(c.name, str(c.type), c.type.scale, c.why) for c in seen.columns] == [
        ("day", "date", 0, "dates, year first"),
        ("sold", "decimal", 2, "numbers with up to 2 decimals, decimal commas"),
        ("share", "decimal", 3, "percentages, stored as fractions, decimal commas"),
    ]
    assert (seen.row_count, seen.rows) == (2, (("2024-06-01", "1.50", "0.500"),))
    assert [(d.what, d.line, d.text) for d in seen.dropped] == [
        ("title", 1, "Report of June"),
        ("footnote", 7, "Source: till"),
        ("blank rows", None, None),
    ]
    assert seen.findings == ()
