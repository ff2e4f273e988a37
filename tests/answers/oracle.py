"""An independent, naive evaluator: loops over rows, no SQL, nothing of Truenorth. It follows the specification as
literally as it can and takes the definitions as plain dictionaries, in the words of the YAML."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import partial
from typing import Any

from oracle_followed import conversion, retention
from oracle_leaves import AGGREGATES, ANY, Cell, Scope, counting, fact_of, leaf, member, null, survey
from oracle_rows import World, arithmetic, parse, two_valued
from oracle_time import DAY, MONTHS_IN, Span, months_clamped


def metric_cell(scope: Scope, key: str, span: Span, **changed: str) -> Cell:
    """The value of a metric in a period; `changed` replaces keys of its definition."""
    spec = {**scope.world.metric(key), **changed}
    if "conversion" in spec:
        return conversion(scope, spec["conversion"], span)
    if "retention" in spec:
        return retention(scope, spec["retention"], span)
    inner, read = scope, span
    if "window" in spec:
        words, _, partial = spec["window"].removeprefix("last ").partition(",")
        read = last(scope, words, scope.settle(span))
        inner = replace(scope, covered=not partial)
    elif "to_date" in spec:
        settled = scope.settle(span)
        read = replace(settled, start=beginning(scope, spec["to_date"], settled.end))
    if read.end <= span.start:
        return null("not_loaded")
    cell = formula_cell(inner, parse(spec["formula"]), spec, read)
    if cell.value is None and "fill" in spec and "no_rows" in cell.reasons:
        return replace(cell, value=Fraction(str(spec["fill"])), reasons=frozenset())
    return cell


def last(scope: Scope, words: str, span: Span) -> Span:
    """The stretch of a window that ends with a period."""
    almanac, final = scope.world.almanac, scope.world.almanac.last_day(span.end)
    count, unit = int(words.split()[0]), words.split()[1].removesuffix("s")
    if unit in ("day", "week"):
        first = final - DAY * (count * (7 if unit == "week" else 1) - 1)
    elif unit == "year" and span.grain in ("year", "fiscal_year"):
        first = almanac.day(almanac.next(almanac.unit(span.grain, final), 1 - count).start)
    elif span.grain in MONTHS_IN:
        months = count * MONTHS_IN[unit]
        first = months_clamped(final.replace(day=1), 1 - months)
    else:
        first = months_clamped(final, -count * MONTHS_IN[unit]) + DAY
    return Span(almanac.midnight(first), span.end, span.grain)


def beginning(scope: Scope, unit: str, end: datetime) -> datetime:
    """Where a value to date begins."""
    if unit == "all time":
        return datetime.min.replace(year=1900, tzinfo=end.tzinfo)
    almanac = scope.world.almanac
    return almanac.unit(unit.replace(" ", "_"), almanac.last_day(end)).start


def formula_cell(scope: Scope, node: ast.expr, spec: Mapping[str, Any], span: Span) -> Cell:
    """The value of a formula over aggregates and metrics."""
    match node:
        case ast.Constant(value=value):
            return Cell(Fraction(str(value)))
        case ast.Name(id=name):
            return metric_cell(scope, name, span)
        case ast.UnaryOp(operand=inner):
            cell = formula_cell(scope, inner, spec, span)
            return cell if cell.value is None else replace(cell, value=-cell.value)
        case ast.BinOp(left=left, right=right):
            parts = (formula_cell(scope, part, spec, span) for part in (left, right))
            return combined(scope.world, node, *parts)
        case ast.Call(func=ast.Name(id=name)):
            return leaf(scope, node, spec, span) if name in AGGREGATES else OVER[name](scope, node, spec, span)
    raise NotImplementedError(ast.dump(node))


def combined(world: World, node: ast.BinOp, left: Cell, right: Cell) -> Cell:
    """Arithmetic over two parts: null with a null part, the reason naming it; within one table also its own reason."""
    rows, facts, parts = left.rows + right.rows, facts_in(world, node), (left.value, right.value)
    if ANY in parts:
        return Cell(ANY)
    value = arithmetic(node.op, *parts)
    if value is not None:
        return Cell(value, rows=rows, parts=parts if isinstance(node.op, ast.Div) else None)
    reasons: set[str] = set()
    for part, cell in ((node.left, left), (node.right, right)):
        if cell.value is None:
            named = {f"missing:{part.id}"} if isinstance(part, ast.Name) else set[str]()
            reasons |= named | (cell.reasons if len(facts) == 1 or not named else cell.reasons - {"no_rows"})
    if reasons and left.reasons | right.reasons == {"no_rows"}:
        one_table = rows == 0 and len(facts) == 1 and isinstance(node.op, ast.Div)
        reasons = {"no_rows"} if one_table else reasons | {"no_rows"} if left.reasons == right.reasons else reasons
    if not reasons:
        empty = rows == 0 and len(facts) == 1
        reasons = {"no_rows"} if empty and plain(world, node) else {"division_by_zero", *(["no_rows"] if empty else [])}
    return Cell(None, frozenset(reasons), rows, parts=parts if isinstance(node.op, ast.Div) else None)


def plain(world: World, node: ast.BinOp) -> bool:
    """Whether both parts are aggregates over the rows of the very period."""
    for part in (node.left, node.right):
        spec = world.metric(part.id) if isinstance(part, ast.Name) else {}
        inner = parse(spec["formula"]) if spec else part
        called = isinstance(inner, ast.Call) and isinstance(inner.func, ast.Name) and inner.func.id in AGGREGATES
        if not called or {"window", "to_date", "balance"} & set(spec):
            return False
    return True


# ------------------------------------------------------------------ functions over metrics


def sides(scope: Scope, span: Span, comparison: str) -> tuple[Span, Span, int | None] | str:
    """The two periods of a comparison; while ours is open both are cut to their first whole days."""
    almanac = scope.world.almanac
    partner = almanac.partner(span, comparison)
    if partner is None:
        return "no_partner"
    if span.end <= scope.seen:
        return span, partner, None
    if scope.seen <= span.start:
        return "not_loaded"
    ours = (almanac.day(scope.seen) - almanac.day(span.start)).days
    theirs = (almanac.day(partner.end) - almanac.day(partner.start)).days
    days = min(ours, theirs)
    if days < 1:
        return "not_yet"
    here, there = (
        Span(one.start, almanac.midnight(almanac.day(one.start) + DAY * days), one.grain) for one in (span, partner)
    )
    return here, there, days


OneSide = Callable[[Span, Cell, Cell], Cell]


def compared(
    scope: Scope, span: Span, comparison: str, read: Callable[[Span], Cell], one_side: OneSide | None = None
) -> dict[str, Cell]:
    """All that a comparison says: our value and the partner's, the change and its ratio.

    `one_side` makes 0 of a member without rows, of what adds up.
    """
    found = sides(scope, span, comparison)
    if isinstance(found, str):
        return dict.fromkeys(("value", "current", "change", "change_ratio"), null(found))
    here, there, days = read(found[0]), read(found[1]), found[2]
    if one_side is not None and scope.member is not None:
        here, there = one_side(found[0], here, there), one_side(found[1], there, here)
    reasons = frozenset[str]().union(*(cell.reasons for cell in (here, there) if cell.value is None))
    change = Cell(None, reasons, days=days)
    ratio = change
    if ANY in (here.value, there.value):
        change = ratio = Cell(ANY, days=days)
    elif isinstance(here.value, date) or isinstance(there.value, date):
        change = ratio = Cell(None, frozenset({"no_number"}), days=days)
    elif not reasons:
        change = Cell(here.value - there.value, days=days)
        ratio = Cell(None, frozenset({"division_by_zero"}), days=days)
        if there.value != 0:
            ratio = Cell(change.value / abs(there.value), days=days)
    return {"value": replace(there, days=days), "current": here, "change": change, "change_ratio": ratio}


def adds_up(world: World, node: ast.expr) -> bool:
    """Whether members add up to the total: sums, counts, their sums and differences, and multiples of them."""
    match node:
        case ast.Name(id=name):
            spec = world.metric(name)
            means = "formula" not in spec or spec.get("balance") == "average over period"
            return not means and adds_up(world, parse(spec["formula"]))
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub(), right=right):
            return adds_up(world, left) and adds_up(world, right)
        case ast.BinOp(left=ast.Constant(), op=ast.Mult(), right=right):
            return adds_up(world, right)
        case ast.Call(func=ast.Name(id=("sum" | "sum_over") as name), args=[inner, *_]):
            return name == "sum" or adds_up(world, inner)
        case ast.Call(func=ast.Name(id="count"), args=[first, *_]):
            return not (isinstance(first, ast.Name) and first.id == "DISTINCT")
        case ast.Call(func=ast.Name(id="at_start"), args=[inner]):
            return adds_up(world, inner)
    return False


def zeroed(
    scope: Scope, facts: set[str], read: Callable[[Scope, Span], Cell], span: Span, cell: Cell, other: Cell
) -> Cell:
    """0 for a member without rows that the other side has, where any member has a value on this side."""
    if cell.value is not None or other.value is None or "no_rows" not in cell.reasons:
        return cell
    everybody = {member(scope.world, fact, row, scope.by) for fact in facts for row in counting(scope.world, fact)}
    known = any(read(replace(scope, member=one), span).value is not None for one in everybody)
    return replace(cell, value=Fraction(0), reasons=frozenset()) if known else cell


def _comparison(scope: Scope, node: ast.Call, spec: Mapping[str, Any], span: Span) -> Cell:
    assert isinstance(node.func, ast.Name) and isinstance(node.args[1], ast.Name)
    inner, comparison = node.args[0], node.args[1].id[1:]

    def whose(who: Scope, one: Span) -> Cell:
        return formula_cell(who, inner, spec, one)

    itself = node.func.id != "shift" and adds_up(scope.world, inner)
    zero = partial(zeroed, scope, facts_in(scope.world, inner), whose) if itself else None
    parts = compared(scope, span, comparison, lambda one: formula_cell(scope, inner, spec, one), zero)
    cell = parts[{"growth": "change_ratio", "change": "change", "shift": "value"}[node.func.id]]
    if cell.value is None and isinstance(inner, ast.Name) and node.func.id != "shift":
        return replace(cell, reasons=cell.reasons | {f"missing:{inner.id}", "no_partner"})
    return cell


def _share(scope: Scope, node: ast.Call, spec: Mapping[str, Any], span: Span) -> Cell:
    part = formula_cell(scope, node.args[0], spec, span)
    whole = formula_cell(replace(scope, member=None), node.args[0], spec, span)
    share = combined(scope.world, ast.BinOp(node.args[0], ast.Div(), node.args[0]), part, whole)
    return replace(share, reasons=share.reasons | {"division_by_zero"}) if share.reasons == {"no_rows"} else share


def _at_start(scope: Scope, node: ast.Call, spec: Mapping[str, Any], span: Span) -> Cell:
    inner = node.args[0]
    assert isinstance(inner, ast.Name)
    return metric_cell(scope, inner.id, span, balance="start of period")


def _over(scope: Scope, node: ast.Call, spec: Mapping[str, Any], span: Span) -> Cell:
    """The mean, sum, greatest or least of the finer values inside the period, or of the n ending with it."""
    assert isinstance(node.func, ast.Name) and isinstance(node.args[1], ast.Name)
    almanac, read, unit = scope.world.almanac, scope.settle(span), node.args[1].id[1:]
    if read.end <= read.start:
        return null("not_loaded")
    finest = [almanac.unit(unit, almanac.last_day(read.end))]
    count = int(ast.literal_eval(node.args[2])) if len(node.args) > 2 else None
    while len(finest) < count if count else finest[0].start > read.start:
        finest.insert(0, almanac.next(finest[0], -1))
    start = finest[0].start if count else read.start
    if start < min(survey(scope.world, fact).first for fact in facts_in(scope.world, node)):
        return null("before_data")
    parts = [Span(max(one.start, start), min(one.end, read.end), unit) for one in finest]
    cells = [formula_cell(scope, node.args[0], spec, part) for part in parts]
    values = [cell.value for cell in cells if cell.value is not None]
    rows = sum(cell.rows for cell in cells)
    if ANY in values:
        return Cell(ANY)
    if not values:
        return Cell(None, frozenset({"no_rows", "*"}), rows)
    folds: Mapping[str, Callable[[list[Any]], Any]] = {
        "average_over": lambda values: sum(values) / len(values),
        "sum_over": sum,
        "max_over": max,
        "min_over": min,
    }
    return Cell(folds[node.func.id](values), rows=rows)


def _days_in_period(scope: Scope, node: ast.Call, spec: Mapping[str, Any], span: Span) -> Cell:
    if span.end > scope.seen:
        return Cell(ANY)  # of the whole period, or as far as the watermark: not said
    days = scope.world.almanac.days(span.start, span.end)
    assert isinstance(node.func, ast.Name)
    if node.func.id == "working_days_in_period":
        days = [day for day in days if day.weekday() < 5 and day not in holidays_of(scope.world)]
    return Cell(Fraction(len(days)))


def holidays_of(world: World) -> Mapping[date, str]:
    """The project's holidays."""
    import holidays

    country = world.definitions.get("calendar", {}).get("holidays")
    return holidays.country_holidays(country) if country else {}


