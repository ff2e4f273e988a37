"""Questions beside SQL written by hand: `cases/README.md` says how to read the files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from expectations import near
from test_traps import FLAGS, read_yaml
from worlds import Rows, duckdb_source, postgres_source, write_postgres, write_project

import truenorth as tn
from private_postgres import PrivatePostgres

FOLDER = Path(__file__).parent / "cases"
CASES = [(path.stem, case) for path in sorted(FOLDER.glob("[0-9]*.yml")) for case in read_yaml(path)]
AS_OF = "2024-03-10"
Found = dict[tuple[Any, ...], dict[str, Any]]


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 60
    assert len({case["case"] for _, case in CASES}) == len(CASES)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop's DuckDB file."""
    path = tmp_path_factory.mktemp("shop") / "shop.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute((FOLDER / "shop.sql").read_text(encoding="utf-8"))
    return path


@pytest.fixture(scope="module")
def on_duckdb(shop: Path) -> Iterator[tn.Project]:
    """The shop's definitions over its DuckDB file."""
    with tn.Project(write_project(shop.parent / "duckdb", duckdb_source(shop), definitions())) as project:
        yield project


@pytest.fixture(scope="module")
def on_postgres(shop: Path, postgres_server: PrivatePostgres) -> Iterator[tn.Project]:
    """The shop's definitions over the same rows in PostgreSQL."""
    database = postgres_server.database()
    write_postgres(database.admin_url, "sales", copied(shop))
    folder = write_project(shop.parent / "postgres", postgres_source(database.reader_url), definitions())
    with tn.Project(folder) as project:
        yield project
    postgres_server.drop(database)


def definitions() -> str:
    """The shop's definitions."""
    return (FOLDER / "shop.yml").read_text(encoding="utf-8")


def copied(shop: Path) -> dict[str, Rows]:
    """The rows of every table of the shop."""
    kinds = {"BIGINT": "integer", "INTEGER": "integer", "VARCHAR": "text", "DOUBLE": "float"}
    with duckdb.connect(str(shop), read_only=True) as connection:
        found = connection.execute("SELECT table_name FROM duckdb_tables() WHERE schema_name = 'sales'").fetchall()
        tables = {}
        for (name,) in found:
            described = connection.execute(f'DESCRIBE sales."{name}"').fetchall()
            columns = {column: kinds.get(kind, kind.lower().replace(" ", "")) for column, kind, *_ in described}
            tables[name] = Rows(columns, connection.execute(f'SELECT * FROM sales."{name}"').fetchall())
    return tables


@pytest.mark.parametrize("engine", ["on_duckdb", "on_postgres"])
@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[f"{stem}: {case['case']}" for stem, case in CASES])
def test_case(case: Mapping[str, Any], engine: str, shop: Path, request: pytest.FixtureRequest) -> None:
    project: tn.Project = request.getfixturevalue(engine)
    asked = {"as_of": AS_OF, **{key: FLAGS.get(str(value), value) for key, value in case["ask"].items()}}
    metrics, by = asked.pop("metrics"), asked.get("by", [])
    answer = json.loads(project.query(*metrics, **asked).to_json(), parse_float=Decimal)
    columns, expected = by_hand(shop, case["sql"], by)
    assert expected, "the SQL gives no rows"
    found = by_key(answer, by, with_period="period" in columns)
    problems = [f"no row for {key}" for key in expected if key not in found]
    for key, cells in found.items():
        wanted = expected.get(key, {})
        for column in columns[columns.index("|") + 1 :]:
            value, right = part(cells, column), wanted.get(column)
            if not equal(right, value) and not (key not in expected and not value):
                problems.append(f"{key} {column}: {value} here, {right} by hand")
    assert not problems, "\n".join(problems[:20])


def by_hand(shop: Path, sql: str, by: Sequence[str]) -> tuple[list[str], Found]:
    """The columns (after `|` those of values) and rows of the hand-written SQL, by period, members and total."""
    with duckdb.connect(str(shop), read_only=True) as connection:
        connection.execute("SET schema = 'sales'")
        cursor = connection.execute(sql)
        names = [column[0] for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    keys = [name for name in names if name in ("period", "total", *by)]
    values = [name for name in names if name not in keys]
    found: Found = {}
    for row in rows:
        total = bool(row.get("total"))
        members = () if total else tuple(row[name] for name in by)
        key = (row.get("period"), members, total)
        assert key not in found, f"the SQL gives two rows for {key}"
        found[key] = {name: row[name] for name in values}
    return [*keys, "|", *values], found


def by_key(answer: Mapping[str, Any], by: Sequence[str], *, with_period: bool) -> Found:
    """The cells of an answer, by period, members and total."""
    found: Found = {}
    for row in answer["rows"]:
        total = bool(row.get("total"))
        members = () if total else tuple(row["segment"][name] for name in by)
        key = (row["period"] if with_period else None, members, total)
        assert key not in found, f"two rows for {key}"
        found[key] = row["values"]
    return found


def part(cells: Mapping[str, Any], column: str) -> Any:
    """What a column names: a metric's value, `METRIC @ COMPARISON` its partner's, or another part of that."""
    metric, _, rest = column.partition(" @ ")
    if not rest:
        return cells[metric]["value"]
    for name, block in cells[metric]["compare"].items():
        if rest.startswith(name):
            return block[rest.removeprefix(name).strip() or "value"]
    raise KeyError(column)


def equal(right: Any, value: Any) -> bool:
    """Whether a number of the engine is that of the SQL: floats to 9 digits, others to 15."""
    if right is None or value is None:
        return right is value
    tolerance = Decimal("1e-9") if isinstance(right, float) else Decimal("1e-14")
    return near(Decimal(right), value, tolerance) or abs(Decimal(right) - Decimal(value)) < Decimal("1e-12")
