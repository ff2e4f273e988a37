"""Random small worlds: rows of ten tables, their definitions and metrics. The seed decides everything."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from random_metrics import MEMBERS, Asked, catalogue
from random_money import money, money_tables
from worlds import Rows, Value

DAY = timedelta(days=1)
TIMES = [time(0), time(0, 30), time(3, 30), time(12), time(22, 30), time(23, 59, 59)]


@dataclass
class RandomWorld:
    """A world as the engine and the oracle take it."""

    definitions: dict[str, Any]
    tables: dict[str, Rows]
    as_of: date
    first: date
    asked: dict[str, Asked] = field(default_factory=dict)

    def rows(self) -> dict[str, list[Mapping[str, Any]]]:
        """The rows as dictionaries."""
        return {
            name: [dict(zip(table.columns, row, strict=True)) for row in table.rows]
            for name, table in self.tables.items()
        }


def random_world(seed: int) -> RandomWorld:
    """The world of a seed."""
    random = Random(seed)
    last = date(2024, 4, 1) + DAY * random.randrange(40)
    first = last - DAY * random.choice([40, 70, 130, 130, 420, 800])
    as_of = last - DAY * random.choice([0, 0, 1, 5, 20, 33])
    dated = random.choice(["date", "date", "timestamp", "instant", "utc"])
    makers = _Makers(random, first, last, dated)
    tables = {
        "countries": makers.countries(),
        "customers": makers.customers(),
        "orders": makers.orders(),
        "order_lines": makers.order_lines(),
        "returns": makers.returns(),
        "stock": makers.stock(),
        "subs": makers.subs(),
        "visits": makers.visits(),
        "ledger": makers.ledger(),
        "members": makers.members(),
    }
    calendar = {
        "time_zone": random.choice(["UTC", "Europe/Rome", "America/New_York", "Asia/Tokyo"]),
        "week_starts": random.choice(["monday", "monday", "sunday"]),
        "fiscal_year_starts": random.choice(["january", "april", "july", "october"]),
        "fiscal_year_named_by": random.choice(["end", "start"]),
    }
    definitions = {"calendar": calendar, "tables": _tables(random, dated, as_of), "metrics": {}}
    more, described, keys = money_tables(seed, _Makers(Random(f"days {seed}"), first, last, dated).day)
    tables |= more
    definitions["tables"] |= described
    definitions |= keys
    world = RandomWorld(definitions, tables, as_of, first)
    for name, (definition, asked) in {**catalogue(random, definitions["tables"]), **money()}.items():
        definitions["metrics"][name] = definition
        world.asked[name] = asked
    return world


@dataclass
class _Makers:
    """Rows of each table."""

    random: Random
    first: date
    last: date
    dated: str

    def day(self) -> date:
        """A day of the world, edges of months and weeks more often than others."""
        day = self.first + DAY * self.random.randrange((self.last - self.first).days + 1)
        match self.random.randrange(5):
            case 0:
                day = max(day.replace(day=1), self.first)
            case 1:
                day = max(day.replace(day=1) - DAY, self.first)
            case 2:
                day = min(date(2024, 2, 28 + self.random.randrange(2)), self.last)
        return day

    def moment(self) -> date | datetime:
        """A value of the date column."""
        if self.dated == "date":
            return self.day()
        at = datetime.combine(self.day(), self.random.choice(TIMES))
        return at.replace(tzinfo=UTC) if self.dated == "instant" else at

    def kind(self) -> str:
        """The type of the date column."""
        return "timestamp" if self.dated == "utc" else self.dated

    def amount(self) -> Decimal | None:
        """Money, now and then none."""
        cents = self.random.choice([0, 1, 999, 1000, 2550, -500, 12345, self.random.randrange(20000)])
        return None if self.random.random() < 0.1 else Decimal(cents) / 100

    def pick(self, name: str) -> str | None:
        """A member of a dimension, now and then none."""
        return self.random.choice([*MEMBERS[name], *MEMBERS[name], None])

    def whole(self, *extra: int | None) -> int | None:
        """A small number."""
        return self.random.choice([0, 1, 1, 2, 3, 5, 8, *extra])

    def customer(self) -> int | None:
        """A customer's key: known, unknown, or none."""
        return self.random.choice([1, 1, 2, 2, 3, 4, 5, 9, None])

    def table(self, columns: dict[str, str], count: int, row: Callable[[int], tuple[Value, ...]]) -> Rows:
        """`count` rows, numbered from 1."""
        return Rows(columns, [row(number) for number in range(1, count + 1)])

    def countries(self) -> Rows:
        continents = ["Europe", "Asia", None]
        return self.table({"country_id": "text", "continent": "text"}, 3, lambda n: ("ABC"[n - 1], continents[n - 1]))

    def customers(self) -> Rows:
        columns = {"customer_id": "integer", "tier": "text", "age": "integer", "country_id": "text"}
        return self.table(
            columns,
            5,
            lambda n: (
                n,
                self.pick("customers.tier"),
                self.random.choice([20, 40, None]),
                self.random.choice(["A", "B", "C", "Z", None]),
            ),
        )

    def orders(self) -> Rows:
        columns = {"order_id": "integer", "customer_id": "integer", "at": self.kind(), "shipped_on": "date"}
        columns |= {"status": "text", "channel": "text", "amount": "decimal(10,2)", "qty": "integer", "score": "float"}

        def row(number: int) -> tuple[Value, ...]:
            at = self.moment()
            day = at.date() if isinstance(at, datetime) else at
            shipped = self.random.choice([day + DAY, day + 3 * DAY, day + 20 * DAY, None])
            shares = (self.pick("orders.status"), self.pick("orders.channel"), self.amount())
            score = self.random.choice([0.5, 1.25, 3.1, None])
            ordered = None if self.random.random() < 0.06 else at
            return (number, self.customer(), ordered, shipped, *shares, self.whole(None), score)

        return self.table(columns, self.random.randrange(12, 45), row)

    def order_lines(self) -> Rows:
        columns = {
            "line_id": "integer",
            "order_id": "integer",
            "sku": "text",
            "price": "decimal(8,2)",
            "pieces": "integer",
        }
        return self.table(
            columns,
            self.random.randrange(5, 30),
            lambda n: (
                n,
                self.random.choice([*range(1, 20), 999, None]),
                self.pick("order_lines.sku"),
                self.amount(),
                self.whole(),
            ),
        )

    def returns(self) -> Rows:
        columns = {"return_id": "integer", "customer_id": "integer", "day": "date", "route": "text", "cause": "text"}
        columns |= {"amount": "decimal(10,2)", "test": "boolean"}

        def row(number: int) -> tuple[Value, ...]:
            test = self.random.random() < 0.15
            channel, cause = self.pick("orders.channel"), self.pick("returns.cause")
            return (number, self.customer(), self.day(), channel, cause, self.amount(), test)

        return self.table(columns, self.random.randrange(4, 15), row)

    def stock(self) -> Rows:
        columns = {"item": "text", "day": "date", "place": "text", "pieces": "integer"}
        days = sorted({self.day() for _ in range(self.random.randrange(4, 14))})
        rows: list[tuple[Value, ...]] = []
        for day in days:
            for item in ("A", "B", "C"):
                if self.random.random() < 0.6:
                    rows.append((item, day, self.pick("stock.place"), self.whole()))
        return Rows(columns, rows or [("A", self.last, "north", 1)])

    def subs(self) -> Rows:
        columns = {"sub_id": "integer", "customer_id": "integer", "started_on": "date", "ended_on": "date"}
        columns |= {"plan": "text", "price": "decimal(8,2)"}

        def row(number: int) -> tuple[Value, ...]:
            start = self.day()
            length = self.random.choice([0, 1, 15, 31, 90])
            end = self.random.choice([None, date(9999, 12, 31), start + DAY * length, start + DAY * length])
            begun = None if self.random.random() < 0.06 else start
            return (number, self.customer(), begun, end, self.pick("subs.plan"), self.amount())

        return self.table(columns, self.random.randrange(4, 14), row)

    def visits(self) -> Rows:
        columns = {"visit_id": "integer", "customer_id": "integer", "at": self.kind(), "page": "text"}
        return self.table(
            columns,
            self.random.randrange(4, 20),
            lambda n: (n, self.customer(), self.moment(), self.pick("visits.page")),
        )

    def members(self) -> Rows:
        return self.table({"customer_id": "integer", "since": "date"}, 6, lambda n: (n, self.day()))

    def ledger(self) -> Rows:
        columns = {
            "entry_id": "integer",
            "day": "date",
            "account": "text",
            "amount": "integer",
            "known_at": "timestamp",
        }
        rows: list[tuple[Value, ...]] = []
        for number in range(1, self.random.randrange(4, 10)):
            day, account, known = self.day(), self.pick("ledger.account"), self.random.randrange(1, 9)
            for version in range(self.random.choice([1, 1, 2, 3])):
                at = datetime.combine(day + DAY * (known + 11 * version), time(6, number))
                rows.append((number, day, account, self.whole(), at))
        return Rows(columns, rows)


