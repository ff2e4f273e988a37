"""Damaged files, by seed: every one is read or refused in words, and no row is lost without a word."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from effort import tries
from loaded_tables import Project
from truenorth.errors import Refused
from truenorth.sources import preview

FEW, MANY = 12, 1000
WORDS = [b'"', b",", b"\n", b"\r", b"\0", b";", b"\xff\xfe", b"\xc3", b"Total", b"=", b"#REF!", b"1e9", b"(", b"\t"]


def csv_of(folder: Path, chance: random.Random) -> Path:
    rows = "".join(f"2024-01-{day:02},{chance.randint(1, 99)},m{day % 3}\n" for day in range(1, 29))
    path = folder / "data.csv"
    path.write_text("day,x,k\n" + rows)
    return path


def workbook_of(folder: Path, chance: random.Random) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["day", "x", "k"])
    for day in range(1, 29):
        sheet.append([f"2024-01-{day:02}", chance.random(), chance.choice(["a", "=A2", None, 7])])
    book.save(folder / "data.xlsx")
    return folder / "data.xlsx"


def parquet_of(folder: Path, chance: random.Random) -> Path:
    columns = {"x": [chance.random() for _ in range(500)], "k": [f"m{n % 7}" for n in range(500)]}
    pq.write_table(pa.table(columns), folder / "data.parquet")
    return folder / "data.parquet"


def damage(data: bytes, chance: random.Random) -> bytes:
    """A few bytes changed, cut out, doubled or put in."""
    found = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(found) or 1)
        kind = chance.randrange(4)
        if kind == 0 and found:
            found[at] = chance.randrange(256)
        elif kind == 1:
            del found[at : at + chance.randint(1, 40)]
        elif kind == 2:
            found[at:at] = found[at : at + chance.randint(1, 40)]
        else:
            found[at:at] = chance.choice(WORDS)
    return bytes(found)


@pytest.mark.parametrize("make", [csv_of, workbook_of, parquet_of])
def test_a_damaged_file_is_read_or_refused_in_words(
    tmp_path: Path, make: Callable[[Path, random.Random], Path]
) -> None:
    for seed in range(tries(FEW, MANY)):
        chance = random.Random(f"{make.__name__} {seed}")
        path = make(tmp_path, chance)
        path.write_bytes(damage(path.read_bytes(), chance))
        project = Project(tmp_path)
        try:
            project.load(path.name)
        except Refused as refused:
            assert refused.finding.message, seed


def test_every_row_is_read_or_said_to_be_left_out(tmp_path: Path) -> None:
    for seed in range(tries(FEW, MANY)):
        chance = random.Random(seed)
        rows = [f"m{n},{chance.randint(1, 9)}" for n in range(chance.randint(2, 30))]
        for _ in range(chance.randint(0, 4)):
            rows.insert(chance.randrange(1, len(rows)), chance.choice([",", "Total,7", "m1,n/a", "x,#REF!", '"a,b",2']))
        project = Project(tmp_path)
        project.write("data.csv", "k,x\n" + "\n".join(rows) + "\n")
        seen = preview(
            project.source("data.csv", {"rows": "without totals"}), folder=project.folder, store=project.store
        )
        blank = sum(int(lost.why.split()[0]) for lost in seen.dropped if lost.what == "blank rows")
        others = sum(lost.line is not None for lost in seen.dropped)
        assert seen.row_count + blank + others == len(rows), seed


@pytest.mark.parametrize("at", [0.1, 0.3, 0.5, 0.7])
def test_a_parquet_file_with_a_damaged_page_is_unreadable(tmp_path: Path, at: float) -> None:
    columns = {"x": [f"{n * 7919 % 1000} and some text" for n in range(5000)]}
    pq.write_table(pa.table(columns), tmp_path / "data.parquet", use_dictionary=False, compression="snappy")
    data = bytearray((tmp_path / "data.parquet").read_bytes())
    place = int(len(data) * at)
    data[place : place + 300] = b"\xff" * 300
    (tmp_path / "data.parquet").write_bytes(data)
    try:
        project_codes = Project(tmp_path).load("data.parquet").codes
    except Refused as refused:
        project_codes = [refused.finding.code]
        assert "damaged" in refused.finding.message or "cannot be read" in refused.finding.message
    assert project_codes == ["SOURCE_UNREADABLE"]


def test_a_file_of_very_many_columns_is_refused(tmp_path: Path) -> None:
    project = Project(tmp_path)
    project.write("data.csv", ",".join(f"c{n}" for n in range(20_000)) + "\n" + ",".join("1" * 20_000) + "\n")
    finding = project.refusal("data.csv").finding
    assert (finding.code, "20000 columns" in finding.message) == ("SOURCE_UNREADABLE", True)
