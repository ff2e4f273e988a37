"""Published values reproduced from the raw rows, through definitions and `query`.

All 1,809 agree within their tolerance except six, each asserted as what it is: a month without a published index, a
published figure that is off, and four figures of a year that stands twice in the raw file.
"""

from __future__ import annotations

import csv
import io
import shutil
import sqlite3
import zipfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from published import EXAMPLES, HERE, Computed, DataSet, Published, computed, disagreements

from private_postgres import Database

PIZZA = DataSet(
    "pizza_sales.csv",
    {
        "revenue": "revenue",
        "orders": "orders",
        "items_sold": "pizzas_sold",
        "avg_order_value": "average_order",
        "items_per_order": "pizzas_per_order",
        "revenue_share_pct": "revenue_share",
    },
    percent=frozenset({"revenue_share_pct"}),
)
FLIGHTS = DataSet(
    "nycflights13.csv",
    {
        "flights": "scheduled_flights",
        "mean_dep_delay_min": "departure_delay",
        "sd_dep_delay_min": "delay_spread",
        "min_dep_delay_min": "earliest_departure",
        "max_dep_delay_min": "latest_departure",
        "mean_gain_min": "time_made_up",
        "mean_arr_delay_min": "arrival_delay",
    },
)
CHINOOK = DataSet(
    "chinook.csv",
    {
        "revenue": "revenue",
        ("revenue", "genre"): "genre_revenue",
        "invoices": "invoice_count",
        "avg_invoice": "mean_invoice",
        "max_invoice": "largest_invoice",
        "min_invoice": "smallest_invoice",
        "revenue_share_pct": "revenue_share",
    },
    percent=frozenset({"revenue_share_pct"}),
)
US_CPI = DataSet(
    "us_cpi_inflation.csv",
    {"inflation_mom_pct": "inflation"},
    percent=frozenset({"inflation_mom_pct"}),
    whole=frozenset({"US CPI-U"}),
)
US_EMPLOYMENT = DataSet(
    "us_employment.csv",
    {
        "unemployment_rate_pct": "unemployment_rate",
        "participation_rate_pct": "participation_rate",
        "employment_population_ratio_pct": "employment_ratio",
    },
    percent=frozenset({"unemployment_rate_pct", "participation_rate_pct", "employment_population_ratio_pct"}),
    whole=frozenset({"US civilian"}),
)
ALL = (PIZZA, FLIGHTS, CHINOOK, US_CPI, US_EMPLOYMENT)


def example(tmp_path: Path, name: str) -> Path:
    """A copy of an example, with the metrics added that only the published values need."""
    folder = tmp_path / name
    shutil.copytree(EXAMPLES / name, folder, ignore=shutil.ignore_patterns(".truenorth"))
    for extra in (HERE / "definitions" / name).glob("*.yml"):
        shutil.copy(extra, folder)
    return folder


def project_of(tmp_path: Path, name: str, raw: str) -> Path:
    """A project made of `definitions/NAME` and one raw file."""
    folder = tmp_path / name
    shutil.copytree(HERE / "definitions" / name, folder)
    (folder / "data").mkdir()
    shutil.copy(HERE / "data" / raw, folder / "data")
    return folder


def on_postgres(folder: Path, monkeypatch: pytest.MonkeyPatch, database: Database) -> Path:
    """The same project with its one source moved to PostgreSQL; everything else is unchanged."""
    settings = (folder / "truenorth.yml").read_text(encoding="utf-8")
    head, _, _ = settings.partition("sources:")
    (folder / "truenorth.yml").write_text(
        f'{head}sources:\n  shop: {{ postgres: "${{TRUTH_URL}}" }}\n', encoding="utf-8"
    )
    monkeypatch.setenv("TRUTH_URL", database.reader_url)
    return folder


