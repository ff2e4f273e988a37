"""Look whether Truenorth works here: Python, packages, DuckDB, disk, drivers, the project, the installation."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from truenorth.cli.arguments import add_json, add_project
from truenorth.cli.screen import Screen, screen
from truenorth.errors import Level, TruenorthError

HELP = "look whether everything needed works here"
EXAMPLES = """examples:
  truenorth doctor
  truenorth doctor --project kpis/"""

REQUIRED = ("duckdb", "sqlglot", "ruamel.yaml", "python-calamine", "holidays", "tzdata")
OPTIONAL = (
    ("psycopg", "PostgreSQL sources", "pip install 'truenorth[postgres]'"),
    ("pyarrow", "results as Arrow tables", "pip install 'truenorth[arrow]'"),
    ("pandas", "results as data frames", "pip install 'truenorth[pandas]'"),
)


@dataclass(frozen=True)
class Examined:
    """One thing looked at: whether it works, what was found, what to do if not. `needed` failures decide the exit."""

    name: str
    works: bool
    found: str
    remedy: str | None = None
    needed: bool = True


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    add_project(parser)
    add_json(parser)


def run(given: argparse.Namespace) -> int:
    """0 when all that is needed works, else 3; 1 when only the project has errors."""
    machine = [examine() for examine in (_python, _packages, _temporary, _engine, *_drivers())]
    project = _project(Path(given.project))
    installation = _installation()
    examined = [*machine, *project, *installation]
    if given.json:
        import json

        print(json.dumps({"examined": [vars(each) for each in examined]}, ensure_ascii=False, indent=1))
    else:
        print("\n".join(_line(each, screen()) for each in examined))
    if any(each.needed and not each.works for each in (*machine, *installation)):
        return 3
    return 1 if any(each.needed and not each.works for each in project) else 0


def _line(examined: Examined, out: Screen) -> str:
    glyph, style = ("●", "green") if examined.works else ("■", "red") if examined.needed else ("○", "dim")
    word = "ok" if examined.works else "failed" if examined.needed else "note"
    remedy = f"\n{'':22}{examined.remedy}" if examined.remedy and not examined.works else ""
    return f"{out.paint(f'{glyph} {word:<7}', style)} {examined.name:<12} {examined.found}{remedy}"


def _python() -> Examined:
    import platform

    found = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    return Examined("Python", sys.version_info >= (3, 11), found, "Truenorth needs Python 3.11 or newer.")


def _packages() -> Examined:
    versions, missing = [f"truenorth {_version('truenorth')}"], []
    for name in REQUIRED:
        version = _version(name)
        if version is None:
            missing.append(name)
        else:
            versions.append(f"{name} {version}")
    found = ", ".join(versions) + (f"; missing: {', '.join(missing)}" if missing else "")
    return Examined("packages", not missing, found, "pip install --force-reinstall truenorth")


def _version(name: str) -> str | None:
    from importlib import metadata

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _engine() -> Examined:
    """A whole project in a temporary folder is computed, so what works here works for a real one."""
    import tempfile
    from decimal import Decimal

    from truenorth.project import Project

    remedy = "pip install --force-reinstall duckdb truenorth"
    try:
        with tempfile.TemporaryDirectory() as name:
            for file, text in _SMALL.items():
                Path(name, file).write_text(text, encoding="utf-8")
            value = Project(name).query("total").answer.rows[0].values["total"].cell.value
    except Exception as fault:
        return Examined("engine", False, f"{type(fault).__name__}: {fault}", remedy)
    return Examined("engine", value == Decimal("0.30"), f"DuckDB added 0.10 and 0.20 of a file to {value}", remedy)


_SMALL = {
    "truenorth.yml": "version: 1\nname: Small\nsources:\n  here: { files: cents.csv }\n",
    "cents.yml": "tables:\n  cents: { source: here.cents }\nmetrics:\n  total: { formula: sum(cents.amount) }\n",
    "cents.csv": "amount\n0.10\n0.20\n",
}


def _temporary() -> Examined:
    import tempfile

    try:
        with tempfile.NamedTemporaryFile() as file:
            file.write(b"x")
    except OSError as fault:
        return Examined("disk", False, str(fault), "Free some space, or set TMPDIR to a folder that can be written.")
    return Examined("disk", True, f"{tempfile.gettempdir()} can be written")


def _drivers() -> list[Callable[[], Examined]]:
    return [lambda row=row: _driver(*row) for row in OPTIONAL]  # type: ignore[misc]


def _driver(name: str, purpose: str, remedy: str) -> Examined:
    version = _version(name)
    found = f"{version}, for {purpose}" if version else f"only needed for {purpose}"
    return Examined(name, version is not None, found, remedy, needed=False)


def _project(folder: Path) -> list[Examined]:
    if not (folder / "truenorth.yml").is_file():
        found = f"no truenorth.yml in {str(folder)!r}"
        return [Examined("project", False, found, "truenorth init pizza, or --project DIR", needed=False)]
    return [_writable(folder), _definitions(folder)]


def _installation() -> list[Examined]:
    """The data folder and the database of `truenorth up`, where there is one."""
    from truenorth.app.config.doctor import examine, installed
    from truenorth.app.config.options import data_folder, read_options

    try:
        options = read_options()
        if not installed(options):
            found = f"none in {data_folder()}"
            return [Examined("installation", False, found, "`truenorth up` makes one.", needed=False)]
        from truenorth.app.config.start import start_django

        start_django()
    except TruenorthError as fault:
        return [Examined("installation", False, str(fault), fault.finding.hint or None)]
    return [Examined(each.name, each.good, each.found, each.remedy, each.needed) for each in examine(options)]


def _writable(folder: Path) -> Examined:
    works = os.access(folder, os.W_OK)
    found = f"extracts can be kept in {folder / '.truenorth'}" if works else f"{folder} cannot be written"
    return Examined("extracts", works, found, "Give the project's folder to the user who runs Truenorth.")


def _definitions(folder: Path) -> Examined:
    from truenorth.project import Project

    try:
        project = Project(folder)
        findings = project.check()
    except TruenorthError as fault:
        return Examined("project", False, str(fault), f"truenorth check {folder}")
    errors = sum(1 for each in findings if each.level is Level.ERROR)
    told = project.definitions
    counts = f"{len(told.tables)} tables, {len(told.metrics)} metrics, {len(told.kpis)} KPIs"
    found = f"{told.name}: {counts}" + (f", {errors} errors" if errors else "")
    return Examined("project", not errors, found, f"truenorth check {folder}")
