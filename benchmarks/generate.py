"""A company's facts, made by DuckDB alone: the same rows every time, for as long as its `hash` stays the same.

Scale N means N million orders over four years, and with them N × 1.5 million sessions, N / 4 million tickets,
N / 20 million subscriptions, N / 10 million customers and N × 100 employees. At scale 20 that is 20 M orders,
30 M sessions, 5 M tickets, 1 M subscriptions and 2 M customers.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

DATA = Path(__file__).parent / ".data"
RECIPE = 1  # raised whenever a statement below changes, so that old files are made again
FIRST_DAY, DAYS = "2021-01-01", 1461

# Chance comes from hashing the row's number: chance(i, salt) is a number in [0, 1), pick(i, salt, n) one of 0 … n - 1.
MACROS = """
create temp macro chance(i, salt) as (hash(i::bigint * 1000 + salt) % 1048576) / 1048576.0;
create temp macro pick(i, salt, n) as (hash(i::bigint * 1000 + salt) % n)::integer;
create temp macro skewed(i, salt, n) as floor(n * pow(chance(i, salt), 2.5))::integer;
-- Arrival number i of n, more of them later; then at most three days back, for rows arrive late.
create temp macro arrival(i, n) as floor({seconds} * pow((i + 0.5) / n, 0.8))::bigint;
create temp macro moment(second) as timestamp '{first_day} 00:00:00' + to_seconds(second);
create temp macro happened(i, n, salt) as
    moment(greatest(arrival(i, n) - floor(259200 * pow(chance(i, salt), 4))::bigint, 0));
create temp macro country(i) as list_extract({countries}, skewed(i, 1, 30) + 1);
create temp macro channel(i, salt) as
    list_extract(['web', 'app', 'store', 'phone', 'partner', 'market', 'fair', 'mail'], skewed(i, salt, 8) + 1);
"""
COUNTRIES = (  # NO is a text here
    *("IT", "DE", "FR", "ES", "PT", "NL", "BE", "LU", "AT", "CH", "PL", "CZ", "SK", "HU", "RO", "BG", "GR", "HR"),
    *("SI", "EE", "LV", "LT", "FI", "SE", "DK", "NO", "IE", "GB", "IS", "MT"),
)

STATEMENTS = (
    """
create table orders as
with drawn as (
    select
        i as order_id,
        happened(i, {orders}, 2) as ordered_at,
        moment(arrival(i, {orders})) as loaded_at,
        skewed(i, 3, {customers}) as customer_id,
        channel(i, 4) as channel,
        'category ' || lpad((1 + skewed(i, 5, 25))::varchar, 2, '0') as category,
        list_extract(['paid', 'shipped', 'returned', 'open', 'cancelled'], skewed(i, 6, 5) + 1) as status,
        1 + skewed(i, 7, 6) as quantity,
        (5 + pick(i, 8, 19500) / 100.0)::decimal(10, 2) as price,
        case when chance(i, 9) < 0.3 then pick(i, 10, 30) else 0 end as discount_percent,
        60 - pick(i, 11, 25) as cost_percent,
        chance(i, 12) < 0.8 as refund_asked,
    from range({orders}) as numbers (i)
)
select
    order_id, ordered_at, loaded_at, customer_id, country(customer_id) as country, channel, category, status,
    quantity, price,
    (price * quantity * discount_percent / 100)::decimal(12, 2) as discount,
    (price * quantity - price * quantity * discount_percent / 100)::decimal(12, 2) as net_amount,
    (price * quantity * cost_percent / 100)::decimal(12, 2) as cost,
    status = 'returned' and refund_asked as refunded,
from drawn
""",
    """
create table sessions as
select
    i as session_id,
    happened(i, {sessions}, 21) as started_at,
    skewed(i, 22, {customers} * 2) as visitor_id,
    'source ' || lpad((1 + skewed(i, 23, 12))::varchar, 2, '0') as source,
    country(skewed(i, 22, {customers} * 2)) as country,
    channel(i, 24) as channel,
    chance(i, 25) < 0.03 as converted,
