"""Every mistake is a finding with a stable code at the line where it stands, and nothing else is said."""

from __future__ import annotations

import pytest

from truenorth.definitions import load_texts
from truenorth.definitions.grammar import Noun, Reading
from truenorth.definitions.keys import NOUNS
from truenorth.definitions.nodes import compose
from truenorth.errors import Level

BASE = """
version: 1
name: Base
sources:
  shop: { duckdb: shop.duckdb }
tables:
  orders: { source: shop.orders, one_row_per: order_id, date: ordered_at, dimensions: [channel] }
  visits: { source: shop.visits, one_row_per: [user_id, day], date: day }
  loose: { source: shop.loose }
metrics:
  revenue: { formula: sum(orders.amount), unit: EUR, direction: higher }
  rate: { formula: count(orders) / count(visits), unit: percent, direction: higher }
  speed: { formula: avg(orders.minutes), unit: minutes, direction: lower }
  plain: { formula: count(orders) }
people:
  anna@acme.example: { name: Anna }
teams:
  logistics: { label: Logistics }
objectives:
  service: { label: Service }
kpis:
  delivery: { metric: rate }
"""

T = "tables:\n  t: { source: shop.t, "
M = "metrics:\n  m: "
K = "kpis:\n  k:\n    metric: "
TARGET = "\n    targets:\n      - { from: 2026-01, "

