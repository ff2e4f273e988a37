"""The oracle's answers to questions, and what of an engine's answer differs from them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import partial
from typing import Any

from expectations import MISSING
from oracle import OneSide, adds_up, begins, compared, facts_of, metric_cell, sides, watermark, zeroed
from oracle_leaves import AGGREGATES, ANY, Cell, Scope, counting, fact_of, held, matching, member
from oracle_rows import Row, Rows, World, parse
from oracle_time import DAY, Almanac, Span

Members = tuple[Any, ...]


@dataclass(frozen=True)
class Question:
    """What is asked, in the words of `Project.query`."""

    metrics: tuple[str, ...]
    grain: str = "total"
    by: tuple[str, ...] = ()
    start: date | None = None  # half-open
    end: date | None = None
    where: str | None = None
    compare: tuple[str, ...] = ()
    totals: bool = False

    def arguments(self) -> dict[str, Any]:
        """The question as keyword arguments, without what is left at its default."""
        return {
            name: list(value) if isinstance(value, tuple) else str(value) if isinstance(value, date) else value
            for name in ("grain", "by", "start", "end", "where", "compare", "totals")
            if (value := getattr(self, name)) not in (None, (), False)
        }


def world_of(definitions: Mapping[str, Any], rows: Mapping[str, Sequence[Row]], as_of: date) -> World:
    """A world as of the end of a civil day."""
    almanac = Almanac.of(definitions.get("calendar", {}))
    return World(definitions, rows, almanac.midnight(as_of + DAY), almanac)


def periods(world: World, question: Question) -> list[Span]:
    """The periods of an answer: all that overlap the range and begin before the latest watermark."""
    almanac, seen = world.almanac, max(watermark(world, key) for key in question.metrics)
    start = almanac.midnight(question.start) if question.start else min(begins(world, key) for key in question.metrics)
    end = almanac.midnight(question.end) if question.end else seen
    return [span for span in almanac.spans(question.grain, start, end) if span.start < seen]


def scope_of(world: World, question: Question, key: str, members: Members | None) -> Scope:
    """For whom and how far one metric is read."""
    return Scope(world, watermark(world, key), question.where, question.by, members)


def readings(world: World, key: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every table that a metric adds up, each with the keys of the metric by which it is read."""
    spec = world.metric(key)
    if "conversion" in spec:
        yield spec["conversion"]["from"], {}
    elif "retention" in spec:
        cohort, _, column = spec["retention"]["cohort"].removeprefix("first ").partition(".")
        yield cohort, {"date": column} if column else {}
    else:
        for node in ast.walk(parse(spec["formula"])):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in AGGREGATES:
                yield fact_of(world, node), spec
            elif isinstance(node, ast.Name) and node.id in world.definitions["metrics"]:
                yield from readings(world, node.id)


def members_seen(world: World, question: Question) -> tuple[set[Members], set[Members]]:
    """The members that an answer must show, seen in the asked periods after all filters, and those that it may."""
    must, may = set(), set()
    for key in question.metrics:
        scope = scope_of(world, question, key, None)
        for fact, spec in readings(world, key):
            for row in counting(world, fact):
                if Rows(world, fact, row).holds(question.where):
                    may.add(member(world, fact, row, question.by))
            for span in periods(world, question):
                if scope.seen > span.start and "retention" not in world.metric(key):  # of a cohort only the first rows
                    same = world.metric(key).get("conversion", {}).get("same")
                    seen = [row for row in _seen(scope, fact, spec, span) if same is None or row[same] is not None]
                    must |= {member(world, fact, row, question.by) for row in seen}
                for comparison in [*question.compare, *_inside(world, key)]:
                    found = sides(scope, span, comparison) if scope.seen > span.start else "not_loaded"
                    partner = [] if isinstance(found, str) else _seen(scope, fact, spec, found[1])
                    must |= {member(world, fact, row, question.by) for row in partner}
    return must, may


def _inside(world: World, key: str) -> list[str]:
    """The comparisons that a metric's own formula makes."""
    calls = [one for one in ast.walk(parse(world.metric(key).get("formula", "0"))) if isinstance(one, ast.Call)]
    named = [one for one in calls if isinstance(one.func, ast.Name) and one.func.id in ("growth", "change")]
    return [one.args[1].id[1:] for one in named if isinstance(one.args[1], ast.Name)]


def _seen(scope: Scope, fact: str, spec: Mapping[str, Any], span: Span) -> list[Row]:
    read = scope.settle(span)
    if "balance" not in spec:
        return [row for at, row in matching(scope, fact, spec, read) if read.start <= at < read.end]
    if spec["balance"] == "start of period":
        return []
    almanac, ends = scope.world.almanac, [read]
    if spec["balance"] == "average over period":
        ends = [almanac.unit("day", day) for day in almanac.days(read.start, read.end)]
    return [row for one in ends for _, row in held(scope, spec, one, fact)]


