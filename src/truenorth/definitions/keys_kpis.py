"""The keys of KPIs and what surrounds them: people, teams, objectives, key results, scorecards."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

from truenorth.definitions.amounts import AMOUNT, in_unit, write_amount
from truenorth.definitions.grammar import Key, Kind, Noun, Plain, Reading, Values, assemble, record, spelled
from truenorth.definitions.kinds import (
    COUNT,
    DAY,
    DURATION_TEXT,
    LAST_DAY,
    LONG_TEXT,
    NAME,
    NAMES,
    NUMBER,
    PERIOD,
    SCALAR,
    TEXT,
    TRUTH,
    choice,
    list_of,
    map_of,
    word,
)
from truenorth.definitions.names import quoted
from truenorth.definitions.nodes import Node, Text
from truenorth.definitions.targets import TARGETS, Context, target
from truenorth.model.kpis import Baseline, Benchmark, KeyResult, Kpi, Objective, Person, Scorecard, ScorecardLine, Team
from truenorth.model.metrics import Metric, Unit
from truenorth.model.targets import Target
from truenorth.periods import Grain

KPI_STATES = ("draft", "proposed", "active", "retired")
LEVELS = ("company", "department", "team", "project", "individual")
SCORECARD_KINDS = ("balanced", "okr", "13-week grid", "6-12 weekly review", "flat")
_GRAINS = [grain for grain in Grain if grain not in (Grain.TOTAL, Grain.HOUR)]
_LEVEL = choice("level", LEVELS)
_SEGMENT = map_of(TEXT, "from a dimension to a member")

PERSON = Noun(
    "person",
    "Someone with an address.",
    Person,
    (
        Key("name", TEXT, "what the person is called", "Anna Rossi", required=True),
        Key("team", NAME, "the person's team", "logistics"),
    ),
)
TEAM = Noun(
    "team",
    "A group with a lead.",
    Team,
    (
        Key("label", TEXT, "what people call it", "Logistics", required=True),
        Key("department", TEXT, "the department it is part of", "Operations"),
        Key("lead", TEXT, "the person who answers for it", "anna@acme.example"),
    ),
)
OBJECTIVE = Noun(
    "objective",
    "What is wanted, in words.",
    Objective,
    (
        Key("label", TEXT, "the objective in a few words", "Reliable service", required=True),
        Key("outcome", LONG_TEXT, "what will be so when it is reached", "Customers get what we promised."),
        Key("perspective", TEXT, "the point of view it belongs to", "customer"),
        Key("level", _LEVEL, "whose objective it is", "company"),
        Key("team", NAME, "the team", "logistics"),
        Key("owner", TEXT, "the person, or team, who answers for it", "anna@acme.example"),
        Key("parent", NAME, "the objective it is part of", "loyal_customers"),
        Key("leads_to", NAMES, "the objectives it helps", "[loyal_customers]"),
        Key("weight", NUMBER, "its weight among its siblings", "30"),
    ),
)
BASELINE = Noun(
    "baseline",
    "The level from which progress is counted: a period's value, or a value.",
    Baseline,
    (
        Key("period", PERIOD, "the metric's value over this period", "2025"),
        Key("value", AMOUNT, "or this value", "90 %"),
    ),
    build=lambda noun, values: _build_baseline(values),
)


def _build_baseline(values: Values) -> Values | None:
    if ("period" in values) == ("value" in values):
        values.error("BASELINE", "a baseline has either `period` or `value`", hint="write `{ period: 2025 }`")
        return None
    return values


BENCHMARK = Noun(
    "benchmark",
    "Somebody else's level, with its source.",
    Benchmark,
    (
        Key("value", AMOUNT, "the level", "94 %", required=True),
        Key("label", TEXT, "whose level it is", "sector median 2025", required=True),
        Key("source", TEXT, "where it is published", "https://example.org/report"),
        Key("as_of", PERIOD, "the period it is for", "2025-12"),
    ),
    build=lambda noun, values: values,
)

_REVIEWS = ("daily", "weekly", "monthly", "quarterly", "yearly")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _review(text: str) -> str | None:
    found = re.fullmatch(r"every\s+(\w+)", text)
    if found:
        return f"every {found[1].capitalize()}" if found[1].capitalize() in _WEEKDAYS else None
    return text if text in _REVIEWS else None


_REVIEW = word(
    "rhythm",
    f"one of {', '.join(_REVIEWS)} or `every Monday`",
    "NOT_ONE_OF",
    _review,
    schema={"type": "string"},
)

KPI = Noun(
    "kpi",
    "A metric someone has decided to steer by.",
    Kpi,
    (
        Key("label", TEXT, "what people call it", "On-time delivery"),
        Key("metric", NAME, "the metric it steers by", "on_time_rate", required=True),
        Key("segment", _SEGMENT, "the part of the whole it is about", "{ region: north }"),
        Key("objective", NAME, "the objective it shows", "reliable_service"),
        Key("owner", TEXT, "the person, or team, who answers for it", "anna@acme.example"),
        Key("updater", TEXT, "who types the value, where it is typed", "erp@acme.example"),
        Key("audience", LONG_TEXT, "who looks at it, and when", "'Regional managers, every Monday'"),
        Key("outcome", LONG_TEXT, "what will be so when it is good", "Parcels arrive on the promised day."),
        Key("why", LONG_TEXT, "why it matters", "Late parcels are the first reason customers leave."),
        Key("influence", LONG_TEXT, "what can be done about it", "'Night shift at the hub, carrier mix'"),
        Key("decision", LONG_TEXT, "what will be decided by it", "'Below 92 %: add a night shift.'"),
        Key("achieved_when", LONG_TEXT, "when it is reached, in words", "96 % in December 2026"),
        Key("includes", LONG_TEXT, "what is counted, for people", "parcels handed to a carrier"),
        Key("excludes", LONG_TEXT, "what is not counted, for people", "customer-requested reroutes"),
        Key("state", choice("state", KPI_STATES), "where in its life it is", "active"),
        Key("role", choice("role", ("primary", "leading", "guardrail")), "its role within its objective", "primary"),
        Key("timing", choice("timing", ("leading", "lagging", "coincident")), "when it moves", "lagging"),
        Key("horizon", choice("horizon", ("strategic", "operational")), "how far it looks", "operational"),
        Key("stage", choice("stage", ("input", "process", "output", "outcome")), "what it measures", "outcome"),
        Key("nature", choice("nature", ("quantitative", "qualitative")), "how it is measured", "quantitative"),
        Key("level", _LEVEL, "whose KPI it is", "department"),
        Key("department", TEXT, "the department", "Operations"),
        Key("team", NAME, "the team", "logistics"),
        Key("supporting", NAMES, "metrics shown beside it", "[parcels_sent, mean_delay]"),
        Key("contributes_to", NAMES, "the KPIs it helps", "[customer_retention]"),
        Key(
            "leads",
            map_of(DURATION_TEXT, "from a KPI to a length of time"),
            "the KPIs it is said to move, and how much later",
            "{ customer_retention: 2 months }",
        ),
        Key("guardrails", NAMES, "KPIs or metrics that must not get worse", "[cost_per_delivery]"),
        Key("incentive", TRUTH, "whether pay depends on it", "false"),
        Key("grain", choice("grain", _GRAINS), "the size of its periods", "week"),
        Key("breakdown", NAMES, "dimensions whose readings are stored too", "[carrier]"),
        Key("review", _REVIEW, "how often it is looked at together", "every Monday"),
        Key("review_definition_by", DAY, "when the definition itself is looked at again", "2027-01-31"),
        Key("baseline", record(BASELINE), "the level from which progress is counted", "{ period: 2025 }"),
        Key("min_count", COUNT, "below this denominator there are too few to judge", "30"),
        Key("red_line", AMOUNT, "the value beyond which it is off track", "90 %"),
        Key(
            "benchmarks",
            list_of(record(BENCHMARK)),
            "other people's levels",
            "[{ value: 94 %, label: sector median 2025 }]",
        ),
        Key("targets", TARGETS, "what is agreed, by date", "[{ from: 2026-01, at_least: 95 % }]"),
        Key("was", NAME, "the key before a rename", "punctuality"),
    ),
    build=lambda noun, values: _build_kpi(noun, values),
)


def _build_kpi(noun: Noun, values: Values) -> Kpi | None:
    metric = values.reading.metrics.get(values["metric"])
    if metric is None:
        return None  # the caller says which: unknown, or itself broken
    before = len(values.reading.findings)
    baseline = _baseline(values["baseline"], metric, values.reading)
    red_line = in_unit(values["red_line"], metric.unit, values.reading) if "red_line" in values else None
    benchmarks = tuple(_benchmark(one, metric, values.reading) for one in values["benchmarks"] or ())
    context = Context(metric, baseline.value if baseline else None, red_line, values.reading)
    targets = tuple(target(draft, context) for draft in values["targets"] or ())
    if values.reading.first_error(before) or not _begin_apart(targets, values):
        return None
    return assemble(  # type: ignore[no-any-return]
        noun,
        values,
        label=values["label"] or _label(values.key),
        baseline=baseline,
        red_line=red_line,
        benchmarks=benchmarks,
        targets=targets,
    )


def _label(key: str) -> str:
    return key.replace("_", " ").capitalize()


def _baseline(given: Values | None, metric: Metric, reading: Reading) -> Baseline | None:
    if given is None:
        return None
    value = in_unit(given["value"], metric.unit, reading) if "value" in given else None
    return Baseline(value, given["period"])


def _benchmark(given: Values, metric: Metric, reading: Reading) -> Any:
    return assemble(BENCHMARK, given, value=in_unit(given["value"], metric.unit, reading))


def _begin_apart(targets: tuple[Target | None, ...], values: Values) -> bool:
    begun: dict[Any, Target] = {}
    for one in targets:
        if one is None:
            continue
        same = begun.setdefault((one.begins, one.segment), one)
        if same is not one:
            values.reading.error(
                "TARGET_DUPLICATE",
                f"two targets begin on {one.begins}; the other stands in line {same.place.line}",
                one.place,
                hint="let the second begin later, or keep one",
            )
            return False
    return True


def spell_kpi(kpi: Kpi, unit: Unit | None, targets: list[Plain]) -> dict[str, Any]:
    """The value of each key of a KPI; its targets are spelled already."""
    given = spelled(KPI, kpi)
    if kpi.label == _label(kpi.key):
        del given["label"]
    if kpi.red_line is not None:
        given["red_line"] = write_amount(kpi.red_line, unit)
    if kpi.baseline is not None and kpi.baseline.value is not None:
        given["baseline"] = replace(kpi.baseline, value=write_amount(kpi.baseline.value, unit))  # type: ignore[arg-type]
    if kpi.benchmarks:
        given["benchmarks"] = tuple(
            replace(one, value=write_amount(one.value, unit))  # type: ignore[arg-type]
            for one in kpi.benchmarks
        )
    return given | ({"targets": targets} if targets else {})


KEY_RESULT = Noun(
    "key result",
    "A dated distance to travel inside a cycle.",
    KeyResult,
    (
        Key("label", TEXT, "the result in a few words", "First value in one day"),
        Key("objective", NAME, "the objective it shows", "reliable_service"),
        Key("cycle", PERIOD, "the period of the cycle", "2026-Q3"),
        Key("metric", NAME, "the metric, or KPI, that moves", "time_to_first_value", required=True),
        Key("from", AMOUNT, "where it begins", "7 days", field="start"),
        Key("to", AMOUNT, "where it is to arrive", "1 day", required=True),
        Key("by", LAST_DAY, "by when", "2026-09-30"),
        Key("owner", TEXT, "the person, or team, who answers for it", "anna@acme.example"),
    ),
    build=lambda noun, values: _build_key_result(noun, values),
)


def _build_key_result(noun: Noun, values: Values) -> KeyResult | None:
    reading = values.reading
    name = reading.kpi_metrics.get(values["metric"], values["metric"])
    metric = reading.metrics.get(name)
    if metric is None:
        return None
    before = len(reading.findings)
    start, end = (in_unit(values[name], metric.unit, reading) if name in values else None for name in ("from", "to"))
    if start is not None and start == end:
        values.error("TARGET_EQUALS_BASELINE", "`to` equals `from`: there is no way to go", "to")
    if reading.first_error(before):
        return None
    return assemble(noun, values, label=values["label"] or _label(values.key), start=start, to=end)  # type: ignore[no-any-return]


def spell_key_result(result: KeyResult, unit: Unit | None) -> dict[str, Any]:
    """The value of each key of a key result."""
    given = spelled(KEY_RESULT, result)
    if result.label == _label(result.key):
        del given["label"]
    amounts = {"from": result.start, "to": result.to}
    return given | {name: write_amount(value, unit) for name, value in amounts.items() if value is not None}


LINE = Noun(
    "scorecard line",
    "One KPI on a scorecard.",
    ScorecardLine,
    (
        Key("kpi", NAME, "the KPI", "on_time_delivery", required=True),
        Key("weight", NUMBER, "its weight", "2"),
    ),
)


def _read_line(node: Node, reading: Reading) -> Any:
    if not isinstance(node, Text):
        return record(LINE).read(node, reading)
    name = NAME.read(node, reading)
    return None if name is None else ScorecardLine(name)


def _write_line(line: ScorecardLine) -> Plain:
    return quoted(line.kpi) if line.weight == Decimal(1) else record(LINE).write(line)


_LINE = Kind("KPI", _read_line, _write_line, {"anyOf": [SCALAR, record(LINE).schema]})
SCORECARD = Noun(
    "scorecard",
    "A chosen, weighted list of KPIs.",
    Scorecard,
    (
        Key("label", TEXT, "what people call it", "Company"),
        Key("kind", choice("kind", SCORECARD_KINDS), "how it is laid out", "balanced"),
        Key("level", _LEVEL, "whose scorecard it is", "company"),
        Key("perspectives", list_of(TEXT), "the points of view, in order", "[financial, customer]"),
        Key(
            "kpis",
            list_of(_LINE),
            "the KPIs, each with a weight if it is not 1",
            "[revenue]",
            field="lines",
            required=True,
        ),
    ),
    build=lambda noun, values: assemble(noun, values, label=values["label"] or _label(values.key)),
    spell=lambda noun, made: {
        name: value for name, value in spelled(noun, made).items() if name != "label" or value != _label(made.key)
    },
)