CASES = [
    # YAML itself
    ("metrics:\n  a: { formula: 1 }\n\tb: 2", "BROKEN_YAML", 3),
    ("metrics:\n  a: { formula: count(orders)\n  b: 2", "BROKEN_YAML", 3),
    ("metrics:\n  a: { formula: 'count(orders) }", "BROKEN_YAML", 2),
    ("metrics:\n  a: { formula: x: y }", "BROKEN_YAML", 2),
    ("metrics:\n  a:\n    formula: count(orders)\n   unit: EUR", "BROKEN_YAML", 4),
    ("metrics:\n  a: `b`", "BROKEN_YAML", 2),
    ("metrics: *nowhere", "BROKEN_YAML", 1),
    ("metrics:\n  a: &a { formula: *a }", "BROKEN_YAML", 2),
    ("metrics:\n  [a, b]: { formula: 1 }", "BROKEN_YAML", 2),
    ("metrics:\n  a: \x07", "BROKEN_YAML", 2),
    ("metrics: " + "[" * 60 + "]" * 60, "BROKEN_YAML", 1),
    ("metrics:\n  a: !!python/object:os.system { formula: 1 }", "TAG_REFUSED", 2),
    ("metrics:\n  a: { formula: !!str 1 }", "TAG_REFUSED", 2),
    ("metrics:\n  a: &a { formula: count(orders) }\n  b: { <<: *a }", "MERGE_KEY", 3),
    ("name: x\n---\nname: y", "SEVERAL_DOCUMENTS", 2),
    ("- a\n- b", "NOT_A_MAPPING", 1),
    # sections and keys
    ("metrcs:\n  a: { formula: 1 }", "UNKNOWN_KEY", 1),
    ("metrics: [a]", "WRONG_TYPE", 1),
    ("metrics:\n  a: 5", "WRONG_TYPE", 2),
    ("metrics:\n  net revenue: { formula: count(orders) }", "BAD_KEY", 2),
    ("metrics:\n  ../x: { formula: count(orders) }", "BAD_KEY", 2),
    ("people:\n  anna: { name: Anna }", "BAD_KEY", 2),
    ("metrics:\n  revenue: { formula: count(orders) }", "DUPLICATE_DEFINITION", 2),
    ("name: Other", "DUPLICATE_DEFINITION", 1),
    ("metrics: {}\nmetrics: {}", "DUPLICATE_KEY", 2),
    (M + "{ formula: count(orders), formula: 2 }", "DUPLICATE_KEY", 2),
    (M + "{ formul: count(orders), formula: count(orders) }", "UNKNOWN_KEY", 2),
    (M + "{ formula: percentile(orders.amount, 95) }", "UNKNOWN_KEY", 2),
    (M + "\n    formula: count(orders)\n    unit:\n", "EMPTY_VALUE", 4),
    ("calendar: { time_zone: Mars/Olympus }", "NOT_A_TIME_ZONE", 1),
    ("calendar: { week_starts: mon }", "NOT_ONE_OF", 1),
    ("calendar: { fiscal_year_starts: 4 }", "NOT_ONE_OF", 1),
    ("calendar: { holidays: Italy }", "NOT_A_COUNTRY", 1),
    ("as_of: yesterday", "NOT_A_DATE", 1),
    ("as_of: 2025-02-30", "NOT_A_DATE", 1),
    ("rates: { table: fx, date: day, from: base, to: quote }", "MISSING_KEY", 1),
    ("rates: { table: fx, date: day, from: base, to: quote, rate: rate }", "UNKNOWN_TABLE", 1),
    # sources
    ("sources:\n  s: { as: x }", "SOURCE_KIND", 2),
    ("sources:\n  s: { duckdb: a, files: b }", "SOURCE_KIND", 2),
    ("sources:\n  s: { duckdb: a, separated_by: tab }", "OPTION_NOT_FOR_KIND", 2),
    ("sources:\n  s: { postgres: '${NOWHERE}' }", "ENVIRONMENT_MISSING", 2),
    ("sources:\n  s: { duckbd: a }", "UNKNOWN_KEY", 2),
    # tables
    ("tables:\n  t: { one_row_per: a }", "TABLE_ORIGIN", 2),
    ("tables:\n  t: { source: shop.t, from: orders }", "TABLE_ORIGIN", 2),
    ("tables:\n  t: { source: shop }", "TABLE_ORIGIN", 2),
    ("tables:\n  t: { source: shpo.t }", "UNKNOWN_SOURCE", 2),
    ("tables:\n  t: { source: shop.t, sql: select 1 }", "CONFLICTING_KEYS", 2),
    ("tables:\n  t: { source: shop.t, columns: { n: count(orders) } }", "CONFLICTING_KEYS", 2),
    ("tables:\n  t: { from: orders, columns: { n: count(orders) } }", "MISSING_KEY", 2),
    ("tables:\n  t: { from: ordres, one_row_per: a, columns: { n: count(orders) } }", "UNKNOWN_TABLE", 2),
    (T + "date: { colunm: day } }", "UNKNOWN_KEY", 2),
    (T + "date: { year: y, day: d } }", "MISSING_KEY", 2),
    (T + "date: ordres.day }", "UNKNOWN_TABLE", 2),
    (T + "date: { column: day, rows_cover: fortnight } }", "NOT_ONE_OF", 2),
    (T + "date: { from: a } }", "MISSING_KEY", 2),
    (T + "fresh_within: soon }", "NOT_A_LENGTH_OF_TIME", 2),
    (T + "complete_until: tomorrow }", "NOT_A_COMPLETION", 2),
    (T + "late_data: { changed_at: x } }", "MISSING_KEY", 2),
    (T + "filter: 'orders.a = ' }", "FORMULA_SYNTAX", 2),
    (T + "dimensions: [a, a] }", "DUPLICATE_DIMENSION", 2),
    (T + "dimensions: [{ name: a, column: b, formula: c }] }", "CONFLICTING_KEYS", 2),
    (T + "dimensions: [{ name: a, same_as: orders.chanel }] }", "UNKNOWN_DIMENSION", 2),
    (T + "belongs_to: { a: ordres } }", "UNKNOWN_TABLE", 2),
    (T + "belongs_to: { a: loose } }", "LINK_WITHOUT_KEY", 2),
    (T + "belongs_to: { a: visits } }", "LINK_KEY", 2),
    (T + "belongs_to: { a: orders, b: orders } }", "LINK_ROLE", 2),
    (T + "belongs_to: [{ table: orders }] }", "MISSING_KEY", 2),
    # metrics
    (M + "{ unit: EUR }", "METRIC_SOURCE", 2),
    (M + "{ formula: count(orders), manual: { every: month } }", "METRIC_SOURCE", 2),
    (M + "{ formula: count(orders), window: 28 days }", "NOT_A_WINDOW", 2),
    (M + "{ formula: count(orders), window: last 28 days, to_date: year }", "CONFLICTING_KEYS", 2),
    (M + "{ formula: count(orders), to_date: decade }", "NOT_ONE_OF", 2),
    (M + "{ formula: count(orders), if_missing: carry forward 3 days }", "CONFLICTING_KEYS", 2),
    (M + "{ formula: count(orders), balance: end of period, if_missing: guess }", "NOT_A_GAP_RULE", 2),
    (M + "{ formula: count(orders), direction: up }", "NOT_ONE_OF", 2),
    (M + "{ formula: count(orders), bounds: [5, 1] }", "BOUNDS", 2),
    (M + "{ formula: count(orders), bounds: [5] }", "BOUNDS", 2),
    (M + "{ formula: count(orders), decimals: two }", "NOT_A_WHOLE_NUMBER", 2),
    (M + "{ formula: count(orders), fill: none }", "NOT_AN_AMOUNT", 2),
    (M + "{ formula: count(orders), approximate: yes }", "NOT_TRUE_OR_FALSE", 2),
    (M + "{ formula: count(orders), was: plain }", "WAS_STILL_EXISTS", 2),
    (M + "{ conversion: { from: visits, to: orders } }", "MISSING_KEY", 2),
    (M + "{ conversion: { from: visit, to: orders, same: a } }", "UNKNOWN_TABLE", 2),
    (M + "{ conversion: { from: first visits, to: orders, same: a } }", "SIDE_NOT_A_TABLE", 2),
    (M + "{ retention: { cohort: orders, active: orders, same: a, after: 1 month } }", "COHORT_WITHOUT_DATE", 2),
    (M + "{ retention: { cohort: first orders, active: orders, same: a, after: soon } }", "NOT_AN_AGE", 2),
    (M + "{ manual: { every: moon } }", "NOT_ONE_OF", 2),
    # people, objectives, KPIs
    ("people:\n  b@acme.example: { name: B, team: logistic }", "UNKNOWN_TEAM", 2),
    ("teams:\n  t: { label: T, lead: ana@acme.example }", "UNKNOWN_PERSON", 2),
    ("objectives:\n  o: { outcome: x }", "MISSING_KEY", 2),
    ("objectives:\n  o: { label: O, parent: servce }", "UNKNOWN_OBJECTIVE", 2),
    ("kpis:\n  k: { metric: revenu }", "UNKNOWN_METRIC", 2),
    ("kpis:\n  k: { label: K }", "MISSING_KEY", 2),
    ("kpis:\n  k: { metric: rate, owner: bob@acme.example }", "UNKNOWN_PERSON", 2),
    ("kpis:\n  k: { metric: rate, contributes_to: [delivry] }", "UNKNOWN_KPI", 2),
    ("kpis:\n  k: { metric: rate, guardrails: [delivry] }", "UNKNOWN_KPI", 2),
    ("kpis:\n  k: { metric: rate, leads: { delivery: later } }", "NOT_A_LENGTH_OF_TIME", 2),
    ("kpis:\n  k: { metric: rate, review: every Mon }", "NOT_ONE_OF", 2),
    ("kpis:\n  k: { metric: rate, grain: total }", "NOT_ONE_OF", 2),
    ("kpis:\n  k: { metric: rate, baseline: { period: last year } }", "NOT_A_PERIOD", 2),
    ("kpis:\n  k: { metric: rate, baseline: { period: 9999-12-31 } }", "NOT_A_PERIOD", 2),
    ("kpis:\n  k: { metric: rate, baseline: {} }", "BASELINE", 2),
    ("kpis:\n  k: { metric: rate, red_line: 5 EUR }", "UNIT_MISMATCH", 2),
    ("kpis:\n  k: { metric: plain, red_line: 2 hours }", "UNIT_MISMATCH", 2),
    ("kpis:\n  k: { metric: revenue, red_line: 25K }", "NOT_AN_AMOUNT", 2),
    ("kpis:\n  k: { metric: rate, red_line: 96 }", "PERCENT_SUSPICIOUS", 2),
    ("scorecards:\n  s: { kpis: [delivery, delivery] }", "DUPLICATE_LINE", 2),
    ("scorecards:\n  s: { kpis: [] }", "EMPTY_VALUE", 2),
    ("scorecards:\n  s: { kpis: [deliver] }", "UNKNOWN_KPI", 2),
    ("key_results:\n  r: { metric: rate, from: 5 %, to: 5 % }", "TARGET_EQUALS_BASELINE", 2),
    ("key_results:\n  r: { metric: nothing_like_it, to: 5 % }", "UNKNOWN_METRIC", 2),
    # targets
    (K + "rate\n    targets:\n      - { at_least: 95 % }", "MISSING_KEY", 5),
    (K + "rate\n    targets: []", "EMPTY_VALUE", 4),
    (K + "rate" + TARGET + "reason: none }", "TARGET_SHAPE", 5),
    (K + "rate" + TARGET + "at_least: 95 %, at_most: 99 % }", "TARGET_SHAPE", 5),
    (K + "rate" + TARGET + "at_least: 95 %, by: 2026-12 }", "KEY_NOT_FOR_SHAPE", 5),
    (K + "rate" + TARGET + "at_least: 95 }", "PERCENT_SUSPICIOUS", 5),
    (K + "rate" + TARGET + "at_least: 95 EUR }", "UNIT_MISMATCH", 5),
    (K + "rate\n    red_line: 97 %" + TARGET + "at_least: 95 % }", "RED_LINE_SIDE", 6),
    (K + "speed\n    red_line: 1 hour" + TARGET + "at_most: 2 hours }", "RED_LINE_SIDE", 6),
    (K + "rate" + TARGET + "between: [85 %, 70 %] }", "TARGET_RANGE", 5),
    (K + "rate" + TARGET + "between: [70 %] }", "TARGET_RANGE", 5),
    (K + "rate" + TARGET + "between: [70 %, 85 %], critical: [75 %, 95 %] }", "TARGET_CRITICAL", 5),
    (K + "plain" + TARGET + "exactly: 0 }", "TARGET_TOLERANCE", 5),
    (K + "plain" + TARGET + "exactly: 5, tolerance: 0 }", "TARGET_TOLERANCE", 5),
    (K + "rate" + TARGET + "reach: 96 % }", "MISSING_KEY", 5),
    (K + "rate" + TARGET + "reach: 96 %, by: 2025-12 }", "TARGET_ENDS_BEFORE", 5),
    (K + "rate\n    baseline: { value: 96 % }" + TARGET + "reach: 96 %, by: 2026-12 }", "TARGET_EQUALS_BASELINE", 6),
    (K + "rate" + TARGET + "reach: 96 %, by: 2026-12, path: { steps: { 2026-06: 92 % } } }", "TARGET_STEPS", 5),
    (K + "rate" + TARGET + "reach: 96 %, by: 2026-12, path: { steps: { 2027-06: 96 % } } }", "TARGET_STEPS", 5),
    (K + "rate" + TARGET + "reach: 96 %, by: 2026-12, path: { steps: { June: 96 % } } }", "NOT_A_PERIOD", 5),
    (K + "plain" + TARGET + "total: 5 }", "MISSING_KEY", 5),
    (K + "plain" + TARGET + "total: 5, over: decade }", "NOT_ONE_OF", 5),
    (K + "rate" + TARGET + "total: 50 %, over: year }", "TARGET_TOTAL_OF_RATE", 5),
    (K + "rate" + TARGET + "levels: { commit: 90 % } }", "MISSING_KEY", 5),
    (K + "rate" + TARGET + "levels: { commit: 98 %, target: 95 % } }", "TARGET_LEVELS", 5),
    (K + "plain" + TARGET + "levels: { commit: 1, target: 5, stretch: 3 } }", "TARGET_LEVELS", 5),
    (K + "rate" + TARGET + "at_least: 95 % }\n      - { from: 2026-01-01, at_least: 96 % }", "TARGET_DUPLICATE", 6),
    (
        K + "plain" + TARGET + "reach: 9, by: 2026-12, path: { steps: { 2026-12: 9 }, custom: { 2026-12: 9 } } }",
        "TARGET_STEPS",
        5,
    ),
    (K + "plain" + TARGET + "reach: 9, by: 2026-12, path: custom }", "TARGET_STEPS", 5),
    (K + "plain" + TARGET + "total: 9, over: year, phasing: profile }", "TARGET_PHASING", 5),
    (K + "plain" + TARGET + "total: 9, over: year, phasing: { profile: [0, 0] } }", "TARGET_PHASING", 5),
    (K + "plain" + TARGET + "total: 9, over: year, phasing: { custom: { soon: 1 } } }", "NOT_A_PERIOD", 5),
    (K + "plain" + TARGET + "milestones: { 2025-03: 20 } }", "TARGET_STEPS", 5),
    (K + "plain" + TARGET + "milestones: { soon: 20 } }", "NOT_A_PERIOD", 5),
    (K + "plain" + TARGET + "improve_by: 20 %, by: 2026-12 }", "MISSING_KEY", 5),
    (K + "plain" + TARGET + "improve_by: 20 %, on: lately, by: 2026-12 }", "NOT_A_PERIOD", 5),
    (K + "plain" + TARGET + "improve_by: 20 %, on: 2025 }", "TARGET_SHAPE", 5),
    (K + "plain" + TARGET + "improve_by: 20 %, on: previous quarter, by: 2026-12 }", "TARGET_SHAPE", 5),
]


