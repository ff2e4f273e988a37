"""What every engine must get right, executed on each: the primitives that the SQL we write is made of."""

from __future__ import annotations

import threading
import time as clock
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from truenorth.engines.base import Engine
from truenorth.errors import Refused, SourceFailed
from truenorth.model.relations import Relation
from truenorth.model.types import BOOLEAN, DATE, FLOAT, INSTANT, INTEGER, TEXT, TIME, TIMESTAMP, Type, decimal

EngineWith = Callable[..., Engine]

# Where the same thing is spelled differently; the SQL room has such a table of its own.
SLOW = {
    "duckdb": "select sum(sqrt(a.range * b.range)) from range(10000000) a, range(10000000) b",
    "postgres": "select sum(sqrt(a * b)) from generate_series(1, 10000000) a, generate_series(1, 10000000) b",
}
PERCENTILE = {
    "duckdb": "quantile_cont({x}, {p})",
    "postgres": "percentile_cont({p}) within group (order by {x})",
}
INTEGER_DIVISION = {"duckdb": "({a} // {b})", "postgres": "({a} / {b})"}
NOT_SELECTS = (
    "insert into orders values (2)",
    "update orders set id = 3",
    "delete from orders",
    "drop table orders",
    "create table mine as select 1 as i",
    "create temp table mine (i int)",
    "truncate orders",
    "select 1; select 2",
    "select 1; drop table orders",
    "copy orders to '/tmp/truenorth-stolen'",
    "begin",
    "commit",
    "",
)


def one(engine: Engine, sql: str) -> tuple[object, ...]:
    (row,) = engine.run(sql)
    return row


def same(found: object, wanted: object) -> None:
    """Equal, and of the same Python types."""
    assert found == wanted
    if isinstance(found, tuple) and isinstance(wanted, tuple):
        assert [type(value) for value in found] == [type(value) for value in wanted]


def relation(engine: Engine, name: tuple[str, ...] | None = None, view: str | None = None) -> Relation:
    if name is not None and engine.dialect == "duckdb":
        name = ("shop", *name)
    return Relation("orders", engine.key, {}, name=name, view=view)


# ---------------------------------------------------------------- values


def test_types_come_back_as_python_values(engine: Engine) -> None:
    row = one(
        engine,
        "select cast(7 as bigint), cast(1.50 as decimal(18, 2)), cast(0.1 as double precision), 'naïve', true, "
        "date '2024-02-29', timestamp '2024-03-31 02:30:00.123456', "
        "cast('2024-03-31 02:30:00+02:00' as timestamp with time zone), time '23:59:59', cast(null as integer)",
    )
    instant = datetime(2024, 3, 31, 0, 30, tzinfo=UTC)
    moment = datetime(2024, 3, 31, 2, 30, 0, 123456)
    same(row, (7, Decimal("1.50"), 0.1, "naïve", True, date(2024, 2, 29), moment, instant, time(23, 59, 59), None))
    assert isinstance(row[7], datetime) and row[7].tzinfo is UTC


def test_instants_keep_the_order_and_place_of_the_other_columns(engine: Engine) -> None:
    rows = engine.run(
        "select n, cast(t as timestamp with time zone) as n, 'x' as t from "
        "(values (1, '2024-01-01 00:00:00+00:00'), (2, null)) as v (n, t) order by 1 desc"
    )
    same(rows, ((2, None, "x"), (1, datetime(2024, 1, 1, tzinfo=UTC), "x")))


def test_no_rows(engine: Engine) -> None:
    assert engine.run("select 1 as i where 1 = 0") == ()


def test_nan_and_infinity_are_none(engine: Engine) -> None:
    row = one(
        engine,
        "select cast(x as double precision), cast('-infinity' as real), cast('nan' as double precision), "
        "cast(1 as double precision) from (values ('infinity')) as v (x)",
    )
    same(row, (None, None, None, 1.0))


def test_dates_beyond_the_calendar_are_the_nearest_within(engine: Engine) -> None:
    row = one(
        engine,
        "select cast('infinity' as date), cast('-infinity' as date), cast('infinity' as timestamp), "
        "cast('-infinity' as timestamp), cast('infinity' as timestamp with time zone), date '9999-12-31'",
    )
    first, last = datetime(1, 1, 1), datetime.max
    assert row[:2] == (date.max, date.min) and row[2] == last and row[5] == date.max
    assert isinstance(row[3], datetime) and row[3].date() == first.date()
    assert row[4] == last.replace(tzinfo=UTC)
    assert one(engine, "select cast(date '9999-12-31' + 100000 as date)") == (date.max,)


