"""Amounts of money in several currencies, as floats and as decimals of mixed scales; their products and quotients."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from random_metrics import DIMENSIONS, MEMBERS, Asked
from worlds import Rows, Value

DAY = timedelta(days=1)
QUOTED = (("USD", "EUR"), ("EUR", "GBP"), ("USD", "JPY"), ("CHF", "USD"), ("VND", "USD"))
"""Direct, the other way round, and through the dollar: direct or inverse, then direct."""
RATES = ("0.9173", "1.5", "163.4567", "25437", "0.000039", "1.234567890123")
AMOUNTS = ("2.29", "0.4", "100", "0.01", "1234567.89", "-0.1", "99999.99", "0")
FINE = ("1.234567890123", "999.999999999999", "0.000000000001", "-3", "2.5", "0")

DIMENSIONS["payments"] = ["payments.currency", "payments.kind"]
MEMBERS |= {"payments.currency": ["USD", "GBP"], "payments.kind": ["card", "cash"]}


def money_tables(seed: int, day: Callable[[], date]) -> tuple[dict[str, Rows], dict[str, Any], dict[str, Any]]:
    """Rows of payments and rates, the definitions of both tables, and the project's own keys."""
    random = Random(f"money {seed}")
    stored = random.choice(["float", "decimal(18,12)", "decimal(38,12)"])
    as_stored: Callable[[str], Value] = float if stored == "float" else Decimal
    columns = {"payment_id": "integer", "day": "date", "currency": "text", "kind": "text", "measured": "float"}
    columns |= {"amount": "decimal(18,2)", "fine": "decimal(18,12)", "factor": "decimal(18,9)", "pieces": "integer"}
    payments, rates = [], []
    for number in range(1, random.randrange(8, 30)):
        text, other = random.choice(AMOUNTS), random.choice(AMOUNTS)
        kind, currency = (
            random.choice(["card", "cash", None]),
            random.choice(["EUR", "USD", "GBP", "JPY", "CHF", "VND"]),
        )
        amounts = (float(text), None if random.random() < 0.1 else Decimal(other), Decimal(random.choice(FINE)))
        factor = Decimal(random.choice(["1.555555555", "3", "0", "0.7"]))
        payments.append((number, day(), currency, kind, *amounts, factor, random.choice([1, 3, 7, None])))
    for one in sorted({row[1] for row in payments}):
        for base, quote in QUOTED:
            if random.random() < 0.95:
                late = DAY * random.choice([0, 0, 1, 7])
                rates.append((one - late, base, quote, as_stored(random.choice(RATES))))
    known = {(row[0], row[1], row[2]): row for row in rates}
    fx = Rows({"day": "date", "base": "text", "quote": "text", "rate": stored}, list(known.values()))
    definitions = {
        "payments": {
            "source": "shop.trap.payments",
            "one_row_per": "payment_id",
            "date": "day",
            "complete_until": "as_of",
            "dimensions": ["currency", "kind"],
            "currency_in": {"measured": "currency", "amount": "currency", "fine": "currency"},
        },
        "fx": {"source": "shop.trap.fx", "date": "day"},
    }
    project = {
        "currency": "EUR",
        "rates": {"table": "fx", "date": "day", "from": "base", "to": "quote", "rate": "rate"},
    }
    return {"payments": Rows(columns, payments), "fx": fx}, definitions, project


def money() -> Mapping[str, tuple[dict[str, Any], Asked]]:
    """Metrics over them."""
    formulas = {
        "taken": "sum(payments.amount)",
        "taken_as_floats": "sum(payments.measured)",
        "taken_finely": "sum(payments.fine)",
        "largest_taken": "max(payments.amount)",
        "taken_by_pieces": "sum(payments.amount * payments.pieces)",
        "taken_by_factor": "sum(payments.fine * payments.factor)",
        "taken_in_parts": "sum(payments.amount / payments.factor)",
        "mean_taken": "avg(payments.measured)",
        "factors": "sum(payments.factor * payments.factor * payments.pieces)",
        "inverse_factors": "sum(payments.pieces / payments.factor)",
        "chained": "sum(payments.pieces / payments.factor / 7)",
    }
    return {name: ({"formula": formula}, Asked(("payments",))) for name, formula in formulas.items()}