@pytest.mark.parametrize(("text", "code", "line"), CASES, ids=[f"{code}-{at}" for at, (_, code, _) in enumerate(CASES)])
def test_a_mistake_is_one_finding_where_it_stands(text: str, code: str, line: int) -> None:
    found = load_texts({"base.yml": BASE, "x.yml": text}, environment={}).findings
    assert [(one.code, one.place.file, one.place.line) for one in found] == [(code, "x.yml", line)]


def test_the_base_itself_is_sound() -> None:
    assert load_texts({"base.yml": BASE}).findings == ()


def test_all_problems_are_collected_in_order() -> None:
    text = "metrics:\n  a: { formla: 1 }\n  b: { formula: count(orders), unit: }\nkpis:\n  k: { metric: nothing }\n"
    found = load_texts({"base.yml": BASE, "x.yml": text}).findings
    assert [(one.code, one.place.line) for one in found] == [
        ("UNKNOWN_KEY", 2),
        ("EMPTY_VALUE", 3),
        ("UNKNOWN_METRIC", 5),
    ]
    assert found[0].nearest == ("formula",)
    assert found[0].hint == "did you mean `formula`?"
    assert all(one.level is Level.ERROR for one in found)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("metrics:\n  m: { formula: percentile(orders.amount, 95) }", "quote a value that contains a comma"),
        (
            "metrics:\n  m: { formula: count(orders), window: last 7 days, partial }",
            "quote a value that contains a comma",
        ),
        ("metrics:\n  m: { formula: a: b }", "quote a value that contains a comma"),
        ("metrics:\n\tm: 1", "never with tabs"),
        ("kpis:\n  k: { metric: plain, red_line: 25K }", "25000"),
        ("kpis:\n  k: { metric: plain, red_line: '12,000' }", "12000"),
        ("kpis:\n  k: { metric: rate, red_line: 96 }", "`96 %`"),
        (
            "metrics:\n  turnover: { formula: count(orders), was: sales }\nkpis:\n  k: { metric: sales }",
            "`sales` is now `turnover`",
        ),
    ],
)
def test_the_hint_is_the_remedy(text: str, hint: str) -> None:
    found = load_texts({"base.yml": BASE, "x.yml": text}).findings
    assert hint in (found[0].hint or "")