def cell_of(world: World, question: Question, key: str, span: Span, members: Members | None) -> Cell:
    """One number of the answer."""
    scope = scope_of(world, question, key, members)
    return metric_cell(scope, key, span) if span.start < scope.seen else Cell(None, frozenset({"not_loaded"}))


def state_of(world: World, key: str, span: Span, reason: str | None) -> str:
    """The state of a cell whose null, if it is one, has this reason."""
    if reason in MISSING:
        return "missing"
    return "complete" if span.end <= watermark(world, key) else "in_progress"


# ------------------------------------------------------------------ beside an engine's answer


def disagreements(world: World, question: Question, answer: Mapping[str, Any]) -> list[str]:
    """What of an engine's answer differs from the oracle's, a sentence each."""
    spans = {world.almanac.label(span): span for span in periods(world, question)}
    must, may = members_seen(world, question) if question.by else ({()}, {()})
    must = must if spans else set()
    found: dict[tuple[str, Members | None], Any] = {}
    for row in answer["rows"]:
        segment = None if row.get("total") else tuple(_plain(row["segment"][name]) for name in question.by)
        if (row["period"], segment) in found:
            return [f"two rows for {row['period']} {segment}"]
        found[row["period"], segment] = row
    shown = {segment for _, segment in found if segment is not None}
    problems = [f"unexpected member {segment}" for segment in shown - may]
    problems += [f"no member {segment}" for segment in must - shown]
    expected = {(label, segment) for label in spans for segment in {*shown, *must}}
    if question.totals and question.by:  # without dimensions the one row of a period is its total
        expected |= {(label, None) for label in spans}
    problems += [f"no row {key}" for key in expected - set(found)] + [
        f"unexpected row {key}" for key in set(found) - expected
    ]
    for (label, segment), row in found.items():
        if label not in spans:
            continue
        for key in question.metrics:
            where = f"{label} {segment if segment is not None else 'total'} {key}"
            cells = _cell_problems(world, question, key, (spans[label], segment), row["values"][key])
            problems += [f"{where}: {problem}" for problem in cells]
    return problems


def _plain(value: Any) -> Any:
    return int(value) if isinstance(value, Decimal) and value == int(value) else value


def _cell_problems(
    world: World, question: Question, key: str, place: tuple[Span, Members | None], found: Mapping[str, Any]
) -> list[str]:
    span, segment = place
    cell = cell_of(world, question, key, span, segment)
    problems = []
    wrong = not same(cell, found["value"], found["reason"])
    if wrong or (cell.value != ANY and found["state"] != state_of(world, key, span, found["reason"])):
        problems.append(f"expected {told(cell)}, found {found['value']} {found['reason'] or ''} {found['state']}")
    if cell.parts is not None and cell.value is not None and found["components"] is not None:
        for part, name in zip(cell.parts, ("numerator", "denominator"), strict=True):
            if not same(Cell(part), found["components"][name], None):
                problems.append(f"{name} should be {part}, is {found['components'][name]}")
    for comparison in question.compare:
        scope = scope_of(world, question, key, segment)
        parts = compared(scope, span, comparison, partial(metric_cell, scope, key), _one_side(scope, key))
        beside, member = found["compare"][comparison], _gone_or_new(scope, key, parts)
        problems += [f"{comparison}: {one}" for one in _comparison_problems(parts, beside)]
        if parts["change"].value != ANY and beside["member"] != member:
            problems.append(f"{comparison}: the member should be {member}, is {beside['member']}")
    return problems


def _one_side(scope: Scope, key: str) -> OneSide | None:
    """What makes 0 of a member that only one side has; None for what does not add up."""
    if not adds_up(scope.world, ast.Name(key)):
        return None
    return partial(zeroed, scope, facts_of(scope.world, key), lambda who, span: metric_cell(who, key, span))


def _gone_or_new(scope: Scope, key: str, parts: Mapping[str, Cell]) -> str | None:
    here, there = parts["current"], parts["value"]
    one_sided = None not in (here.value, there.value) and bool(here.rows) != bool(there.rows)
    if not one_sided or scope.member is None or not scope.by or _one_side(scope, key) is None:
        return None
    return "new" if here.rows else "gone"


def _comparison_problems(parts: Mapping[str, Cell], found: Mapping[str, Any]) -> list[str]:
    problems = []
    for name, cell in parts.items():
        if "no_partner" in cell.reasons and name == "current":
            continue
        if not same(cell, found[name], None, reasons=False):
            problems.append(f"{name} should be {told(cell)}, is {found[name]}")
    days = parts["change"].days
    likes = (None,) if days is None else (f"first {days} days", "first day" if days == 1 else "", f"first {days} day")
    if found["like_for_like"] not in likes:
        problems.append(f"like_for_like should be one of {likes}, is {found['like_for_like']}")
    if parts["change"].value is None and not found["reason"]:
        problems.append("a null comparison has no reason")
    return problems


