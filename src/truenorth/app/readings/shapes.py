"""What cards hold: everything a page shows of one thing, computed by the worker and kept as JSON.

A card's `row` is enough for a line of a list; its `detail` is what a page of its own needs besides. Floats serve for
drawing only; what is printed is a `Shown`, worded by `truenorth.wording` and kept with all its digits. These are
TypedDicts because a page shows them as they are read: nothing is built anew for each line of a list.
"""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict


class Shown(TypedDict):
    """A number as people see it. `exact` has all its digits (None: there is none), `text` is for tables."""

    exact: str | None
    text: str
    full: str


class FacetShown(TypedDict):
    """One of the four facets: `word` is "" where there is none; `facts` are plain values for the receipt."""

    word: str
    rule: str
    sentence: str
    facts: dict[str, Any]


class PeriodMark(TypedDict):
    """One of the small cells of a row: a past period against the target in force then.

    `word` is met, near, missed, or "" without a target or value.
    """

    label: str
    word: str
    text: str


class Spark(TypedDict):
    """A sparkline: values oldest first, the natural limits of the newest level, the places that signal."""

    values: list[float | None]
    low: float | None
    high: float | None
    signals: list[int]
    text: str  # the same in words


class KpiRow(TypedDict):
    """A KPI in one line. Words of classification are "" where they are not said."""

    key: str
    label: str
    metric: str
    objective: str
    objective_label: str
    perspective: str
    owner: str  # an address
    owner_name: str
    team: str
    team_label: str
    department: str
    level: str
    role: str
    timing: str
    horizon: str
    stage: str
    nature: str
    state: str
    grain: str
    period: str  # its label, such as 2015-12
    period_text: str  # in words
    headline: str
    last_headline: str  # of a stale one
    rule: str
    marks: list[str]  # late, provisional, within noise
    note: str
    sentence: str  # what matters, in one sentence
    facets: dict[str, FacetShown]  # target, signal, outlook, data; sentences only in the detail
    value: Shown
    target: Shown
    gap: Shown
    gap_side: str  # better, worse, ""
    gap_words: str  # what the gap is to, in words
    gap_reference: str  # the same in two words where that is not the target
    last_year: Shown  # the change against the same period last year
    last_year_side: str
    score: str  # "5.9", "" where there is none
    attainment: str
    p_hit: float | None
    outlook: str
    cells: list[PeriodMark]  # 13 at most, oldest first
    spark: Spark
    data_until: str  # in words
    age: str
    typed: bool  # its value is typed by people
    entry_metrics: list[str]  # metrics whose typed values it stands on
    open_period: str  # the period for which a value is to be typed; "" where none is
    review: str
    updater: NotRequired[str]  # the address of who types its value, where that is not the owner
    need: int  # the lower, the sooner it needs attention
    findings: int


class ChartPoint(TypedDict):
    """One period of a chart. `met` is about the target in force then; `version` is the definition's."""

    label: str
    period: str
    start: str
    end: str
    value: float | None
    text: str
    full: str
    state: str  # complete | in_progress | missing
    maturity: str
    doubt: str
    reason: str
    centre: float | None
    low: float | None
    high: float | None
    rule: str
    target: float | None
    target_low: float | None
    target_high: float | None
    target_text: str
    met: bool | None
    version: int


class ForecastShown(TypedDict):
    """One period ahead."""

    label: str
    period: str
    value: float
    lo80: float
    hi80: float
    lo95: float
    hi95: float
    text: str
    range_text: str
    target: float | None


class LevelBreak(TypedDict):
    """Where a new level began, or a new definition; `label` is that of a point."""

    label: str
    text: str


class BenchmarkShown(TypedDict):
    """Somebody else's level."""

    label: str
    value: float
    text: str
    gap: str
    source: str
    as_of: str


class ChartShown(TypedDict):
    """One metric at one grain over time; `unit` and `currency` are for the axis's numbers."""

    grain: str
    unit: str
    currency: str
    points: list[ChartPoint]
    forecast: list[ForecastShown]
    levels: list[LevelBreak]
    breaks: list[LevelBreak]
    benchmarks: list[BenchmarkShown]
    red_line: float | None
    summary: str  # the chart in words
    signal_sentence: str
    forecast_sentence: str
    judged: bool  # the KPI's own grain: limits, targets and forecast are of this chart


class WhyPart(TypedDict):
    """One part of a change; `side` better, worse or ""."""

    name: str
    kind: str  # segment, mix, rate, input, whole …
    effect: float
    text: str
    side: str


class WhyShown(TypedDict):
    """A change and its parts, which sum to it as printed."""

    versus: str
    versus_text: str
    period: str
    against: str
    by: str
    value: Shown
    reference: Shown
    change: Shown
    change_side: str
    parts: list[WhyPart]
    notes: list[str]
    sentence: str
    refused: str  # why there is none; then everything else is empty


class MemberShown(TypedDict):
    """One segment of a breakdown; `values` are its series, aligned with the breakdown's `labels`."""

    name: str
    value: Shown
    change: Shown
    change_side: str
    share: str
    values: list[float | None]
    target: Shown
    met: bool | None


class BreakdownShown(TypedDict):
    """A KPI by one dimension, the largest contribution first."""

    dimension: str
    label: str
    labels: list[str]
    period_text: str
    members: list[MemberShown]
    note: str


class TargetLine(TypedDict):
    """One target of the goalpost ledger."""

    begins: str
    by: str
    spelled: str
    agreed: str
    reason: str
    in_force: bool
    segment: str