def _tables(random: Random, dated: str, as_of: date) -> dict[str, Any]:
    until = random.choice(["as_of", "as_of", "as_of", "rows", str(as_of - DAY * random.randrange(25))])
    when = {"column": "at", "stored_in": "UTC"} if dated == "utc" else "at"
    band = "case when customers.age < 30 then 'young' else 'old' end"
    tables: dict[str, Any] = {
        "countries": {"one_row_per": "country_id", "dimensions": ["continent"]},
        "customers": {
            "one_row_per": "customer_id",
            "belongs_to": {"country_id": "countries"},
            "dimensions": ["tier", {"name": "band", "formula": band}],
        },
        "orders": {
            "one_row_per": "order_id",
            "date": when,
            "other_dates": ["shipped_on"],
            "complete_until": until,
            "belongs_to": {"customer_id": "customers"},
            "dimensions": ["channel", "status", {"name": "weekday", "formula": "weekday(orders.at)"}],
        },
        "order_lines": {
            "one_row_per": "line_id",
            "date": "orders.at",
            "complete_until": until,
            "belongs_to": {"order_id": "orders"},
            "dimensions": ["sku"],
        },
    }
    tables |= _other_tables(random, until, when)
    return {name: {"source": f"shop.trap.{name}", **table} for name, table in tables.items()}


