"""The keys of a metric."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from truenorth.definitions.amounts import AMOUNT, in_unit, write_amount
from truenorth.definitions.dates import column_text
from truenorth.definitions.grammar import Key, Kind, Noun, Reading, Values, assemble, record, spelled
from truenorth.definitions.kinds import (
    COUNT,
    DURATION,
    FORMULA,
    LONG_TEXT,
    NAME,
    TEXT,
    TRUTH,
    UNIT_GRAIN,
    choice,
    list_of,
    scalar,
)
from truenorth.definitions.nodes import Node
from truenorth.definitions.spellings import AFTER, EACH, IF_MISSING, SAME, SIDE_KIND, TO_DATE, WINDOW
from truenorth.model.metrics import BalanceKind, Conversion, Direction, Each, Manual, Metric, Retention, Unit

SHOW = choice("what is shown", ["rate", "converted", "eligible"])
OVER_TIME = choice("roll-up over time", ["last", "sum", "average"])


def _no_cohort_words(values: Values, names: tuple[str, ...]) -> bool:
    for name in names:
        side = values[name]
        if side.first or side.column is not None:
            values.error("SIDE_NOT_A_TABLE", "names a table, or { table: …, filter: … }", name)
            return False
    return True


CONVERSION = Noun(
    "conversion",
    "Of the entities with a row of `from` in the period, the share with a row of `to` after it.",
    Conversion,
    (
        Key("from", SIDE_KIND, "the table it begins with", "visits", field="begins", required=True),
        Key("to", SIDE_KIND, "the table that follows", "orders", field="ends", required=True),
        Key("same", SAME, "the column, or columns, that say who it is", "customer_id", required=True),
        Key("within", DURATION, "how long after", "7 days"),
        Key("show", SHOW, "the rate, or the number converted or eligible", "rate"),
    ),
    build=lambda noun, values: assemble(noun, values) if _no_cohort_words(values, ("from", "to")) else None,
)


def _build_retention(noun: Noun, values: Values) -> Any:
    cohort = values["cohort"]
    if not cohort.first and cohort.column is None:
        hint = f"write `first {cohort.table}` or `{cohort.table}.COLUMN`"
        values.error("COHORT_WITHOUT_DATE", "a cohort is `first TABLE` or a date, `table.column`", "cohort", hint=hint)
        return None
    if not _no_cohort_words(values, ("active",)):
        return None
    unit, first, last = values["after"]
    return assemble(noun, values, unit=unit, first=first, last=last)


RETENTION = Noun(
    "retention",
    "Of the entities of a cohort, the share active some units of time later.",
    Retention,
    (
        Key("cohort", SIDE_KIND, "a date of entities, or each one's first row", "first orders", required=True),
        Key("active", SIDE_KIND, "the table whose rows show activity", "orders", required=True),
        Key("same", SAME, "the column, or columns, that say who it is", "customer_id", required=True),
        Key("after", AFTER, "how much later; a range makes a matrix", "1 month", field="unit", required=True),
        Key("show", SHOW, "the rate, or the number converted or eligible", "rate"),
    ),
    build=_build_retention,
    spell=lambda noun, made: spelled(noun, made) | {"after": (made.unit, made.first, made.last)},
)

MANUAL = Noun(
    "manual metric",
    "A metric whose values people type.",
    Manual,
    (
        Key("every", UNIT_GRAIN, "the period for which a value is typed", "month", required=True),
        Key("over_time", OVER_TIME, "how values become one of a coarser period", "last"),
    ),
)


def _read_unit(node: Node, reading: Reading) -> Unit | None:
    from truenorth.expressions import parse_unit

    text = scalar(node, reading, "a unit")
    if text is None:
        return None
    return parse_unit(text)


UNIT = Kind("unit", _read_unit, lambda unit: unit.text, {"type": "string"})


def _read_each(node: Node, reading: Reading) -> Any:
    found = EACH.read(node, reading)
    return None if found is None else tuple(Each(column, condition) for column, condition in found.items())


_EACH = replace(EACH, read=_read_each, write=lambda each: EACH.write({one.column: one.condition for one in each}))


def _read_date(node: Node, reading: Reading) -> str | None:
    text = scalar(node, reading, "one of the table's dates")
    return None if text is None else column_text(text.strip()).name


_DATE = Kind("date", _read_date, str, {"type": "string"})
_SOURCES = ("formula", "conversion", "retention", "manual")
_NOT_TOGETHER = (
    ("window", "to_date"),
    ("window", "balance"),
    ("to_date", "balance"),
    ("manual", "filter"),
    ("manual", "window"),
    ("manual", "to_date"),
    ("manual", "balance"),
)


def _build_metric(noun: Noun, values: Values) -> Metric | None:
    given = [name for name in _SOURCES if name in values]
    if len(given) != 1:
        found = " and ".join(f"`{name}`" for name in given) or "none"
        values.error(
            "METRIC_SOURCE",
            f"a metric has exactly one of formula, conversion, retention and manual; here {found} stands",
            given[1] if given else "",
            hint="write `formula: sum(orders.amount)`",
        )
        return None
    for one, other in _NOT_TOGETHER:
        if one in values and other in values:
            values.error("CONFLICTING_KEYS", f"`{one}` and `{other}` do not go together", other)
            return None
    if "if_missing" in values and "balance" not in values:
        values.error("CONFLICTING_KEYS", "`if_missing` is for a balance", "if_missing", hint="add `balance:`")
        return None
    bounds, fill = _amounts(values)
    if None in bounds or (fill is None and "fill" in values):
        return None
    label = values["label"] or values.key.replace("_", " ").capitalize()
    return assemble(noun, values, label=label, bounds=bounds or None, fill=fill)  # type: ignore[no-any-return]


def _amounts(values: Values) -> tuple[tuple[Decimal | None, ...], Decimal | None]:
    """The bounds and the fill in the metric's unit."""
    unit, reading = values["unit"], values.reading
    bounds = tuple(in_unit(amount, unit, reading) for amount in values["bounds"] or ())
    if bounds and len(bounds) != 2:
        values.error("BOUNDS", "bounds are two values, the lowest and the highest", "bounds", hint="write `[1, 5]`")
        bounds = (None,)
    elif bounds and None not in bounds and bounds[0] >= bounds[1]:  # type: ignore[operator]
        values.error("BOUNDS", "the lower bound is not below the higher one", "bounds")
        bounds = (None,)
    fill = in_unit(values["fill"], unit, reading) if "fill" in values else None
    return bounds, fill


