"""Immutable Parquet extracts, named by the hash of what they were made from, written whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING

from truenorth.sources import duck
from truenorth.sources.facts import Facts, facts_from_json
from truenorth.sources.load import Loaded
from truenorth.sources.options import Options

if TYPE_CHECKING:
    from truenorth.sources.duck import Connection

LOADER = 5  # raise it when the same file would load differently: old extracts are then left aside
FACTS = "truenorth"
LOADING, BEGUN = ".loading-", "begun"
YOUNG = 60.0
"""Seconds within which a folder may not hold its lock yet."""
REMEMBERED = 1024
"""What so many extracts say about themselves is kept."""


@dataclass(frozen=True)
class Extract:
    """A table's Parquet file, the hash of what it holds, and what was learnt when it was made."""

    path: Path
    fingerprint: str
    facts: Facts


def fingerprint(files: Iterable[tuple[str, str]], options: Options, what: str) -> str:
    """The hash of the files (name and hash of the content), the options, the loader, and which part is meant."""
    digest = hashlib.sha256(json.dumps([LOADER, what, asdict(options)], sort_keys=True).encode())
    for name, content in files:
        digest.update(f"\0{name}\0".encode())
        digest.update(bytes.fromhex(content))
    return digest.hexdigest()


def make_extract(
    table: str,
    mark: str,
    store: Path,
    load: Callable[[Connection, Path], Loaded],
    check: Callable[[Path], None] = lambda made: None,
) -> Extract:
    """The extract of that fingerprint: the one in the store, else a new one, renamed into place when complete.

    `check` is asked when all rows are loaded, with a file that was made before the first was; what it raises leaves
    nothing in the store.
    """
    path = store / f"{re.sub(r'[^A-Za-z0-9_.-]+', '_', table)[:60]}-{mark[:20]}.parquet"
    known = read_facts(path)
    if known is not None:
        return Extract(path, mark, known)
    with loading_folder(store) as work:
        begun = work / BEGUN
        with duck.loading_connection(work) as con:
            loaded = load(con, work)
            written = work / "extract.parquet"
            con.execute(
                f"""COPY ({loaded.query}) TO {duck.text(str(written))}
                (FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{FACTS}: {duck.text(loaded.facts.to_json())}}})"""
            )
        with written.open("rb") as stream:
            os.fsync(stream.fileno())
        check(begun)
        written.replace(path)
    return Extract(path, mark, loaded.facts)


@contextmanager
def loading_folder(store: Path) -> Iterator[Path]:
    """A folder in the store for one load, gone with it; those that killed processes left there go too."""
    store.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=LOADING, dir=store) as folder:
        work = Path(folder)
        with (work / BEGUN).open("wb") as held:
            _lock(held)
            _sweep(store, work)
            yield work


def _sweep(store: Path, own: Path) -> None:
    """Take away folders whose process is dead: as long as it lives, it holds the lock."""
    young = (own / BEGUN).stat().st_mtime - YOUNG
    for left in store.glob(f"{LOADING}*"):
        try:
            if left == own or (left / BEGUN).stat().st_mtime > young:
                continue
            with (left / BEGUN).open("rb") as held:
                dead = _lock(held)
        except OSError:
            continue
        if dead:
            shutil.rmtree(left, ignore_errors=True)


def _lock(held: IO[bytes]) -> bool:
    """Whether the lock of an open file is ours now; never where the system has no such locks."""
    if sys.platform == "win32":
        return False
    import fcntl

    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def read_facts(path: Path) -> Facts | None:
    """What an extract says about itself; None if it is not a whole extract of this loader.

    An extract never changes, so each is asked once; one that was put in another's place has another stamp.
    """
    try:
        stamp = path.stat()
    except OSError:
        return None
    return _read_facts(str(path), (stamp.st_ino, stamp.st_mtime_ns, stamp.st_size))


@lru_cache(maxsize=REMEMBERED)
def _read_facts(path: str, stamp: tuple[int, int, int]) -> Facts | None:
    import duckdb

    con = duckdb.connect(":memory:")
    try:
        rows = con.execute(
            f"SELECT decode(value) FROM parquet_kv_metadata({duck.text(path)}) WHERE decode(key) = '{FACTS}'"
        ).fetchall()
        return facts_from_json(rows[0][0]) if rows else None
    except (duckdb.Error, ValueError, KeyError):
        return None
    finally:
        con.close()
