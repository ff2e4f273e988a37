"""Exchange rates: for every currency and day the factor into the project's currency."""

from __future__ import annotations

from truenorth.model.types import DATE, INTEGER, Type, decimal
from truenorth.sql.clocks import convert
from truenorth.sql.dialects import Dialect
from truenorth.sql.fact import Ctes, Fact
from truenorth.sql.text import ident, quote, select
from truenorth.sql.world import World

CARRIED = 7
"""Days for which a rate stands where no newer one is known."""


def rates_by_day(world: World, ctes: Ctes) -> str:
    """The name of a table of (currency, day, factor): one row for each currency and day that has a rate.

    The rate of the day, else the last within seven days; the direct one, else the inverse, else through the first
    pivot by name.
    """
    fact, legs = _quoted(world, ctes)
    return _through_pivots(world, ctes, fact.dialect, _carried(ctes, legs))


def _quoted(world: World, ctes: Ctes) -> tuple[Fact, str]:
    """The rates as a fact, and the name of a table of every quoted rate and its inverse."""
    rates = world.rates
    assert rates is not None
    fact = Fact(world, rates.table, ctes, prefix="rates ")
    day = convert(*fact.moment(rates.date), DATE, world.calendar.zone)
    base, other, rate = (f"{ident(fact.alias)}.{ident(name)}" for name in (rates.base, rates.quote, rates.rate))
    kind = world.stored(rates.table, rates.rate)
    inverse = fact.dialect.typed["/"](decimal(12), (INTEGER, kind), ("1", rate))
    wide = f"CAST({{}} AS {fact.dialect.types[decimal(12).kind]}(20, 12))"
    where = fact.counting()
    legs = "\nUNION ALL\n".join(
        select(
            [f"{day} AS day", f"{a} AS given", f"{b} AS wanted", f"{wide.format(factor)} AS factor", f"{rank} AS rank"],
            fact.from_clause(),
            where,
        )
        for a, b, factor, rank in ((base, other, rate, 0), (other, base, inverse, 1))
    )
    return fact, ctes.add("quoted rates", legs, "each rate and its inverse")


def _carried(ctes: Ctes, legs_name: str) -> str:
    """The name of a table of the best rate of each day and pair: its own, else the last within seven days."""
    days = ", ".join(f"({number})" for number in range(CARRIED + 1))
    spread = (
        f"SELECT day, given, wanted, factor, rank FROM (\n"
        f"  SELECT {legs_name}.day + late.days AS day, given, wanted, factor, rank,\n"
        f"    ROW_NUMBER() OVER (\n"
        f"      PARTITION BY given, wanted, {legs_name}.day + late.days ORDER BY rank, late.days\n"
        f"    ) AS place\n"
        f"  FROM {legs_name} CROSS JOIN (VALUES {days}) AS late(days)\n"
        f") AS carried WHERE place = 1"
    )
    return ctes.add("carried rates", spread, f"the best rate of each day: its own, else the last within {CARRIED} days")


def _through_pivots(world: World, ctes: Ctes, dialect: Dialect, carried: str) -> str:
    """The name of a table of each currency's factor into the project's: quoted, else through the first pivot."""
    target = quote(world.currency or "")
    product = f"CAST(first_leg.factor * second_leg.factor AS {dialect.types[decimal(12).kind]}(20, 12))"
    if dialect.name == "duckdb":
        legs_product = "CAST(first_leg.factor AS DECIMAL(19, 12)) * CAST(second_leg.factor AS DECIMAL(19, 12))"
        product = f"CAST(ROUND({legs_product}, 12) AS DECIMAL(20, 12))"
    chosen = (
        f"SELECT currency, day, factor FROM (\n"
        f"  SELECT currency, day, factor, ROW_NUMBER() OVER (PARTITION BY currency, day ORDER BY way) AS place\n"
        f"  FROM (\n"
        f"    SELECT given AS currency, day, factor, '' AS way FROM {carried} WHERE wanted = {target}\n"
        f"    UNION ALL\n"
        f"    SELECT first_leg.given, first_leg.day, {product}, first_leg.wanted\n"
        f"    FROM {carried} AS first_leg JOIN {carried} AS second_leg\n"
        f"      ON second_leg.given = first_leg.wanted AND second_leg.day = first_leg.day\n"
        f"    WHERE second_leg.wanted = {target} AND first_leg.given <> {target}\n"
        f"  ) AS ways\n"
        f") AS ranked WHERE place = 1"
    )
    return ctes.add("rates", chosen, f"for each currency and day the factor into {world.currency}")


def converted(fact: Fact, amount: str, kind: Type, currency: str, day: str) -> str:
    """An amount in the project's currency, null where its day has no rate."""
    table = rates_by_day(fact.world, fact.ctes)
    alias = fact.join_once(
        ("rate", currency, day),
        lambda name: f"LEFT JOIN {table} AS {name} ON {name}.currency = {currency} AND {name}.day = {day}",
    )
    name = fact.dialect.types[decimal(12).kind]
    narrow = f"CAST({amount} AS {name}(18, {kind.scale}))"
    product = f"CAST(ROUND({narrow} * {alias}.factor, 12) AS {name}(38, 12))"
    same = f"CAST({amount} AS {name}(38, 12))"
    return f"(CASE WHEN {currency} = {quote(fact.world.currency or '')} THEN {same} ELSE {product} END)"