def _spell_metric(noun: Noun, metric: Metric) -> dict[str, Any]:
    given = spelled(noun, metric)
    if metric.label == metric.key.replace("_", " ").capitalize():
        del given["label"]
    if metric.bounds is not None:
        given["bounds"] = tuple(write_amount(value, metric.unit) for value in metric.bounds)
    if metric.fill is not None:
        given["fill"] = write_amount(metric.fill, metric.unit)
    return given


METRIC = Noun(
    "metric",
    "A named quantity: a formula, conversion, retention or typed value, and the way time works.",
    Metric,
    (
        Key("label", TEXT, "what people call it", "Net revenue"),
        Key("description", LONG_TEXT, "one sentence on what it says", "What customers paid, less refunds."),
        Key("formula", FORMULA, "how it is computed", "sum(orders.amount - orders.refund)"),
        Key(
            "conversion",
            record(CONVERSION),
            "the share that goes on to do something",
            "{ from: visits, to: orders, same: customer_id }",
        ),
        Key(
            "retention",
            record(RETENTION),
            "the share that comes back",
            "{ cohort: first orders, active: orders, same: customer_id, after: 1 month }",
        ),
        Key("manual", record(MANUAL), "people type the values", "{ every: month, over_time: last }"),
        Key("filter", FORMULA, "the rows that count", "orders.status = 'paid'"),
        Key("date", _DATE, "which of the table's dates decides", "shipped_on"),
        Key("window", WINDOW, "looks back so long at each period's end", "last 28 days"),
        Key("to_date", TO_DATE, "adds up since the beginning of a unit", "fiscal year"),
        Key("balance", choice("balance", list(BalanceKind)), "holds at an instant, read then", "end of period"),
        Key("if_missing", IF_MISSING, "what a balance does without a stock date", "carry forward 3 days"),
        Key("fill", AMOUNT, "the value of a period without rows", "0"),
        Key("over_time", OVER_TIME, "how typed values become one of a coarser period", "last"),
        Key("each", _EACH, "only rows of entities for which this holds", "{ customer_id: order_count >= 2 }"),
        Key("approximate", TRUTH, "whether distinct counts and percentiles may be estimated", "true"),
        Key("unit", UNIT, "what the number counts", "EUR"),
        Key("direction", choice("direction", list(Direction)), "which way is improvement", "higher"),
        Key("bounds", list_of(AMOUNT), "the lowest and the highest possible value", "[1, 5]"),
        Key("decimals", COUNT, "how many decimals are printed", "1"),
        Key("includes", LONG_TEXT, "what is counted, for people", "orders from the shop and the app"),
        Key("excludes", LONG_TEXT, "what is not counted, for people", "gift cards"),
        Key(
            "history",
            choice("history policy", ["restate", "freeze", "bridge"]),
            "what a new definition does to the past",
            "restate",
        ),
        Key("tags", list_of(TEXT), "words to find it by", "[sales]"),
        Key("was", NAME, "the key before a rename", "revenue"),
    ),
    build=_build_metric,
    spell=_spell_metric,
)