def fill(database: Database, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Copy rows into a table of the PostgreSQL database."""
    statement = sql.SQL("copy {} ({}) from stdin").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with (
        psycopg.connect(database.admin_url, autocommit=True) as connection,
        connection.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        for row in rows:
            copy.write_row(row)


def load_pizza(database: Database) -> None:
    """The raw pizza lines."""
    database.load(
        "create table pizzaplace (id text, date date, time time, name text, size text, type text, price numeric(9, 5))"
    )
    with zipfile.ZipFile(EXAMPLES / "pizza" / "data" / "pizzaplace.zip") as archive:
        reader = csv.reader(io.TextIOWrapper(archive.open("pizzaplace.csv"), encoding="utf-8", newline=""))
        fill(database, "pizzaplace", next(reader), reader)


def load_chinook(database: Database) -> None:
    """The raw tables of the music shop, with the types that they declare."""
    tables = ("Invoice", "InvoiceLine", "Customer", "Employee", "Track", "Genre", "MediaType", "Album", "Artist")
    types = {"DATETIME": "timestamp", "INTEGER": "bigint", "NUMERIC(10,2)": "numeric(10, 2)"}
    raw = sqlite3.connect(EXAMPLES / "music_shop" / "data" / "chinook.sqlite")
    try:
        for table in tables:
            columns = {name: kind for _, name, kind, *_ in raw.execute(f"pragma table_info([{table}])")}
            declared = ", ".join(f'"{name}" {types.get(kind, "text")}' for name, kind in columns.items())
            database.load(f'create table "{table}" ({declared})')
            fill(database, table, list(columns), raw.execute(f"select * from [{table}]"))
    finally:
        raw.close()


def named(found: Iterable[tuple[Published, Computed]]) -> list[tuple[str, str]]:
    """The kpi and period of each row that disagrees."""
    return [(row.kpi, row.period) for row, _ in found]


def test_there_are_1809_published_values() -> None:
    assert sum(len(data.published()) for data in ALL) == 1809


def test_pizza(tmp_path: Path) -> None:
    assert disagreements(computed(example(tmp_path, "pizza"), PIZZA)) == []


def test_pizza_on_postgres(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postgres_database: Database) -> None:
    load_pizza(postgres_database)
    folder = on_postgres(example(tmp_path, "pizza"), monkeypatch, postgres_database)
    assert disagreements(computed(folder, PIZZA)) == []


def test_flights(tmp_path: Path) -> None:
    assert disagreements(computed(example(tmp_path, "flights"), FLIGHTS)) == []


def test_chinook(tmp_path: Path) -> None:
    assert disagreements(computed(example(tmp_path, "music_shop"), CHINOOK)) == []


def test_chinook_on_postgres(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postgres_database: Database) -> None:
    load_chinook(postgres_database)
    folder = on_postgres(example(tmp_path, "music_shop"), monkeypatch, postgres_database)
    assert disagreements(computed(folder, CHINOOK)) == []


def test_us_cpi(tmp_path: Path) -> None:
    """2025-10 was never published, so November has no month before; the publisher compared it with September."""
    found = disagreements(computed(project_of(tmp_path, "us_cpi", "cpiai.csv"), US_CPI))
    assert named(found) == [("inflation_mom_pct", "2025-11")]
    (_, ours) = found[0]
    assert (ours.value, ours.state, ours.reason) == (None, "complete", "no_rows")


def test_us_employment(tmp_path: Path) -> None:
    """1951 was published as 59.2 but is 59.28; 1947 stands twice in the raw file, before and after a revision."""
    results = computed(project_of(tmp_path, "us_employment", "aat1.csv"), US_EMPLOYMENT)
    found = disagreements(results)
    assert named(found) == [
        ("participation_rate_pct", "1947"),
        ("employment_population_ratio_pct", "1947"),
        ("participation_rate_pct", "1947"),
        ("employment_population_ratio_pct", "1947"),
        ("participation_rate_pct", "1951"),
    ]
    assert {row.period for row, ours in results if ours.doubt == "repeated_key"} == {"1947"}
    off = found[-1][1].value
    assert off is not None
    assert abs(off - Decimal(6201700) / Decimal(104621)) < Decimal("1e-10")
