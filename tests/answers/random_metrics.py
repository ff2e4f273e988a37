"""Metrics of every kind over the random worlds' tables, and what each may be asked by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

DIMENSIONS = {
    "orders": [
        "orders.channel",
        "orders.status",
        "orders.weekday",
        "customers.tier",
        "customers.band",
        "countries.continent",
    ],
    "order_lines": ["order_lines.sku", "orders.channel", "customers.tier", "countries.continent"],
    "returns": ["orders.channel", "returns.cause", "customers.tier", "countries.continent"],
    "stock": ["stock.item", "stock.place"],
    "subs": ["subs.plan", "customers.tier"],
    "visits": ["visits.page", "customers.tier"],
    "ledger": ["ledger.account"],
}
MEMBERS = {
    "orders.channel": ["web", "shop"],
    "orders.status": ["paid", "open"],
    "customers.tier": ["gold", "silver"],
    "customers.band": ["young", "old"],
    "countries.continent": ["Europe", "Asia"],
    "order_lines.sku": ["tea", "mug"],
    "returns.cause": ["late", "broken"],
    "stock.item": ["A", "B"],
    "stock.place": ["north", "south"],
    "subs.plan": ["basic", "plus"],
    "visits.page": ["home", "search"],
    "ledger.account": ["x", "y"],
}
ALL = ("total", "day", "week", "month", "quarter", "year", "fiscal_quarter", "fiscal_year")
MONTHLY = ("month", "quarter", "year", "fiscal_quarter", "fiscal_year")


@dataclass(frozen=True)
class Asked:
    """What a metric may be asked by: the facts whose dimensions it shares, its grains, and whether it is compared."""

    facts: tuple[str, ...]
    grains: tuple[str, ...] = ALL
    dimensions: tuple[str, ...] | None = None  # fewer than the facts share
    filters: tuple[str, ...] | None = None
    compared: bool = True
    ranged: bool = True  # whether the range has to be said

    def by(self) -> list[str]:
        """The dimensions it may be split by."""
        shared = [one for one in DIMENSIONS[self.facts[0]] if all(one in DIMENSIONS[fact] for fact in self.facts)]
        return [one for one in shared if self.dimensions is None or one in self.dimensions]

    def where(self) -> list[str]:
        """The dimensions it may be filtered by."""
        return self.by() if self.filters is None else list(self.filters)


Catalogue = dict[str, tuple[dict[str, Any], Asked]]


def catalogue(random: Random, tables: Mapping[str, Any]) -> Catalogue:
    """Metrics of every kind, with random parameters."""
    metrics = {
        **_simple(random),
        **_conditions(),
        **_formulas(),
        **_in_time(random),
        **_balances(random),
        **_over(random),
    }
    if tables["orders"]["complete_until"] != "rows":
        metrics |= _followed(random)
    return metrics


def _simple(random: Random) -> Catalogue:
    orders, paid = Asked(("orders",)), "orders.status = 'paid'"
    p = random.choice([0, 10, 25, 90, 95, 100])
    formulas: dict[str, dict[str, Any]] = {
        "revenue": {"formula": "sum(orders.amount)"},
        "order_count": {"formula": "count(orders)"},
        "paid": {"formula": "sum(orders.amount)", "filter": paid},
        "paid_count": {"formula": "count(orders)", "filter": f"{paid} and orders.qty > 1"},
        "worth": {
            "formula": "sum(orders.amount * orders.qty)",
            "filter": "not (orders.channel = 'web' or orders.qty is null)",
        },
        "with_amount": {"formula": "count(orders.amount)"},
        "buyers": {"formula": "count(distinct orders.customer_id)"},
        "smallest": {"formula": "min(orders.amount)"},
        "largest": {"formula": "max(orders.qty)"},
        "mean_amount": {"formula": "avg(orders.amount)"},
        "mean_score": {"formula": "avg(orders.score)"},
        "total_score": {"formula": "sum(orders.score + 1)"},
        "typical": {"formula": "median(orders.qty)"},
        "high_amount": {"formula": f"percentile(orders.amount, {p})"},
        "spread": {"formula": "stddev(orders.qty)"},
        "amount_variance": {"formula": "variance(orders.amount)"},
        "first_amount": {"formula": "first(orders.amount)"},
        "last_amount": {"formula": "last(orders.amount)"},
        "filled": {"formula": "sum(orders.amount)", "fill": 0},
        "gold": {
            "formula": "sum(orders.amount)",
            "filter": "customers.tier = 'gold' and countries.continent is not null",
        },
        "signs": {"formula": "sum(case when orders.qty > 2 then orders.amount else 0 - abs(orders.amount) end)"},
        "shipped": {"formula": "count(orders)", "date": "shipped_on"},
        "shipping_days": {"formula": "avg(days_between(orders.at, orders.shipped_on))"},
    }
    result: Catalogue = {name: (definition, orders) for name, definition in formulas.items()}
    result["line_count"] = ({"formula": "count(order_lines)"}, Asked(("order_lines",)))
    result["line_value"] = (
        {
            "formula": "sum(order_lines.price * order_lines.pieces)",
            "filter": "coalesce(order_lines.sku, 'none') <> 'mug'",
        },
        Asked(("order_lines",)),
    )
    result["returned"] = ({"formula": "sum(returns.amount)"}, Asked(("returns",)))
    result["booked"] = ({"formula": "sum(ledger.amount)"}, Asked(("ledger",)))
    return result


def _conditions() -> Catalogue:
    """Conditions over missing values, and what turns them round."""
    formulas: dict[str, dict[str, Any]] = {
        "not_gold": {"formula": "sum(orders.amount)", "filter": "customers.tier <> 'gold' or not orders.qty > 2"},
        "not_both": {"formula": "count(orders)", "filter": "not (orders.amount > 10 and customers.tier = 'gold')"},
        "not_listed": {"formula": "count(orders)", "filter": "countries.continent not in ('Asia', 'Africa')"},
        "unshipped": {"formula": "count(orders)", "filter": "not orders.shipped_on > orders.at"},
        "of_conditions": {"formula": "count(distinct orders.qty > 1)", "filter": "(orders.qty > 1) = false"},
    }
    return {name: (definition, Asked(("orders",))) for name, definition in formulas.items()}


def _formulas() -> Catalogue:
    return {
        "average_order": ({"formula": "revenue / order_count"}, Asked(("orders",))),
        "paid_share": ({"formula": "paid_count / order_count", "unit": "percent"}, Asked(("orders",))),
        "per_piece": ({"formula": "sum(orders.amount) / sum(orders.qty)"}, Asked(("orders",))),
        "margin": ({"formula": "revenue - returned"}, Asked(("orders", "returns"))),
        "filled_margin": ({"formula": "filled - filled_returned"}, Asked(("orders", "returns"))),
        "filled_returned": ({"formula": "sum(returns.amount)", "fill": 0}, Asked(("returns",))),
        "return_rate": ({"formula": "returned / revenue"}, Asked(("orders", "returns"))),
        "lines_per_order": ({"formula": "line_count / order_count"}, Asked(("order_lines", "orders"))),
        "weighted": ({"formula": "0.5 * revenue + 2 * order_count"}, Asked(("orders",))),
        "per_day": ({"formula": "filled / days_in_period()"}, Asked(("orders",))),
        "idle_days": ({"formula": "days_since(max(orders.at))"}, Asked(("orders",), compared=False)),
        "share_of_revenue": ({"formula": "share(revenue)"}, Asked(("orders",))),
        "share_of_buyers": ({"formula": "share(buyers)"}, Asked(("orders",))),
        "regulars": (
            {"formula": "sum(orders.amount)", "each": {"customer_id": "order_count >= 2"}},
            Asked(("orders",), dimensions=("customers.tier",), filters=("customers.tier",)),
        ),
        "newcomers": (
            {"formula": "count(orders)", "each": {"customer_id": "not (order_count >= 2 or paid >= 10)"}},
            Asked(("orders",), dimensions=("customers.tier",), filters=("customers.tier",)),
        ),
    }


def _in_time(random: Random) -> Catalogue:
    days = random.choice(["last 3 days", "last 7 days", "last 28 days", "last 2 weeks"])
    months = random.choice(["last 1 month", "last 2 months", "last 1 year"])
    until = random.choice(["year", "quarter", "month", "fiscal year", "fiscal quarter", "all time", "week"])
    partial = random.choice(["", ", partial"])
    orders, dated = Asked(("orders",)), Asked(("orders",), tuple(grain for grain in ALL if grain != "total"))
    result: Catalogue = {
        "recent": ({"formula": "sum(orders.amount)", "window": days + partial}, orders),
        "recent_count": ({"formula": "count(orders)", "window": days}, orders),
        "recent_buyers": ({"formula": "count(distinct orders.customer_id)", "window": days}, orders),
        "recent_average": ({"formula": "revenue / order_count", "window": days + partial}, orders),
        "recent_typical": ({"formula": "median(orders.amount)", "window": days}, orders),
        "in_months": ({"formula": "sum(orders.amount)", "window": months + partial}, dated),
        "buyers_in_months": ({"formula": "count(distinct orders.customer_id)", "window": months}, dated),
        "to_date": ({"formula": "sum(orders.amount)", "to_date": until}, orders),
        "buyers_to_date": ({"formula": "count(distinct orders.customer_id)", "to_date": until}, orders),
        "average_to_date": ({"formula": "average_order", "to_date": until}, orders),
        "booked_to_date": ({"formula": "sum(ledger.amount)", "to_date": until}, Asked(("ledger",))),
    }
    for name, function, inner in (
        ("growth_revenue", "growth", "revenue"),
        ("change_filled", "change", "filled"),
        ("change_buyers", "change", "buyers"),
        ("growth_average", "growth", "average_order"),
        ("change_recent", "change", "recent_count"),
        ("change_to_date", "change", "to_date"),
        ("before", "shift", "revenue"),
        ("margin_growth", "growth", "filled_margin"),
        ("change_members", "change", "member_count"),
    ):
        comparison = random.choice(
            ["previous period", "same period last year", "2 periods", "14 days", "1 month", "1 year"]
        )
        if function == "shift" and "period" in comparison:
            comparison = "2 periods"
        grains = tuple(grain for grain in ALL if shift_fits(comparison, grain))
        facts = {"filled_margin": ("orders", "returns"), "member_count": ("subs",)}.get(inner, ("orders",))
        result[name] = ({"formula": f"{function}({inner}, '{comparison}')"}, Asked(facts, grains, compared=False))
    return result


def shift_fits(comparison: str, grain: str) -> bool:
    """Whether a comparison is defined at a grain."""
    words = comparison.replace("shift:", "").replace("-", " ")
    if words in ("previous period", "same period last year", "2 periods"):
        return True
    fitting = {
        "14 days": ("day", "total"),
        "1 month": ("day", "month", "total"),
        "1 year": ALL,
        "same weekday last year": ("day", "week", "total"),
    }
    return grain in fitting[words]


def _balances(random: Random) -> Catalogue:
    known = "last known per entity"
    words = random.choice(["", "carry forward 3 days", "carry forward 40 days", known, f"{known} within 30 days"])
    missing = {"if_missing": words} if words else {}
    stock, subs = Asked(("stock",)), Asked(("subs",))
    result: Catalogue = {}
    for when in ("end", "start", "average"):
        balance = {"balance": f"{when} {'over' if when == 'average' else 'of'} period"}
        result[f"stock_{when}"] = ({"formula": "sum(stock.pieces)", **balance, **missing}, stock)
        result[f"members_{when}"] = ({"formula": "count(subs)", **balance}, subs)
        result[f"income_{when}"] = ({"formula": "sum(subs.price)", **balance}, subs)
        result[f"people_{when}"] = ({"formula": "count(distinct subs.customer_id)", **balance}, subs)
    end = {"balance": "end of period"}
    result["member_count"] = ({"formula": "count(subs)", **end, "filter": "subs.plan is not null"}, subs)
    result["most_stock"] = ({"formula": "max(stock.pieces)", **end, **missing}, stock)
    result["mean_stock"] = (
        {"formula": "avg(stock.pieces)", **end, "filter": "stock.place = 'north'", **missing},
        stock,
    )
    result["joined"] = ({"formula": "count(subs)"}, subs)
    leaving = "subs.started_on < period_start()"
    result["left"] = ({"formula": "count(subs)", "date": "ended_on", "filter": leaving}, subs)
    result["churn"] = ({"formula": "left / at_start(member_count)"}, subs)
    result["opening"] = ({"formula": "at_start(member_count)"}, subs)
    return result


def _over(random: Random) -> Catalogue:
    n = random.choice([2, 7, 14])
    orders = Asked(("orders",))
    return {
        "daily_mean": ({"formula": "average_over(revenue, 'day')"}, orders),
        "daily_mean_filled": ({"formula": "average_over(filled, 'day')"}, orders),
        "daily_people": ({"formula": "sum_over(buyers, 'day')"}, orders),
        "best_day": ({"formula": f"max_over(order_count, 'day', {n})"}, orders),
        "worst_day": ({"formula": f"min_over(filled, 'day', {n})"}, orders),
        "monthly_mean": (
            {"formula": f"average_over(filled, 'month', {random.choice([2, 3])})"},
            Asked(("orders",), MONTHLY),
        ),
        "monthly_most": ({"formula": "max_over(revenue, 'month')"}, Asked(("orders",), MONTHLY)),
        "mean_members": ({"formula": "average_over(member_count, 'day')"}, Asked(("subs",))),
        "stickiness": ({"formula": "average_over(buyers, 'day') / recent_buyers"}, orders),
        "least_stock": ({"formula": "min_over(stock_end, 'day')"}, Asked(("stock",))),
    }


def _followed(random: Random) -> Catalogue:
    within = random.choice(["7 days", "1 day", "30 days"])
    conversion = {"from": "visits", "to": "orders", "same": "customer_id", "within": within}
    visits = Asked(("visits",), filters=("visits.page",), compared=False, ranged=False)
    months = random.choice(["0 months", "1 month", "2 months"])
    retention = {"cohort": "first orders", "active": "orders", "same": "customer_id", "after": months}
    members = {"cohort": "members.since", "active": "orders", "same": "customer_id", "after": months}
    tier, channel = ("customers.tier",), ("orders.channel",)
    monthly = Asked(("orders",), MONTHLY, dimensions=tier, filters=channel, compared=False, ranged=False)
    return {
        "converted": ({"conversion": conversion}, visits),
        "converted_count": ({"conversion": {**conversion, "show": "converted"}}, visits),
        "eligible": ({"conversion": {**conversion, "show": "eligible"}}, visits),
        "ever_converted": ({"conversion": {key: conversion[key] for key in ("from", "to", "same")}}, visits),
        "retained": ({"retention": retention}, monthly),
        "retained_count": ({"retention": {**retention, "show": "converted"}}, monthly),
    } | ({"retained_members": ({"retention": members}, Asked(("orders",), MONTHLY, (), (), False, False))})