from range({sessions}) as numbers (i)
""",
    """
create table tickets as
select
    i as ticket_id,
    happened(i, {tickets}, 31) as opened_at,
    case when chance(i, 32) < 0.97
        then happened(i, {tickets}, 31) + to_seconds(60 + floor(360000 * pow(chance(i, 33), 3))::bigint) end
        as first_response_at,
    case when chance(i, 32) < 0.92
        then happened(i, {tickets}, 31) + to_seconds(400000 + floor(900000 * chance(i, 34))::bigint) end as resolved_at,
    list_extract(['mail', 'chat', 'phone', 'form', 'social'], skewed(i, 35, 5) + 1) as channel,
    list_extract(['low', 'normal', 'high', 'urgent'], pick(i, 36, 4) + 1) as priority,
    country(skewed(i, 37, {customers})) as country,
    (1 + skewed(i, 38, 6))::integer as contacts,
    case when chance(i, 39) < 0.4 then 5 - skewed(i, 40, 5) end::integer as csat,
from range({tickets}) as numbers (i)
""",
    """
create table subscriptions as
select
    i as subscription_id,
    happened(i, {subscriptions}, 51)::date as started_on,
    case when chance(i, 52) < 0.6
        then happened(i, {subscriptions}, 51)::date + (20 + pick(i, 53, 900)) end as ended_on,
    list_extract(['basic', 'plus', 'pro', 'team'], skewed(i, 54, 4) + 1) as plan,
    list_extract([9.90, 19.90, 49.00, 199.00], skewed(i, 54, 4) + 1)::decimal(10, 2) as monthly_price,
    country(skewed(i, 55, {customers})) as country,
    channel(i, 56) as channel,
from range({subscriptions}) as numbers (i)
""",
    """
create table customers as
select
    customer_id,
    min(ordered_at)::date as first_order_on,
    country(customer_id) as country,
    channel(customer_id, 61) as channel,
    list_extract(['consumer', 'business', 'public'], skewed(customer_id, 62, 3) + 1) as segment,
from orders group by customer_id order by customer_id
""",
    """
create table employees as
select
    i as employee_id,
    date '{first_day}' + pick(i, 71, 1400) as hired_on,
    case when chance(i, 72) < 0.3 then date '{first_day}' + pick(i, 71, 1400) + 30 + pick(i, 73, 900) end as left_on,
    'department ' || (1 + pick(i, 74, 9)) as department,
from range({employees}) as numbers (i)
""",
)


def rows(scale: int) -> dict[str, int]:
    """How many rows each fact has at a scale."""
    million = 1_000_000
    return {
        "orders": scale * million,
        "sessions": scale * million * 3 // 2,
        "tickets": scale * million // 4,
        "subscriptions": scale * million // 20,
        "customers": scale * million // 10,
        "employees": scale * 100,
    }


def database(scale: int) -> Path:
    """The DuckDB file of that scale, made if it is not there or was made otherwise."""
    path = DATA / f"company-{scale}-recipe-{RECIPE}-duckdb-{duckdb.__version__}.duckdb"
    if not path.exists():
        DATA.mkdir(exist_ok=True)
        unfinished = path.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        _make(unfinished, scale)
        unfinished.rename(path)
    return path


def _make(path: Path, scale: int) -> None:
    words = {
        **rows(scale),
        "seconds": DAYS * 86400,
        "first_day": FIRST_DAY,
        "countries": "[" + ", ".join(f"'{country}'" for country in COUNTRIES) + "]",
    }
    with duckdb.connect(str(path)) as connection:
        connection.execute("set enable_progress_bar = false")
        connection.execute(f"set temp_directory = '{path.parent}/spill'")
        connection.execute(MACROS.format(**words))
        for statement in STATEMENTS:
            connection.execute(statement.format(**words))
