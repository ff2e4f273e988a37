"""A DuckDB file that is replaced or written to while a session has it open."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest

from truenorth.engines.duck import open_duckdb
from truenorth.errors import SourceFailed
from truenorth.model.relations import Relation
from truenorth.project import Project

SUM = 'select sum(amount)::bigint from "shop"."main"."sold"'


def write(path: Path, value: int) -> None:
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            f"create table sold as select {value} as amount, date '2024-01-05' as day from range(300000)"
        )


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    write(tmp_path / "shop.duckdb", 1)
    write(tmp_path / "next.duckdb", 2)
    return tmp_path / "shop.duckdb"


def test_a_file_put_in_its_place_is_another_and_the_session_goes_on_with_the_first(shop: Path) -> None:
    times = shop.stat()
    os.utime(shop.with_name("next.duckdb"), ns=(times.st_atime_ns, times.st_mtime_ns))
    with open_duckdb({"shop": shop}) as engine:
        first = engine.fingerprint("shop")
        shop.with_name("next.duckdb").replace(shop)
        assert (engine.run(SUM), engine.fingerprint("shop")) == (((300_000,),), first)
    with open_duckdb({"shop": shop}) as engine:
        assert engine.run(SUM) == ((600_000,),)
        assert engine.fingerprint("shop") != first, "though its size and its time are the same"


def test_a_file_written_over_in_place_is_told_of(shop: Path) -> None:
    with open_duckdb({"shop": shop}) as engine:
        shop.write_bytes(shop.with_name("next.duckdb").read_bytes())
        with pytest.raises(SourceFailed, match="was written to while it was read") as failed:
            engine.run(SUM)
        assert failed.value.finding.code == "SOURCE_CHANGED"
        assert engine.run("select 1") == ((1,),), "what does not read it goes on"
    with open_duckdb({"shop": shop}) as engine:
        assert engine.run(SUM) == ((600_000,),)


def test_what_was_kept_of_a_file_is_kept_under_the_state_it_was_read_in(shop: Path) -> None:
    """The survey of a table is kept on disk: replaced after it was attached, the old rows do not speak for the new."""
    shop.with_name("truenorth.yml").write_text(
        "sources: {shop: {duckdb: shop.duckdb}}\n"
        "tables: {sold: {source: shop.sold, date: day}}\n"
        "metrics: {total: {formula: sum(sold.amount)}}\n",
        encoding="utf-8",
    )

    def total(*, between: bool = False) -> object:
        with Project(shop.parent) as project:
            engine = project.asking.connections.engine("duckdb")
            if between:
                shop.with_name("next.duckdb").replace(shop)
            assert engine.run("select 1")
            return project.query("total", as_of="2024-02-01").rows[0]["total"]

    assert (total(between=True), total()) == (300_000, 600_000)


def test_the_relation_of_a_missing_file_has_no_state(tmp_path: Path) -> None:
    with open_duckdb({"shop": tmp_path / "none.duckdb"}) as engine:
        assert engine.fingerprint("shop") is None
        with pytest.raises(Exception, match="does not exist"):
            engine.columns(Relation("t", "duckdb", {}, name=("shop", "t")))
