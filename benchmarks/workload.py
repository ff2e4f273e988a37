"""The 400 series sets: 20 KPIs × 5 grains × 4 slices (the total, and three dimensions of the KPI's own fact)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).parent / "project"
GRAINS = ("day", "week", "month", "quarter", "year")
PLAIN = (
    "revenue",
    "order_count",
    "average_order",
    "gross_margin",
    "refund_rate",
    "units_per_order",
    "discount_rate",
)


@dataclass(frozen=True)
class Fact:
    """KPIs that are asked together and the three dimensions they are asked by."""

    kpis: tuple[str, ...]
    dimensions: tuple[str, str, str]


FACTS = (
    Fact(
        (*PLAIN, "revenue_ytd", "unique_customers", "revenue_per_customer", "active_customers_28d"),
        ("orders.country", "orders.channel", "orders.category"),
    ),
    Fact(("new_customers", "retention_28d"), ("customers.country", "customers.channel", "customers.segment")),
    Fact(("conversion",), ("sessions.country", "sessions.channel", "sessions.source")),
    Fact(
        ("mean_first_response", "p90_first_response", "first_contact_resolution", "csat"),
        ("tickets.country", "tickets.channel", "tickets.priority"),
    ),
    Fact(("mrr", "churn"), ("subscriptions.country", "subscriptions.channel", "subscriptions.plan")),
)


@dataclass(frozen=True)
class Asked:
    """One question of the workload: some KPIs of a fact, by a grain, in total or by one dimension."""

    kpis: tuple[str, ...]
    grain: str
    by: tuple[str, ...]

    @property
    def sets(self) -> int:
        """How many of the 400 series sets it answers."""
        return len(self.kpis)


def questions() -> Iterator[Asked]:
    """The 100 questions that hold the 400 series sets: each fact's KPIs together, per grain and slice."""
    for fact in FACTS:
        for grain in GRAINS:
            for by in ((), *((dimension,) for dimension in fact.dimensions)):
                yield Asked(fact.kpis, grain, by)


TILE = Asked(("revenue",), "month", ())  # with `where` one country: what one tile of a dashboard asks
TILE_WHERE = "orders.country = 'IT'"
FUSED = Asked(PLAIN, "month", ("orders.country",))
