"""Every operator and function of the expression language, in one table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from truenorth.errors import refuse
from truenorth.expressions import rules
from truenorth.expressions.rules import Given, Literal, Rule, fixed
from truenorth.model.types import BOOLEAN, DATE, INSTANT, INTEGER, TEXT, Type, decimal


class FunctionKind(StrEnum):
    """Where a function may stand."""

    ROW = "row"  # over the values of one row
    AGGREGATE = "aggregate"  # over rows
    METRIC = "metric"  # over metrics
    PERIOD = "period"  # the period's own


@dataclass(frozen=True)
class Function:
    """One operator or function. `most` is None where any number of arguments may follow.

    Operators have a strength: the higher, the closer they bind; functions have 0. `over_metrics` says that a row
    function works on the values of metrics too.
    """

    name: str
    kind: FunctionKind
    least: int
    most: int | None
    rule: Rule
    doc: str
    example: str
    strength: int = 0
    over_metrics: bool = False

    @property
    def is_operator(self) -> bool:
        return self.strength > 0

    @property
    def arity(self) -> str:
        """How many arguments it takes, in words: `one argument`, `2 to 3 arguments`."""
        if self.most is None:
            return f"{self.least} or more arguments"
        if self.least != self.most:
            return f"{self.least} to {self.most} arguments"
        return {0: "no arguments", 1: "one argument"}.get(self.least, f"{self.least} arguments")


OR, AND, NOT, COMPARE, ADD, MULTIPLY, NEGATE, WHOLE = range(1, 9)
"""How closely operators bind, loosest first; WHOLE is what needs no parentheses anywhere."""

ROW, AGGREGATE, METRIC, PERIOD = FunctionKind
_NUMBER = decimal(rules.MAX_SCALE)


def _operators() -> tuple[Function, ...]:
    logic = fixed(BOOLEAN, rules.is_boolean, says="conditions", hint="compare: orders.status = 'paid'")
    pattern = fixed(BOOLEAN, rules.is_text, says="texts", hint="cast(x as text) makes a text")
    there = fixed(BOOLEAN, rules.anything, says="a value")
    return (
        Function("or", ROW, 2, 2, logic, "True if one of two conditions holds.", "a.paid or a.sent", OR),
        Function("and", ROW, 2, 2, logic, "True if both conditions hold.", "a.paid and a.sent", AND),
        Function("not", ROW, 1, 1, logic, "True if the condition does not hold.", "not a.paid", NOT),
        Function("=", ROW, 2, 2, rules.compared, "True if equal, case included.", "a.status = 'paid'", COMPARE),
        Function("<>", ROW, 2, 2, rules.compared, "True where = is not; also !=.", "a.status <> 'paid'", COMPARE),
        Function("<", ROW, 2, 2, rules.ordered, "True if less.", "a.age < 30", COMPARE),
        Function("<=", ROW, 2, 2, rules.ordered, "True if less or equal.", "a.age <= 30", COMPARE),
        Function(">", ROW, 2, 2, rules.ordered, "True if greater.", "a.age > 30", COMPARE),
        Function(">=", ROW, 2, 2, rules.ordered, "True if greater or equal.", "a.age >= 30", COMPARE),
        Function("in", ROW, 2, None, rules.compared, "True if one of a list.", "a.c in ('x', 'y')", COMPARE),
        Function("between", ROW, 3, 3, rules.ordered, "True from the first to the second bound, both included.",
                 "a.age between 18 and 30", COMPARE),
        Function("like", ROW, 2, 2, pattern, "True if a text fits a pattern: % any text, _ any character.",
                 "a.sku like 'A-%'", COMPARE),
        Function("is_null", ROW, 1, 1, there, "True if there is no value.", "a.sent is null", COMPARE),
        Function("is_not_null", ROW, 1, 1, there, "True if there is a value.", "a.sent is not null", COMPARE),
        Function("+", ROW, 2, 2, rules.plus, "The sum, or a moment later by a duration.", "a.day + 7 days", ADD,
                 over_metrics=True),
        Function("-", ROW, 2, 2, rules.plus, "The difference, or a moment earlier by a duration.", "a.net - a.tax",
                 ADD, over_metrics=True),
        Function("*", ROW, 2, 2, rules.times, "The product.", "a.price * a.quantity", MULTIPLY, over_metrics=True),
        Function("/", ROW, 2, 2, rules.divided, "The quotient with its fraction; null if divided by zero.",
                 "a.net / a.rate", MULTIPLY, over_metrics=True),
        Function("%", ROW, 2, 2, rules.numbers, "The remainder of a division.", "a.number % 2", MULTIPLY),
        Function("neg", ROW, 1, 1, rules.same_number, "The number with the other sign.", "-a.refund", NEGATE,
                 over_metrics=True),
    )  # fmt: skip


def _on_values() -> tuple[Function, ...]:
    to_text = fixed(TEXT, rules.is_text, says="texts", hint="cast(x as text) makes a text")
    found = fixed(BOOLEAN, rules.is_text, says="texts", hint="cast(x as text) makes a text")
    length = fixed(INTEGER, rules.is_text, says="a text", hint="cast(x as text) makes a text")
    return (
        Function("case", ROW, 2, None, rules.branches, "The first result whose condition holds; else null.",
                 "case when a.age < 30 then 'young' else 'old' end"),
        Function("cast", ROW, 2, 2, rules.cast, "The value as decimal, integer (rounded), text, date or timestamp.",
                 "cast(a.code as integer)"),
        Function("coalesce", ROW, 2, None, rules.same, "The first argument that is not null.",
                 "coalesce(a.refund, 0)", over_metrics=True),
        Function("nullif", ROW, 2, 2, rules.null_if, "Null if both are equal, else the first.", "nullif(a.x, 0)"),
        Function("abs", ROW, 1, 1, rules.same_number, "The number without its sign.", "abs(a.x)",
                 over_metrics=True),
        Function("round", ROW, 1, 2, rules.rounded, "The number rounded, halves away from zero.", "round(a.x, 2)",
                 over_metrics=True),
        Function("floor", ROW, 1, 1, rules.rounded, "The largest whole number not above it.", "floor(a.x)"),
        Function("ceil", ROW, 1, 1, rules.rounded, "The smallest whole number not below it.", "ceil(a.x)"),
        Function("least", ROW, 2, None, rules.largest, "The smallest; nulls are ignored.", "least(a.x, 100)",
                 over_metrics=True),
        Function("greatest", ROW, 2, None, rules.largest, "The largest; nulls are ignored.", "greatest(a.x, 0)",
                 over_metrics=True),
        Function("lower", ROW, 1, 1, to_text, "The text in small letters.", "lower(a.code)"),
        Function("upper", ROW, 1, 1, to_text, "The text in capitals.", "upper(a.code)"),
        Function("trim", ROW, 1, 1, to_text, "The text without blanks around it.", "trim(a.code)"),
        Function("length", ROW, 1, 1, length, "The number of characters.", "length(a.code)"),
        Function("concat", ROW, 2, None, to_text, "The texts joined.", "concat(a.first, ' ', a.last)"),
        Function("contains", ROW, 2, 2, found, "True if the text holds the second, case included.",
                 "contains(a.note, 'gift')"),
        Function("starts_with", ROW, 2, 2, found, "True if the text begins with the second.",
                 "starts_with(a.sku, 'A-')"),
    )  # fmt: skip


def _on_dates() -> tuple[Function, ...]:
    part = fixed(INTEGER, rules.is_moment, says="a date", hint="cast(x as date) makes a date of a text")
    clock = fixed(INTEGER, rules.has_clock, says="a timestamp or a clock time", hint="a date has no clock")
    elapsed = fixed(_NUMBER, rules.is_moment, says="two moments", hint="cast(x as timestamp) makes one of a text")
    days = fixed(INTEGER, rules.is_moment, says="two dates", hint="cast(x as date) makes a date of a text")
    three = fixed(DATE, rules.is_whole, says="three whole numbers", hint="cast(x as date) makes a date of a text")
    return (
        Function("year", ROW, 1, 1, part, "The calendar year.", "year(a.day)"),
        Function("quarter", ROW, 1, 1, part, "The calendar quarter, 1 to 4.", "quarter(a.day)"),
        Function("month", ROW, 1, 1, part, "The month, 1 to 12.", "month(a.day)"),
        Function("week", ROW, 1, 1, part, "The number of the week.", "week(a.day)"),
        Function("day", ROW, 1, 1, part, "The day of the month.", "day(a.day)"),
        Function("weekday", ROW, 1, 1, part, "1 Monday to 7 Sunday.", "weekday(a.day)"),
        Function("hour", ROW, 1, 1, clock, "The hour, 0 to 23.", "hour(a.at)"),
        Function("date", ROW, 3, 3, three, "The date of a year, month and day.", "date(a.y, a.m, 1)"),
        Function("days_between", ROW, 2, 2, days, "Civil days between two dates, of a row or of two aggregates.",
                 "days_between(a.ordered_at, a.shipped_on)"),
        Function("working_days_between", ROW, 2, 2, days, "Working days from the first to the second.",
                 "working_days_between(a.ordered_at, a.shipped_on)"),
        Function("hours_between", ROW, 2, 2, elapsed, "Hours elapsed, of a row or between two aggregates.",
                 "hours_between(a.opened_at, a.closed_at)"),
        Function("minutes_between", ROW, 2, 2, elapsed, "Minutes elapsed, of a row or between two aggregates.",
                 "minutes_between(a.opened_at, a.closed_at)"),
    )  # fmt: skip


def _aggregates() -> tuple[Function, ...]:
    counted = fixed(INTEGER, rules.anything, says="a value")
    return (
        Function("sum", AGGREGATE, 1, 1, rules.same_number, "The sum; null without rows.", "sum(orders.amount)"),
        Function("count", AGGREGATE, 1, 1, counted, "The rows of a table, or the values that are not null.",
                 "count(orders)"),
        Function("count_distinct", AGGREGATE, 1, 1, counted, "The different values, exactly.",
                 "count(distinct orders.customer_id)"),
        Function("min", AGGREGATE, 1, 1, rules.extreme, "The smallest.", "min(orders.amount)"),
        Function("max", AGGREGATE, 1, 1, rules.extreme, "The largest.", "max(orders.amount)"),
        Function("avg", AGGREGATE, 1, 1, rules.exact_mean, "The mean of the values that are not null.",
                 "avg(orders.amount)"),
        Function("median", AGGREGATE, 1, 1, rules.statistic, "The middle value, interpolated.",
                 "median(orders.amount)"),
        Function("percentile", AGGREGATE, 2, 2, rules.statistic, "The value below which p % lie, interpolated.",
                 "percentile(orders.amount, 95)"),
        Function("stddev", AGGREGATE, 1, 1, rules.statistic, "The deviation of a sample.", "stddev(orders.amount)"),
        Function("variance", AGGREGATE, 1, 1, rules.statistic, "The variance of a sample.",
                 "variance(orders.amount)"),
        Function("first", AGGREGATE, 1, 1, rules.first_type, "The value of the earliest row.", "first(t.price)"),
        Function("last", AGGREGATE, 1, 1, rules.first_type, "The value of the latest row.", "last(t.price)"),
    )  # fmt: skip


def _over_metrics() -> tuple[Function, ...]:
    ratio = fixed(_NUMBER, rules.is_number, rules.is_text, says="a metric and a comparison in quotes")
    inside = fixed(_NUMBER, rules.is_number, rules.is_text, rules.is_whole, says="a metric and 'day', 'week' …")
    one = fixed(_NUMBER, rules.is_number, says="a metric")
    return (
        Function("growth", METRIC, 2, 2, ratio, "The relative change against a comparison.",
                 "growth(revenue, 'same period last year')"),
        Function("change", METRIC, 2, 2, ratio, "The change against a comparison.",
                 "change(revenue, 'previous period')"),
        Function("share", METRIC, 1, 1, one, "The share of the total over the asked dimensions.", "share(revenue)"),
        Function("at_start", METRIC, 1, 1, one, "A balance at the period's start.", "at_start(headcount)"),
        Function("average_over", METRIC, 2, 3, inside, "The mean of the finer values inside the period.",
                 "average_over(buyers, 'day')"),
        Function("sum_over", METRIC, 2, 3, inside, "The sum of the finer values, or of the n ending here.",
                 "sum_over(buyers, 'day', 7)"),
        Function("max_over", METRIC, 2, 3, inside, "The largest of the finer values.", "max_over(buyers, 'day')"),
        Function("min_over", METRIC, 2, 3, inside, "The smallest of the finer values.", "min_over(buyers, 'day')"),
        Function("shift", METRIC, 2, 2, ratio, "The metric in an earlier period.", "shift(revenue, '1 month')"),
    )  # fmt: skip


def _of_the_period() -> tuple[Function, ...]:
    nothing = fixed(INTEGER, rules.anything, says="nothing")
    edge = fixed(INSTANT, rules.anything, says="nothing")
    since = fixed(INTEGER, rules.is_moment, says="a date", hint="for example days_since(max(orders.ordered_at))")
    return (
        Function("days_in_period", PERIOD, 0, 0, nothing, "The civil days of the period.", "days_in_period()"),
        Function("working_days_in_period", PERIOD, 0, 0, nothing, "The working days of the period.",
                 "working_days_in_period()"),
        Function("days_since", PERIOD, 1, 1, since, "Days from a date to the period's last civil day.",
                 "days_since(max(orders.ordered_at))"),
        Function("period_start", PERIOD, 0, 0, edge, "The instant at which the period begins.", "period_start()"),
        Function("period_end", PERIOD, 0, 0, edge, "The instant at which the period has ended.", "period_end()"),
    )  # fmt: skip


FUNCTIONS: Mapping[str, Function] = {
    function.name: function
    for part in (_operators, _on_values, _on_dates, _aggregates, _over_metrics, _of_the_period)
    for function in part()
}
"""Every operator and function by its canonical name."""

SPECIAL = frozenset({"case", "count_distinct"})
"""Functions that are not written as `name(arguments)`."""

CALLABLE = frozenset(name for name, it in FUNCTIONS.items() if not it.is_operator and name not in SPECIAL)
"""The names that may stand before a parenthesis."""

IN_ROWS = frozenset({"period_start", "period_end"})
"""The period's own moments, which stand in conditions over rows."""