def _days_since(scope: Scope, node: ast.Call, spec: Mapping[str, Any], span: Span) -> Cell:
    if span.end > scope.seen:
        return Cell(ANY)
    newest = formula_cell(scope, node.args[0], spec, span)
    if newest.value is None:
        return newest
    day = newest.value.date() if isinstance(newest.value, datetime) else newest.value
    return replace(newest, value=Fraction((scope.world.almanac.last_day(span.end) - day).days))


def _between(scope: Scope, node: ast.Call, spec: Mapping[str, Any], span: Span) -> Cell:
    """The time between two dates that are aggregated."""
    first, second = (formula_cell(scope, part, spec, span) for part in node.args)
    lacking = next((cell for cell in (first, second) if cell.value is None), None)
    if lacking is not None:
        return lacking
    assert isinstance(node.func, ast.Name)
    if node.func.id == "days_between":
        days = [value.date() if isinstance(value, datetime) else value for value in (first.value, second.value)]
        return replace(first, value=Fraction((days[1] - days[0]).days))
    begins, ends = (_moment(scope, cell.value) for cell in (first, second))
    seconds = 3600 if node.func.id == "hours_between" else 60
    return replace(first, value=Fraction((ends - begins) // timedelta(microseconds=1), seconds * 1_000_000))


def _moment(scope: Scope, value: Any) -> datetime:
    """A date or wall clock as the instant it is."""
    if not isinstance(value, datetime):
        return scope.world.almanac.midnight(value)
    return value if value.tzinfo else value.replace(tzinfo=scope.world.almanac.midnight(value.date()).tzinfo)


def _greatest(scope: Scope, node: ast.Call, spec: Mapping[str, Any], span: Span) -> Cell:
    cells = [formula_cell(scope, part, spec, span) for part in node.args]
    lacking = next((cell for cell in cells if cell.value is None), None)
    return lacking or max(cells, key=lambda cell: cell.value)


OVER: Mapping[str, Callable[[Scope, ast.Call, Mapping[str, Any], Span], Cell]] = {
    **dict.fromkeys(("growth", "change", "shift"), _comparison),
    **dict.fromkeys(("average_over", "sum_over", "max_over", "min_over"), _over),
    **dict.fromkeys(("days_in_period", "working_days_in_period"), _days_in_period),
    "share": _share,
    "at_start": _at_start,
    "days_since": _days_since,
    "greatest": _greatest,
    **dict.fromkeys(("days_between", "hours_between", "minutes_between"), _between),
}


def condition_holds(scope: Scope, node: ast.expr, entity: tuple[str, Any], span: Span) -> bool:
    """Whether a condition over metrics holds for one entity in a period (`each`)."""
    if isinstance(node, ast.BoolOp):
        held = [condition_holds(scope, one, entity, span) for one in node.values]
        return any(held) if isinstance(node.op, ast.Or) else all(held)
    if isinstance(node, ast.UnaryOp):
        return not condition_holds(scope, node.operand, entity, span)
    assert isinstance(node, ast.Compare)
    own = replace(scope, member=None, entity=entity)
    left, right = (formula_cell(own, side, {}, span).value for side in (node.left, node.comparators[0]))
    return two_valued(node.ops[0], left, right)


def facts_in(world: World, node: ast.expr) -> set[str]:
    """The tables that a formula adds up."""
    found: set[str] = set()
    for one in ast.walk(node):
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id in AGGREGATES:
            found.add(fact_of(world, one))
        elif isinstance(one, ast.Name) and one.id in world.definitions["metrics"]:
            found |= facts_of(world, one.id)
    return found


def facts_of(world: World, key: str) -> set[str]:
    """The tables that a metric adds up; what only has to follow makes a period mature later instead."""
    spec = world.metric(key)
    if "conversion" in spec:
        return {spec["conversion"]["from"]}
    if "retention" in spec:
        return {spec["retention"]["cohort"].removeprefix("first ").partition(".")[0]}
    return facts_in(world, parse(spec["formula"]))


def watermark(world: World, key: str) -> datetime:
    """Up to when a metric is complete: the earliest of the tables it adds up."""
    return min(survey(world, fact).watermark for fact in facts_of(world, key))


def begins(world: World, key: str) -> datetime:
    """The first day of the rows that a metric adds up."""
    return min(survey(world, fact).first for fact in facts_of(world, key))
