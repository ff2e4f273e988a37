"""The cases of broken projects: read from the files of this folder, and written into a folder to be asked."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
from ruamel.yaml import YAML

from truenorth.errors import Finding

HERE = Path(__file__).parent
SHOP = HERE / "shop"
FILES = HERE / "files"
FLAGS = {"true": True, "false": False}


@dataclass(frozen=True)
class Expected:
    """A finding that has to be there: its code and place, and what its sentence, remedy and nearest names hold."""

    code: str
    at: str | None
    says: tuple[str, ...] = ()
    hint: str | None = None
    nearest: tuple[str, ...] = ()
    level: str = "error"

    def lacks(self, found: Finding) -> str | None:
        """What the finding lacks of what is expected, or None."""
        problems = [f"says {word!r}" for word in self.says if word not in found.message]
        if found.code != self.code:
            problems.append(f"code {self.code}")
        if found.level.value != self.level:
            problems.append(f"level {self.level}")
        if self.at != where(found):
            problems.append(f"at {self.at}")
        if self.hint is not None and self.hint not in (found.hint or ""):
            problems.append(f"hint {self.hint!r}")
        if self.nearest and found.nearest[: len(self.nearest)] != self.nearest:
            problems.append(f"nearest {self.nearest}")
        return ", ".join(problems) or None


@dataclass(frozen=True)
class Case:
    """A project with a mistake, what is asked of it, what is found, and what still answers."""

    family: str
    title: str
    over: str | None
    files: Mapping[str, str]
    copied: Mapping[str, str]
    verb: str
    metrics: tuple[str, ...]
    words: Mapping[str, Any]
    finds: tuple[Expected, ...]
    still: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.family}: {self.title}"


def where(found: Finding) -> str | None:
    """A place as the cases write it: `case.yml:3:17`, `case.yml:3`, `:17` for a column of a question's filter."""
    place = found.place
    if place.file is None:
        return None if place.column is None else f":{place.column}"
    return ":".join(str(part) for part in (place.file, place.line, place.column) if part is not None)


def cases() -> list[Case]:
    """Every case of every family, in order."""
    yaml = YAML(typ="base", pure=True)
    return [
        _case(path.stem, given)
        for path in sorted(HERE.glob("*.yml"))
        for given in yaml.load(path.read_text(encoding="utf-8"))
    ]


def _case(family: str, given: Mapping[str, Any]) -> Case:
    verb = next((word for word in ("query", "explain", "status") if word in given), "check")
    files = dict(given.get("files", {}))
    for name, pieces in given.get("repeated", {}).items():
        files[name] = "".join(piece["text"] * int(piece["times"]) for piece in pieces)
    known = {"case", "over", "files", "repeated", "copied", verb, "with", "finds", "still", "environment"}
    assert set(given) <= known, f"{given['case']}: {set(given) - known}"
    return Case(
        family,
        given["case"],
        None if given.get("over") == "nothing" else "shop",
        files,
        given.get("copied", {}),
        verb,
        tuple(_several(given.get(verb, ()))) if verb in ("query", "explain") else (),
        {key: _word(value) for key, value in given.get("with", {}).items()},
        tuple(_expected(each) for each in _mappings(given["finds"])),
        tuple(_several(given.get("still", ()))),
        given.get("environment", {}),
    )


def _word(value: Any) -> Any:
    """A word of a question: flags and whole numbers as such, all else as it is written."""
    if not isinstance(value, str):
        return value
    return int(value) if value.isdigit() else FLAGS.get(value, value)


def _expected(given: Mapping[str, Any]) -> Expected:
    assert set(given) <= {"code", "at", "says", "hint", "nearest", "level"}, given
    return Expected(
        given["code"],
        given.get("at"),
        tuple(_several(given.get("says", ()))),
        given.get("hint"),
        tuple(_several(given.get("nearest", ()))),
        given.get("level", "error"),
    )


def _several(given: str | Iterable[str]) -> Iterable[str]:
    return [given] if isinstance(given, str) else given


def _mappings(given: Any) -> list[Mapping[str, Any]]:
    return [given] if isinstance(given, Mapping) else list(given)


def write_shop_database(path: Path) -> Path:
    """Write the shop's DuckDB file; returns its path."""
    with duckdb.connect(str(path)) as connection:
        connection.execute((SHOP / "shop.sql").read_text(encoding="utf-8"))
    return path


def write_case(case: Case, folder: Path, database: Path) -> Path:
    """Write the case's project into a new folder: over the shop, or over nothing."""
    if case.over == "shop":
        shutil.copytree(SHOP, folder, ignore=shutil.ignore_patterns("*.sql"))
        shutil.copyfile(database, folder / "shop.duckdb")
    for name, text in case.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    for name, origin in case.copied.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(HERE.parent / origin, folder / name)
    return folder