def _other_tables(random: Random, until: str, when: Any) -> dict[str, Any]:
    other = random.choice([until, until, "as_of"])
    to_included = {"to_included": True} if random.random() < 0.3 else {}
    return {
        "returns": {
            "one_row_per": "return_id",
            "date": "day",
            "complete_until": other,
            "filter": "returns.test = false",
            "belongs_to": {"customer_id": "customers"},
            "dimensions": ["cause", {"name": "channel", "column": "route", "same_as": "orders.channel"}],
        },
        "stock": {
            "one_row_per": ["item", "day"],
            "date": "day",
            "complete_until": other,
            "dimensions": ["item", "place"],
        },
        "subs": {
            "one_row_per": "sub_id",
            "date": {
                "from": "started_on",
                "to": "ended_on",
                **to_included,
            },
            "belongs_to": {"customer_id": "customers"},
            "dimensions": ["plan"],
        },
        "visits": {
            "one_row_per": "visit_id",
            "date": when,
            "complete_until": until if until != "rows" else "as_of",
            "belongs_to": {"customer_id": "customers"},
            "dimensions": ["page"],
        },
        "members": {"one_row_per": "customer_id", "date": "since", "complete_until": "as_of"},
        "ledger": {
            "one_row_per": "entry_id",
            "date": "day",
            "complete_until": "as_of",
            "versions": {"known_from": "known_at"},
            "dimensions": ["account"],
        },
    }
