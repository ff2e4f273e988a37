"""Files that people upload, friendly and hostile."""

from __future__ import annotations

import gzip
import io
import os
import zipfile
from pathlib import Path

import duckdb
import pytest

from truenorth.app.accounts.models import Workspace
from truenorth.app.readings import uploads
from truenorth.app.revisions.disk import uploads_of
from truenorth.errors import Refused

ROWS = b"day,amount\n2026-01-01,3\n"


def _code(caught: pytest.ExceptionInfo[Refused]) -> str:
    return caught.value.finding.code


def _zip(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return out.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.csv",
        "..\\..\\windows\\evil.csv",
        "/etc/cron.d/evil.csv",
        "C:\\x\\evil.csv",
        "....//evil.csv",
        "a/../../evil.csv",
        "sales\x00.csv",
        "-rf *.csv",
        "[a-z]*?.csv",
        ".hidden.csv",
        "． ．/evil.csv",
        "x" * 5000 + ".csv",
        "..csv",
        "sales\n.csv",
        "größe 2026 (май).CSV",
    ],
)
def test_a_name_never_leads_out_of_the_uploads(workspace: Workspace, name: str) -> None:
    address = uploads.keep(workspace, name, [ROWS], 1)
    folder = uploads_of(workspace)
    kept = list(folder.iterdir())
    assert [f"uploads/{path.name}" for path in kept] == [address]
    assert kept[0].read_bytes() == ROWS
    assert not set(kept[0].name) & set("/\\*?[]\0\n") and not kept[0].name.startswith((".", "-"))
    assert len(kept[0].name) < 120


def test_two_uploads_of_one_name_both_stay(workspace: Workspace) -> None:
    names = [uploads.keep(workspace, "sales.csv", [ROWS], 1) for _ in range(3)]
    assert names == ["uploads/sales.csv", "uploads/sales-2.csv", "uploads/sales-3.csv"]


@pytest.mark.parametrize(
    "name", [" .csv", "run.exe", "page.html", "sales", "sales.csv.exe", "x.gz", "book.xlsx.gz", "a.tar.gz"]
)
def test_other_kinds_are_refused(workspace: Workspace, name: str) -> None:
    with pytest.raises(Refused) as caught:
        uploads.keep(workspace, name, [ROWS], 1)
    assert _code(caught) == "UPLOAD_KIND"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("sales.csv", b"", "UPLOAD_EMPTY"),
        ("sales.csv", b"PK\x03\x04rest", "UPLOAD_NOT_AS_NAMED"),
        ("sales.csv", b"%PDF-1.7", "UPLOAD_NOT_AS_NAMED"),
        ("sales.csv", b"\x7fELF\x02", "UPLOAD_NOT_AS_NAMED"),
        ("sales.json", b"PAR1....PAR1", "UPLOAD_NOT_AS_NAMED"),
        ("sales.parquet", ROWS, "UPLOAD_NOT_AS_NAMED"),
        ("sales.xlsx", ROWS, "UPLOAD_NOT_AS_NAMED"),
        ("sales.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "SOURCE_ENCRYPTED"),
        ("sales.csv.gz", ROWS, "UPLOAD_NOT_AS_NAMED"),
        ("sales.zip", ROWS, "UPLOAD_NOT_AS_NAMED"),
        ("sales.csv", b"x" * (1024 * 1024 + 1), "UPLOAD_TOO_LARGE"),
    ],
)
def test_what_is_not_good_is_refused_and_leaves_nothing(
    workspace: Workspace, name: str, content: bytes, code: str
) -> None:
    with pytest.raises(Refused) as caught:
        uploads.keep(workspace, name, [content], 1)
    assert _code(caught) == code
    assert list(uploads_of(workspace).iterdir()) == []


def test_an_archive_that_would_burst_is_refused(workspace: Workspace) -> None:
    bomb = _zip(a__csv=b"0" * (uploads.SURELY_FINE + 1))
    with pytest.raises(Refused) as caught:
        uploads.keep(workspace, "bomb.zip", [bomb], 10)
    assert _code(caught) == "UPLOAD_BURSTS"
    with pytest.raises(Refused) as caught:
        uploads.keep(workspace, "bomb.xlsx", [bomb], 10)
    assert _code(caught) == "UPLOAD_BURSTS"