def same(cell: Cell, value: Any, reason: str | None, *, reasons: bool = True) -> bool:
    """Whether an engine's value and reason are the oracle's."""
    if cell.value == ANY:
        return True
    if cell.value is None or value is None:
        return cell.value is value and (not reasons or reason in cell.reasons or "*" in cell.reasons)
    if isinstance(cell.value, float):
        return abs(float(value) - cell.value) <= 1e-9 * max(1.0, abs(cell.value)) and reason is None
    exact = Fraction(value)
    if exact == cell.value or (cell.value == 0 and abs(exact) < Fraction(1, 10**24)):  # a difference of two quotients
        return reason is None
    return not _is_short(cell.value) and abs(exact - cell.value) <= abs(cell.value) / 10**14 and reason is None


def _is_short(value: Fraction) -> bool:
    """Whether a number has at most 15 significant digits, so that it must come back exactly."""
    with localcontext(prec=15) as context:
        context.clear_flags()
        return Fraction(Decimal(value.numerator) / Decimal(value.denominator)) == value


def told(cell: Cell) -> str:
    """A cell as a person reads it."""
    if cell.value is None:
        return f"null {'|'.join(sorted(cell.reasons))}"
    return f"{cell.value} (about {float(cell.value):.12g})" if isinstance(cell.value, Fraction) else str(cell.value)


def as_json(world: World, question: Question) -> dict[str, Any]:
    """The oracle's own answer in the shape of an engine's, each null with the first of its possible reasons."""
    must = members_seen(world, question)[0] if question.by else {()}
    segments: Sequence[Members | None] = [*sorted(must, key=repr), *([None] if question.totals else [])]
    rows = []
    for span in periods(world, question):
        edges = {"start": str(world.almanac.day(span.start)), "end": str(world.almanac.day(span.end))}
        for segment in segments:
            values = {key: _json_cell(world, question, key, span, segment) for key in question.metrics}
            named = dict(zip(question.by, segment or (), strict=False))
            label = world.almanac.label(span)
            rows.append({"period": label, **edges, "segment": named, "total": segment is None, "values": values})
    return {"rows": rows}


def _json_cell(world: World, question: Question, key: str, span: Span, segment: Members | None) -> dict[str, Any]:
    cell = cell_of(world, question, key, span, segment)
    reason = sorted(cell.reasons)[0] if cell.value is None else None
    compare = {}
    scope = scope_of(world, question, key, segment)
    for comparison in question.compare:
        parts = compared(scope, span, comparison, partial(metric_cell, scope, key), _one_side(scope, key))
        likes = None if parts["change"].days is None else f"first {parts['change'].days} days"
        compare[comparison] = {name: _json_number(part.value) for name, part in parts.items()}
        compare[comparison] |= {"like_for_like": likes, "reason": _why(parts["change"])}
        compare[comparison] |= {"member": _gone_or_new(scope, key, parts)}
    likes = None if cell.days is None else f"first {cell.days} days"
    parts_shown = dict(zip(("numerator", "denominator"), map(_json_number, cell.parts or ()), strict=False)) or None
    return {
        "value": _json_number(cell.value),
        "state": state_of(world, key, span, reason),
        "reason": reason,
        "like_for_like": likes,
        "compare": compare,
        "components": parts_shown,
    }


def _why(change: Cell) -> str | None:
    """Why there is no change where both sides have a value."""
    return "no_number" if change.reasons == {"no_number"} else None


def _json_number(value: Any) -> Any:
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    return value.isoformat() if isinstance(value, date) else value


def days_of(period: str) -> tuple[date, date]:
    """[start, end) of a period as a trap asks for it: `2024-01`, `2024-Q1`, `2024-01-31`, or two days with `..`."""
    first, _, final = period.partition("..")
    if final:
        return date.fromisoformat(first), date.fromisoformat(final) + timedelta(days=1)
    almanac = Almanac(fiscal_starts=4)
    if period.startswith("FY"):
        return date(int(period[2:6]) - 1, 4, 1), date(int(period[2:6]) - 1, 7, 1)
    if "W" in period:
        monday = date.fromisocalendar(int(period[:4]), int(period[-2:]), 1)
        return monday, monday + 7 * DAY
    if "Q" in period:
        whole = almanac.unit("quarter", date(int(period[:4]), 3 * int(period[-1]), 1))
    else:
        parts = [int(part) for part in period.split("-")]
        unit = ("year", "month", "day")[len(parts) - 1]
        whole = almanac.unit(unit, date(*[*parts, 1, 1][:3]))
    return almanac.day(whole.start), almanac.day(whole.end)