def test_every_null_is_none(engine: Engine) -> None:
    kinds = (
        "bigint",
        "decimal(18, 2)",
        "double precision",
        "varchar",
        "boolean",
        "date",
        "timestamp",
        "time",
        "timestamp with time zone",
    )
    row = one(engine, "select " + ", ".join(f"cast(null as {kind})" for kind in kinds))
    assert row == (None,) * len(kinds)


# ---------------------------------------------------------------- columns and tables

MANY_TYPES = """
create schema sales;
create table sales."Line Items" (
    small smallint, id bigint, price decimal(18, 2), whole decimal(9, 0), weight double precision, ratio real,
    name varchar, paid boolean, day date, at_clock time, made timestamp, seen timestamp with time zone,
    "CPT (£)" integer, token uuid, tags integer[], gap interval
);
create table orders (id integer);
create view recent as select id, id * 1.5 as x from orders
"""
WANTED: dict[str, Type] = {
    "small": INTEGER, "id": INTEGER, "price": decimal(2), "whole": decimal(0), "weight": FLOAT, "ratio": FLOAT,
    "name": TEXT, "paid": BOOLEAN, "day": DATE, "at_clock": TIME, "made": TIMESTAMP, "seen": INSTANT,
    "CPT (£)": INTEGER, "token": TEXT,
}  # fmt: skip


def test_columns_of_a_table_by_name(engine_with: EngineWith) -> None:
    engine = engine_with(MANY_TYPES)
    found = engine.columns(relation(engine, ("sales", "Line Items")))
    assert dict(found) == WANTED
    assert list(found) == list(WANTED)


def test_columns_of_a_view_in_its_own_sql(engine_with: EngineWith) -> None:
    engine = engine_with(MANY_TYPES)
    view = 'select id, sum(price) as "Σ", max(seen) as seen from sales."Line Items" group by id -- a remark'
    if engine.dialect == "duckdb":
        view = view.replace("sales.", "shop.sales.")
    found = engine.columns(relation(engine, view=view))
    assert list(found) == ["id", "Σ", "seen"]
    assert found["id"] == INTEGER and found["seen"] == INSTANT and found["Σ"].kind == "decimal"


def test_a_view_that_is_no_select_is_refused(engine_with: EngineWith) -> None:
    engine = engine_with(MANY_TYPES)
    for view in (
        "select nothing_there from",
        "delete from orders",
        "select 1) as x; drop table orders; select (1",
        "select nobody from (select 1 as i) as t",
    ):
        with pytest.raises(Refused) as refused:
            engine.columns(relation(engine, view=view))
        assert refused.value.finding.code in ("VIEW_REFUSED", "NOT_A_SELECT")


def test_a_missing_table_is_refused_with_the_nearest_names(engine_with: EngineWith) -> None:
    engine = engine_with(MANY_TYPES)
    for name, nearest in (
        (("oders",), "shop.orders"),
        (("sales", "Line Itms"), "shop.sales.Line Items"),
        (("sale", "Line Items"), "shop.sales.Line Items"),
        (("Orders",), "shop.orders"),
    ):
        with pytest.raises(Refused) as refused:
            engine.columns(relation(engine, name))
        assert refused.value.finding.code == "NO_SUCH_TABLE"
        assert nearest in refused.value.finding.nearest


def test_tables_are_listed_as_a_source_spells_them(engine_with: EngineWith) -> None:
    engine = engine_with(MANY_TYPES)
    assert set(engine.tables()) == {"shop.orders", "shop.recent", "shop.sales.Line Items"}
    assert list(engine.columns(relation(engine, ("recent",)))) == ["id", "x"]


# ---------------------------------------------------------------- numbers


def test_decimal_sums_are_exact(engine: Engine) -> None:
    values = "(values (0.10), (0.20), (99999999999999.99)) as v (x)"
    same(one(engine, f"select sum(cast(x as decimal(18, 2))) from {values}"), (Decimal("100000000000000.29"),))


def test_products_of_decimals_are_exact(engine: Engine) -> None:
    sql = "select cast(19.99 as decimal(18, 2)) * cast(0.075 as decimal(9, 3))"
    same(one(engine, sql), (Decimal("1.49925"),))


def test_integer_sums_outgrow_64_bits(engine: Engine) -> None:
    (total,) = one(engine, "select sum(x) from (values (9223372036854775807), (1)) as v (x)")
    assert total == 9223372036854775808 and isinstance(total, int | Decimal)


def test_integers_divide_as_integers_only_when_told(engine: Engine) -> None:
    division = INTEGER_DIVISION[engine.dialect]
    assert one(engine, f"select {division.format(a=7, b=2)}, cast(7 as double precision) / 2") == (3, 3.5)


def test_division_by_nullif_zero_is_null(engine: Engine) -> None:
    sql = "select cast(x as double precision) / nullif(y, 0) from (values (1, 0), (0, 0), (1, 4)) as v (x, y)"
    assert engine.run(sql) == ((None,), (None,), (0.25,))


