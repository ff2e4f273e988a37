"""Imports go one way, the public names exist, and a start loads nothing heavy."""

from __future__ import annotations

import importlib
import os
import pkgutil
import subprocess
import sys
import tomllib

import pytest
from house_files import ROOT, SOURCE

import truenorth

HEAVY = (
    "duckdb", "sqlglot", "ruamel", "pyarrow", "pandas", "numpy", "psycopg", "sqlite3", "python_calamine", "openpyxl",
    "holidays", "rich", "jsonschema", "django", "allauth",
)  # fmt: skip


def test_the_rooms_import_one_way(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    cli = importlib.import_module("importlinter.cli")
    monkeypatch.chdir(ROOT)
    code = cli.lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None, no_cache=True)
    assert code == 0, capsys.readouterr().out


def test_the_contracts_name_every_room_that_may_not_know_a_driver() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = {each["name"]: each for each in settings["tool"]["importlinter"]["contracts"]}
    rooms = {f"truenorth.{path.stem}" for path in SOURCE.iterdir() if path.suffix == ".py" or any(path.glob("*.py"))}
    rooms -= {"truenorth.__init__"}
    allowed = {
        "Only sql knows sqlglot": {"truenorth.sql"},
        "Only engines and the loaders in sources know drivers": {"truenorth.engines", "truenorth.sources"},
    }
    for name, doors in allowed.items():
        assert set(contracts[name]["source_modules"]) == rooms - doors, name


def test_every_module_can_be_imported_and_has_what_it_says() -> None:
    for found in pkgutil.walk_packages(truenorth.__path__, "truenorth."):
        module = importlib.import_module(found.name)
        names = getattr(module, "__all__", ())
        assert [name for name in names if not hasattr(module, name)] == [], found.name
        assert len(set(names)) == len(names), found.name


def test_the_public_names_are_those_documented() -> None:
    assert sorted(truenorth.__all__) == list(truenorth.__all__)
    page = (ROOT / "docs" / "reference" / "python.md").read_text(encoding="utf-8")
    assert [name for name in truenorth.__all__ if f"`{name}`" not in page] == []


@pytest.mark.parametrize(
    "start",
    [
        "import truenorth",
        "import truenorth; dir(truenorth)",
        "from truenorth.cli.main import main; main(['--help'])",
        "import truenorth.errors, truenorth.periods, truenorth.cli.main",
    ],
)
def test_a_start_loads_no_driver(start: str) -> None:
    ask = f"import sys, atexit; atexit.register(lambda: print(sorted(set({HEAVY!r}) & set(sys.modules)))); {start}"
    unmeasured = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    done = subprocess.run(
        [sys.executable, "-c", ask], env=unmeasured, capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "[]"
