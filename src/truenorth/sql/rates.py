"""Exchange rates: for every currency and day the rate into the project's currency, as a fraction.

So a rate that stands the other way round, or goes through a third currency, is not rounded before the amount is."""

from __future__ import annotations

from truenorth.model.types import DATE, Kind, Type, decimal
from truenorth.sql.clocks import convert
from truenorth.sql.dialects import Dialect
from truenorth.sql.fact import Ctes, Fact
from truenorth.sql.text import ident, quote, select
from truenorth.sql.world import World

CARRIED = 7
"""Days for which a rate stands where no newer one is known."""


def rates_by_day(world: World, ctes: Ctes) -> str:
    """The name of a table of (currency, day, numerator, denominator): a row for each day with a rate.

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
    over, under = fact.dialect.rates.fraction(rate, kind)
    where = fact.counting()
    legs = "\nUNION ALL\n".join(
        select(
            [f"{day} AS day", f"{a} AS given", f"{b} AS wanted", *_fraction(over, under), f"{rank} AS rank"],
            fact.from_clause(),
            where,
        )
        for a, b, (over, under), rank in ((base, other, (over, under), 0), (other, base, (under, over), 1))
    )
    return fact, ctes.add("quoted rates", legs, "each rate and its inverse")


def _fraction(over: str, under: str) -> list[str]:
    return [f"{over} AS numerator", f"NULLIF({under}, 0) AS denominator"]


def _carried(ctes: Ctes, legs_name: str) -> str:
    """The name of a table of the best rate of each day and pair: its own, else the last within seven days."""
    days = ", ".join(f"({number})" for number in range(CARRIED + 1))
    spread = (
        f"SELECT day, given, wanted, numerator, denominator, rank FROM (\n"
        f"  SELECT {legs_name}.day + late.days AS day, given, wanted, numerator, denominator, rank,\n"
        f"    ROW_NUMBER() OVER (\n"
        f"      PARTITION BY given, wanted, {legs_name}.day + late.days ORDER BY rank, late.days\n"
        f"    ) AS place\n"
        f"  FROM {legs_name} CROSS JOIN (VALUES {days}) AS late(days)\n"
        f") AS carried WHERE place = 1"
    )
    return ctes.add("carried rates", spread, f"the best rate of each day: its own, else the last within {CARRIED} days")


def _through_pivots(world: World, ctes: Ctes, dialect: Dialect, carried: str) -> str:
    """The name of a table of each currency's rate into the project's: quoted, else through the first pivot."""
    target = quote(world.currency or "")
    legs = ((f"{leg}.numerator", f"{leg}.denominator") for leg in ("first_leg", "second_leg"))
    both = ", ".join(dialect.rates.through(next(legs), next(legs)))
    chosen = (
        f"SELECT currency, day, numerator, denominator FROM (\n"
        f"  SELECT currency, day, numerator, denominator,\n"
        f"    ROW_NUMBER() OVER (PARTITION BY currency, day ORDER BY way) AS place\n"
        f"  FROM (\n"
        f"    SELECT given AS currency, day, numerator, denominator, '' AS way FROM {carried} WHERE wanted = {target}\n"
        f"    UNION ALL\n"
        f"    SELECT first_leg.given, first_leg.day, {both}, first_leg.wanted\n"
        f"    FROM {carried} AS first_leg JOIN {carried} AS second_leg\n"
        f"      ON second_leg.given = first_leg.wanted AND second_leg.day = first_leg.day\n"
        f"    WHERE second_leg.wanted = {target} AND first_leg.given <> {target}\n"
        f"  ) AS ways\n"
        f") AS ranked WHERE place = 1"
    )
    return ctes.add("rates", chosen, f"for each currency and day the rate into {world.currency}")


def _with_factor(rates: str, fact: Fact, kind: Type) -> str:
    """The rates, with the factor by which amounts of a type are multiplied where nothing has to be divided."""
    columns = ["*", f"{fact.dialect.rates.factor(('numerator', 'denominator'), kind)} AS factor"]
    says = f"the rates for amounts of {kind.scale} decimals" if kind.kind is Kind.DECIMAL else f"the rates for {kind}s"
    return fact.ctes.add(says.removeprefix("the "), select(columns, [f"FROM {rates}"]), says)


def converted(fact: Fact, amount: str, kind: Type, currency: str, day: str) -> str:
    """An amount in the project's currency, null where its day has no rate."""
    table = _with_factor(rates_by_day(fact.world, fact.ctes), fact, kind)
    alias = fact.join_once(
        ("rate", currency, day, table),
        lambda name: f"LEFT JOIN {table} AS {name} ON {name}.currency = {currency} AND {name}.day = {day}",
    )
    rates = fact.dialect.rates
    same = f"CAST({rates.exact(amount, kind)} AS {fact.dialect.type_name(decimal(12))})"
    product = rates.converted(amount, kind, alias)
    return f"(CASE WHEN {currency} = {quote(fact.world.currency or '')} THEN {same} ELSE {product} END)"