def test_empty_sums_are_null_and_empty_counts_zero(engine: Engine) -> None:
    sql = "select sum(x), min(x), max(x), count(x), count(*), count(distinct x) from (values (1)) as v (x) where x > 1"
    assert one(engine, sql) == (None, None, None, 0, 0, 0)


def test_nulls_are_not_counted_and_not_equal_but_not_distinct(engine: Engine) -> None:
    sql = (
        "select count(x), count(*), count(distinct x), sum(x), sum(case when x = 1 then 1 end), "
        "sum(case when x is not distinct from null then 1 end) from (values (1), (1), (null), (2)) as v (x)"
    )
    assert one(engine, sql) == (3, 4, 2, 4, 2, 1)


def test_aggregate_filter(engine: Engine) -> None:
    sql = (
        "select sum(x) filter (where k = 'a'), count(*) filter (where k = 'z'), sum(x) filter (where k = 'z') "
        "from (values ('a', 1), ('a', 2), ('b', 4)) as v (k, x)"
    )
    assert one(engine, sql) == (3, 0, None)


def test_percentiles_are_interpolated_over_all_rows(engine: Engine) -> None:
    spelled = PERCENTILE[engine.dialect]
    values = "(values (1.0), (2.0), (3.0), (100.0), (null)) as v (x)"
    at = ", ".join(spelled.format(x="cast(x as double precision)", p=p) for p in (0, 0.5, 0.9, 1))
    found = one(engine, f"select {at} from {values}")
    assert found == pytest.approx((1.0, 2.5, 70.9, 100.0))


def test_sample_deviation(engine: Engine) -> None:
    sql = "select stddev_samp(x), var_samp(x) from (values (2.0), (4.0), (9.0)) as v (x)"
    assert [float(str(value)) for value in one(engine, sql)] == pytest.approx([3.605551275463989, 13.0])
    assert one(engine, "select stddev_samp(x) from (values (2.0)) as v (x)") == (None,)


# ---------------------------------------------------------------- groups


def test_grouping_sets_tell_a_null_member_from_a_total(engine: Engine) -> None:
    sql = """
        select grouping(k), grouping(d), k, d, sum(x)
        from (values ('a', 1, 10), (null, 1, 5), ('a', 2, 1)) as v (k, d, x)
        group by grouping sets ((k, d), (k), ()) order by 1, 2, 3 nulls last, 4
    """
    assert engine.run(sql) == (
        (0, 0, "a", 1, 10),
        (0, 0, "a", 2, 1),
        (0, 0, None, 1, 5),
        (0, 1, "a", None, 11),
        (0, 1, None, None, 5),
        (1, 1, None, None, 16),
    )


def test_the_total_of_no_rows_is_a_row(engine: Engine) -> None:
    sql = "select k, count(*) from (values ('a')) as v (k) where k = 'b' group by grouping sets ((k), ())"
    assert engine.run(sql) == ((None, 0),)


def test_a_left_join_that_misses_gives_nulls(engine: Engine) -> None:
    sql = (
        "select f.k, d.k, d.tier from (values (1), (null), (9)) as f (k) "
        "left join (values (1, 'gold'), (null, 'x')) as d (k, tier) on d.k = f.k order by 1 nulls last"
    )
    assert engine.run(sql) == ((1, 1, "gold"), (9, None, None), (None, None, None))


def test_text_is_equal_only_if_it_is(engine: Engine) -> None:
    sql = "select count(*) from (values ('paid'), ('Paid'), ('paid '), ('páid')) as v (x) where x = 'paid'"
    assert one(engine, sql) == (1,)


# ---------------------------------------------------------------- time


def test_truncating_dates_gives_civil_dates(engine: Engine) -> None:
    sql = ", ".join(f"cast(date_trunc('{unit}', cast(date '2024-12-30' as timestamp)) as date)"
                    for unit in ("year", "quarter", "month", "week", "day"))  # fmt: skip
    wanted = (date(2024, 1, 1), date(2024, 10, 1), date(2024, 12, 1), date(2024, 12, 30), date(2024, 12, 30))
    same(one(engine, f"select {sql}"), wanted)


def test_truncating_a_timestamp_keeps_it_one(engine: Engine) -> None:
    trunc = "date_trunc('{}', timestamp '2024-03-31 02:59:59.9')".format
    sql = f"select {trunc('hour')}, {trunc('month')}"
    same(one(engine, sql), (datetime(2024, 3, 31, 2), datetime(2024, 3, 1)))