def test_an_archive_that_lies_about_its_size_is_found_out(tmp_path: Path) -> None:
    content = b"0" * 100_000
    honest = _zip(a__csv=content)
    size = len(content).to_bytes(4, "little")
    lying = honest.replace(size, (10).to_bytes(4, "little"))
    assert lying != honest
    path = tmp_path / "lying.zip"
    path.write_bytes(lying)
    uploads.check_archive(path, "lying.zip")
    with pytest.raises(Refused) as caught:
        uploads.check_inflated(path, "lying.zip")
    assert _code(caught) == "SOURCE_UNREADABLE"


def test_a_parquet_file_that_packs_rows_into_nothing_is_found_by_its_footer(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    duckdb.execute(f"copy (select 1 as a, 2 as b from range(40000000)) to '{path}' (format parquet, compression zstd)")
    assert path.stat().st_size < uploads.MEGABYTE
    with pytest.raises(Refused) as caught:
        uploads.check_inflated(path, "rows.parquet")
    assert _code(caught) == "UPLOAD_BURSTS"
    assert "40,000,000 rows" in str(caught.value)
    duckdb.execute(f"copy (select range as a, hash(range) as b from range(100000)) to '{path}' (format parquet)")
    uploads.check_inflated(path, "rows.parquet")
    path.write_bytes(b"PAR1 and nothing else")
    uploads.check_inflated(path, "rows.parquet")  # whoever reads it says what it is


def test_a_gzip_that_would_burst_is_found_by_unpacking(tmp_path: Path) -> None:
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b"0" * (uploads.SURELY_FINE + 1)))
    with pytest.raises(Refused) as caught:
        uploads.check_inflated(path, "bomb.csv.gz")
    assert _code(caught) == "UPLOAD_BURSTS"
    path.write_bytes(gzip.compress(ROWS))
    uploads.check_inflated(path, "good.csv.gz")


@pytest.mark.parametrize(
    "address", ["uploads/../secret.key", "uploads/", "/etc/passwd", "data/x.csv", "uploads/.x", "uploads/a\\b.csv", ""]
)
def test_only_uploads_are_found_by_their_address(workspace: Workspace, address: str) -> None:
    with pytest.raises(Refused) as caught:
        uploads.path_of(workspace, address)
    assert _code(caught) == "UPLOAD_MISSING"


def test_a_link_in_the_uploads_is_no_upload(workspace: Workspace, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_bytes(ROWS)
    (uploads_of(workspace) / "link.csv").symlink_to(secret)
    assert uploads.uploads(workspace) == ()
    with pytest.raises(Refused):
        uploads.remove(workspace, "uploads/link.csv")
    assert uploads.keep(workspace, "link.csv", [b"a,b\n1,2\n"], 1) == "uploads/link-2.csv"
    assert secret.read_bytes() == ROWS


def test_a_new_file_takes_the_place_of_the_old_one(workspace: Workspace) -> None:
    old = uploads.keep(workspace, "sales.csv", [ROWS], 1)
    new = uploads.keep(workspace, "sales.csv", [b"day,amount\n2026-01-01,4\n"], 1)
    uploads.take_place(workspace, new, old)
    assert [each.address for each in uploads.uploads(workspace)] == [old]
    assert uploads.path_of(workspace, old).read_bytes().endswith(b",4\n")
    other = uploads.keep(workspace, "sales.json", [b"[]"], 1)
    with pytest.raises(Refused) as caught:
        uploads.take_place(workspace, other, old)
    assert _code(caught) == "UPLOAD_OTHER_KIND"


def test_what_a_dead_upload_left_goes_a_day_later(workspace: Workspace) -> None:
    folder = uploads_of(workspace)
    old, fresh = folder / ".0123", folder / ".4567"
    for path in (old, fresh):
        path.write_bytes(ROWS)
    os.utime(old, (0, 0))
    uploads.keep(workspace, "sales.csv", [ROWS], 1)
    assert [each.address for each in uploads.uploads(workspace)] == ["uploads/sales.csv"]
    assert (old.exists(), fresh.exists()) == (False, True)