class Linked(TypedDict):
    """Another KPI or metric beside this one."""

    noun: str
    key: str
    label: str
    value: str
    headline: str
    text: str


class KpiDetail(TypedDict):
    """What the KPI's own page needs besides its row."""

    facets: dict[str, FacetShown]
    definition: dict[str, str]  # outcome, why, influence, decision, audience, achieved_when, includes, excludes …
    metric_label: str
    metric_spelled: str  # the metric as it is written, YAML
    metric_words: str  # in words
    direction: str
    unit: str
    segment: str
    segment_json: str  # as its series are stored
    charts: list[ChartShown]  # the KPI's own grain first, then coarser ones
    why: list[WhyShown]
    breakdowns: list[BreakdownShown]
    targets: list[TargetLine]
    realism: str
    ledger: str
    benchmarks: list[BenchmarkShown]
    guardrails: list[Linked]
    supporting: list[Linked]
    contributes_to: list[Linked]
    findings: list[FindingShown]
    scorecards: list[Linked]
    notes: list[str]
    yaml: str  # the KPI as it is written
    place: str
    managed_by: str
    version: int


class FindingShown(TypedDict):
    """A finding of the KPI check."""

    code: str
    level: str
    message: str
    place: str
    hint: str
    nearest: list[str]
    noun: str  # kpi, metric, table … it is about; "" where that cannot be said
    key: str


class GroupLine(TypedDict):
    """One KPI on a scorecard."""

    kpi: str
    weight: str


class ScorecardGroup(TypedDict):
    """The KPIs of one perspective or objective with their roll-up."""

    key: str
    label: str
    score: str
    worst: str  # a KPI's key
    worst_label: str
    coverage: str
    red: str
    hidden_red: bool
    capped: int
    lines: list[GroupLine]


class ScorecardRow(TypedDict):
    """A scorecard with its roll-up; the KPIs' own rows are cards of their own."""

    key: str
    label: str
    kind: str
    level: str
    counts: dict[str, int]  # headline → how many, worst first
    total: ScorecardGroup
    perspectives: list[ScorecardGroup]
    objectives: list[ScorecardGroup]
    talk: str  # what needs talk, in one or two sentences
    period_text: str
    data_until: str


class MetricRow(TypedDict):
    """A metric in one line; `kpis` are those it serves."""

    key: str
    label: str
    words: str
    unit: str
    grain: str
    value: Shown
    period_text: str
    change: Shown
    change_side: str
    spark: Spark
    kpis: list[Linked]
    tables: list[str]
    typed: bool
    every: NotRequired[str]  # of a typed one: the grain in which it is typed
    bounds: NotRequired[list[str]]  # of a typed one: the least and the most that may be typed; [] without
    split_by: NotRequired[list[str]]  # of a typed one: the dimensions that each value is typed for
    version: int
    error: str


class MetricDetail(TypedDict):
    """What a metric's own page needs besides its row."""

    charts: list[ChartShown]
    spelled: str
    sql: str
    inputs: list[Linked]
    used_by: list[Linked]
    dimensions: list[str]
    value_hash: str
    place: str
    managed_by: str
    findings: list[FindingShown]


class ColumnShown(TypedDict):
    """A column of a table."""

    name: str
    type: str
    role: str  # date, key, dimension, link to … or ""


class TableRow(TypedDict):
    """A table in one line: how much there is, how old it is, whether it may be relied on."""

    key: str
    label: str
    source: str
    kind: str  # files, duckdb, postgres, entries …
    address: str
    rows: str
    first: str
    newest: str
    until: str  # complete until
    age: str
    word: str  # fresh, late, stale, broken
    promised: str
    undated: int
    repeated: int
    error: str
    findings: int
    metrics: list[str]
    managed_by: str


class TableDetail(TypedDict):
    """What a table's own page needs besides its row."""

    columns: list[ColumnShown]
    findings: list[FindingShown]
    per_day: list[list[Any]]  # [day, rows] of its last days, for a small chart; [] where it has no date
    sample: list[list[str]]
    yaml: str
    place: str


class CheckRow(TypedDict):
    """The KPI check of a workspace."""

    counts: dict[str, int]  # error, warning, note
    findings: list[FindingShown]
    balance: dict[str, dict[str, int]]  # timing, stage, nature, horizon, perspective, level → word → KPIs
    checked_at: str
    suppressed: NotRequired[list[dict[str, str]]]  # rule, on (a KPI, "" for all), reason, until


class PersonShown(TypedDict):
    """Someone named in the definitions."""

    key: str
    name: str
    team: str
    team_label: str
    kpis: list[str]
    updates: NotRequired[list[str]]  # KPIs whose values they type


class ObjectiveShown(TypedDict):
    """An objective named in the definitions."""

    key: str
    label: str
    outcome: str
    perspective: str
    level: str
    owner: str
    parent: str
    kpis: list[str]


class WorkspaceRow(TypedDict):
    """What every page of a workspace needs of its definitions."""

    name: str
    mission: str
    zone: str
    calendar: dict[str, str]  # zone, first day of the week, fiscal year, holidays
    currency: str
    clock: str  # "Sample data: today is 31 Dec 2015", "" on live data
    today: str
    as_of: str
    revision: int
    people: list[PersonShown]
    objectives: list[ObjectiveShown]
    choices: dict[str, list[str]]  # department, team, level, horizon, timing … → values in use, for filters
    data_until: str
    broken: str  # why nothing could be computed; ""
    asks: int  # findings of the check that ask for something: errors and warnings