def test_an_instant_is_shown_in_a_zone_with_its_daylight_saving(engine: Engine) -> None:
    sql = "select cast('2024-03-31 {}+00:00' as timestamp with time zone) at time zone 'Europe/Rome'"
    shown = [one(engine, sql.format(utc)) for utc in ("00:59:59", "01:00:00", "23:30:00")]
    assert shown == [(datetime(2024, 3, 31, 1, 59, 59),), (datetime(2024, 3, 31, 3),), (datetime(2024, 4, 1, 1, 30),)]


def test_a_stored_wall_clock_goes_through_utc_to_another_zone(engine: Engine) -> None:
    sql = "select timestamp '2024-03-31 23:30:00' at time zone 'UTC' at time zone 'Europe/Rome'"
    same(one(engine, sql), (datetime(2024, 4, 1, 1, 30),))


def test_a_wall_clock_in_a_zone_is_an_instant(engine: Engine) -> None:
    noon = "timestamp '2024-{}-01 12:00:00' at time zone 'Europe/Rome'".format
    sql = f"select {noon('07')}, {noon('01')}"
    same(one(engine, sql), (datetime(2024, 7, 1, 10, tzinfo=UTC), datetime(2024, 1, 1, 11, tzinfo=UTC)))


def test_the_session_is_in_utc(engine: Engine) -> None:
    assert one(engine, "select cast(cast('2024-07-01 23:30:00+00:00' as timestamp with time zone) as date)") == (
        date(2024, 7, 1),
    )


def test_days_between_dates_are_whole(engine: Engine) -> None:
    assert one(engine, "select date '2024-03-01' - date '2024-02-28', date '2024-02-28' + 2") == (2, date(2024, 3, 1))


def test_adding_a_month_stops_at_its_last_day(engine: Engine) -> None:
    assert one(engine, "select cast(date '2024-01-31' + interval '1 month' as date)") == (date(2024, 2, 29),)


# ---------------------------------------------------------------- confinement


@pytest.mark.parametrize("statement", NOT_SELECTS)
def test_nothing_but_a_select_is_run(engine_with: EngineWith, statement: str) -> None:
    engine = engine_with("create table orders as select 1 as id")
    orders = "shop.orders" if engine.dialect == "duckdb" else "orders"
    with pytest.raises((Refused, SourceFailed)):
        engine.run(statement.replace("orders", orders))
    assert engine.run(f"select id from {orders}") == ((1,),)


FAILING = (
    ("select nothing_there", "QUERY_FAILED"),
    ("selec 1", "QUERY_FAILED"),
    ("select cast('paid' as integer)", "CELL_NOT_CAST"),
    ("select cast('2024-02-30' as date)", "CELL_NOT_CAST"),
    ("select cast(70000 as smallint)", "CELL_NOT_CAST"),
)


def test_a_failing_query_says_why_and_leaves_the_session_well(engine: Engine) -> None:
    for sql, code in FAILING:
        with pytest.raises((SourceFailed, Refused)) as failed:
            engine.run(sql)
        assert failed.value.finding.code == code
        assert "\n" not in failed.value.finding.message
    assert engine.run("select 1") == ((1,),)


def test_a_query_over_its_time_is_stopped(engine_with: EngineWith) -> None:
    engine = engine_with(timeout=0.2)
    with pytest.raises(SourceFailed) as failed:
        engine.run(SLOW[engine.dialect])
    assert failed.value.finding.code == "QUERY_TIMED_OUT"
    assert "0.2 s" in failed.value.finding.message
    assert engine.run("select 1") == ((1,),)


def test_a_query_can_be_cancelled_from_another_thread(engine: Engine) -> None:
    told: list[str] = []

    def ask() -> None:
        try:
            engine.run(SLOW[engine.dialect])
        except SourceFailed as failed:
            told.append(failed.finding.code)

    asking = threading.Thread(target=ask)
    asking.start()
    deadline = clock.monotonic() + 20
    while asking.is_alive() and clock.monotonic() < deadline:
        engine.cancel()
        asking.join(0.05)
    assert told == ["QUERY_CANCELLED"]
    assert engine.run("select 1") == ((1,),)


def test_threads_may_share_an_engine(engine: Engine) -> None:
    answers: dict[int, object] = {}

    def ask(number: int) -> None:
        answers[number] = [engine.run(f"select {number}") for _ in range(5)]

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {number: [((number,),)] * 5 for number in range(4)}


def test_what_an_engine_says_it_can_it_can(engine: Engine) -> None:
    able = engine.capabilities
    assert able.grouping_sets and able.aggregate_filter and able.exact_percentile and able.null_safe_equality
    assert able.zones and able.schemas
    assert engine.key in ("duckdb", "postgres:shop") and engine.findings == ()


def test_closing_twice_is_closing_once(engine: Engine) -> None:
    engine.close()
    engine.close()