def test_a_duplicate_names_both_places() -> None:
    text = "kpis:\n  delivery: { metric: rate }"
    found = load_texts({"base.yml": BASE, "x.yml": text})
    assert f"base.yml:{BASE[: BASE.index('  delivery:')].count(chr(10)) + 1}" in found.findings[0].message
    assert "x.yml:2" in found.findings[0].message
    assert found.broken["kpi:delivery"] == found.findings[0]
    assert "delivery" not in found.kpis


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("metrics:\n  m: { formula: count(orders) + $x }", 2, 33),
        ('metrics:\n  m:\n    formula: "count(orders) + $x"', 3, 31),
        ("metrics:\n  m:\n    formula: 'count(orders) + $x'", 3, 31),
        ("metrics:\n  m:\n    formula:\n      count(orders)\n      + $x\n", 4, None),
        ("metrics:\n  m:\n    formula: |\n      sum(\n        orders.amount +\n      )\n", 6, 7),
    ],
)
def test_a_mistake_in_a_formula_points_at_the_very_character(text: str, line: int, column: int | None) -> None:
    (found,) = load_texts({"base.yml": BASE, "x.yml": text}).findings
    assert found.code.startswith("FORMULA")
    assert (found.place.line, found.place.column) == (line, column)
    assert found.message.startswith("formula: ")


@pytest.mark.parametrize(
    "value", ["", "[]", "{}", "[[a]]", "{ a: { b: c } }", "'a.'", "'`'", "9999-12-31", "1e400", "${", "'-'"]
)
@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.name)
def test_what_cannot_be_read_is_always_said_and_never_raised(noun: Noun, value: str) -> None:
    node = compose(f"key: {value}", "x.yml").pairs[0][1]
    for row in noun.keys:
        reading = Reading(environment={})
        assert (row.kind.read(node, reading) is None) is bool(reading.findings), row.name