OVER_METRICS = frozenset(
    name for name, it in FUNCTIONS.items() if it.over_metrics or (it.kind in (METRIC, PERIOD) and name not in IN_ROWS)
)
"""What may be applied to the values of metrics."""

ELSEWHERE: Mapping[str, str] = {
    "average": "avg(x)", "mean": "avg(x)", "ceiling": "ceil(x)", "len": "length(x)", "char_length": "length(x)",
    "nvl": "coalesce(a, b)", "ifnull": "coalesce(a, b)", "isnull": "x is null", "iif": "case when … then … end",
    "if": "case when … then … else … end", "iff": "case when … then … end", "decode": "case when … then … end",
    "count_distinct": "count(distinct x)", "countd": "count(distinct x)", "distinct": "count(distinct x)",
    "datediff": "days_between(a, b)", "date_diff": "days_between(a, b)", "date_trunc": "the question's grain",
    "extract": "year(x), month(x), …", "date_part": "year(x), month(x), …", "to_date": "cast(x as date)",
    "now": "days_since(…)", "today": "days_since(…)", "current_date": "days_since(…)", "dayofweek": "weekday(x)",
    "stdev": "stddev(x)", "stddev_samp": "stddev(x)", "var_samp": "variance(x)", "quantile": "percentile(x, 95)",
    "percentile_cont": "percentile(x, 95)", "substr": "starts_with(x, 'A')", "substring": "starts_with(x, 'A')",
    "sumif": "sum(case when … then x end)", "sumifs": "sum(case when … then x end)",
    "countif": "sum(case when … then 1 else 0 end)", "countifs": "sum(case when … then 1 else 0 end)",
    "averageif": "avg(case when … then x end)", "averageifs": "avg(case when … then x end)",
    "mod": "a % b", "power": "x * x", "pow": "x * x", "divide": "a / b", "safe_divide": "a / b",
    "lag": "shift(m, '1 period')", "exists": "`x is not null`, or the metric's key `each`",
}  # fmt: skip
"""What other languages call something, and how it is said here."""


def result_type(function: str, arguments: Sequence[Type], *, literals: Sequence[Literal] = ()) -> Type:
    """The type of a function's result; Refused FORMULA_TYPE, without a place, if the arguments do not fit it.

    `literals` holds the value of each argument that is a literal and None for the others; `cast` needs its type's
    name there, `round` its digits and `+ -` their duration to be exact.

    >>> str(result_type("/", [INTEGER, INTEGER]))
    'decimal'
    """
    known = FUNCTIONS[function]
    if len(arguments) < known.least or (known.most is not None and len(arguments) > known.most):
        raise refuse(
            "FORMULA_ARGUMENTS",
            f"`{function}` takes {known.arity}, not {len(arguments)}.",
            hint=f"for example {known.example}",
        )
    return known.rule(Given(function, tuple(arguments), tuple(literals)))
