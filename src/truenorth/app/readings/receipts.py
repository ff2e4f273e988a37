"""Where a number came from: the rows that were known of it, the run that made it, its SQL, its sources, its verdict."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from truenorth.app.accounts.models import Workspace
from truenorth.app.readings.models import Card, Reading, Run, RunQuery, RunTable, StatusRow


@dataclass(frozen=True)
class Known:
    """What was known of the period at one time; `cause` says why it was said anew."""

    value: str | None
    numerator: str | None
    denominator: str | None
    rows: int | None
    completeness: float | None
    maturity: str
    reason: str
    doubt: str
    cause: str
    note: str
    value_hash: str
    known_from: datetime
    recorded_at: datetime
    run: int
    start: datetime
    end: datetime


@dataclass(frozen=True)
class Source:
    """A table as the run read it."""

    table: str
    source: str
    rows: int | None
    newest: datetime | None
    watermark: datetime | None
    fingerprint: str
    error: str


@dataclass(frozen=True)
class Sent:
    """One SQL text that the run sent, and what for."""

    part: str
    sql: str


@dataclass(frozen=True)
class Verdict:
    """What was said of the KPI in this period by the same knowledge."""

    headline: str
    rule: str
    facets: dict[str, Any]
    policy: int
    known_from: datetime


@dataclass(frozen=True)
class Receipt:
    """Everything that made one number. `known` is oldest first; its last row is the number shown."""

    metric: str
    grain: str
    period: str
    segment: str
    known: tuple[Known, ...]
    run: int
    run_as_of: datetime
    run_cause: str
    code_version: str
    revision: int
    revision_hash: str
    revision_reason: str
    sources: tuple[Source, ...]
    queries: tuple[Sent, ...]
    verdict: Verdict | None


def receipt(
    workspace: Workspace,
    key: str,
    metric: str,
    at: tuple[str, str],
    segment: str = "{}",
    as_of: datetime | None = None,
) -> Receipt | None:
    """The receipt of a number at a grain and period; `key` is the KPI's or the metric's. None where none is kept."""
    grain, period = at
    rows = Reading.objects.filter(
        series__workspace=workspace, series__metric=metric, series__grain=grain, series__segment=segment, period=period
    ).select_related("run", "run__revision")
    if as_of is not None:
        rows = rows.filter(known_from__lte=as_of)
    found = list(rows.order_by("known_from", "id"))
    if not found:
        return None
    run = found[-1].run
    return Receipt(
        metric,
        grain,
        period,
        segment,
        tuple(_known(row) for row in found),
        run.pk,
        run.as_of,
        run.cause,
        run.code_version,
        run.revision.number,
        run.revision.hash,
        run.revision.reason,
        tuple(_source(table) for table in RunTable.objects.filter(run=run).order_by("table")),
        _queries(run, key, metric),
        _verdict(workspace, key, period, as_of),
    )


def first_known(workspace: Workspace, noun: str = "", key: str = "") -> datetime | None:
    """When anything was first computed, or one thing first known; None where it never was."""
    if not key:
        run = Run.objects.filter(workspace=workspace, state="done").order_by("as_of").values_list("as_of", flat=True)
        return run.first()
    cards = Card.objects.filter(workspace=workspace, noun=noun, key=key).exclude(row="")
    return cards.order_by("known_from").values_list("known_from", flat=True).first()


def _known(row: Reading) -> Known:
    return Known(
        row.value,
        row.numerator,
        row.denominator,
        row.row_count,
        row.completeness,
        row.maturity,
        row.null_reason,
        row.doubt,
        row.cause,
        row.note,
        row.value_hash,
        row.known_from,
        row.recorded_at,
        row.run_id,
        row.period_start,
        row.period_end,
    )


def _source(table: RunTable) -> Source:
    error = "" if not table.error else str(table.error.get("message", ""))
    return Source(table.table, table.source, table.rows, table.newest_at, table.watermark, table.fingerprint, error)


def _queries(run: Run, key: str, metric: str) -> tuple[Sent, ...]:
    """The texts of the KPI in this run, else those of its metric."""
    for noun, name in (("kpi", key), ("metric", metric)):
        sent = RunQuery.objects.filter(run=run, noun=noun, key=name).select_related("sql").order_by("id")
        found = tuple(Sent(each.part, _without_folders(each.sql.text)) for each in sent)
        if found:
            return found
    return ()


def _without_folders(sql: str) -> str:
    """The text without the machine's folders: a file is known by its name, which holds its content's mark."""
    return re.sub(r"'/[^']*/([^/']+)'", r"'…/\1'", sql)


def _verdict(workspace: Workspace, key: str, period: str, as_of: datetime | None) -> Verdict | None:
    rows = StatusRow.objects.filter(workspace=workspace, kpi=key, period=period)
    if as_of is not None:
        rows = rows.filter(known_from__lte=as_of)
    row = rows.order_by("-known_from", "-id").first()
    if row is None:
        return None
    return Verdict(row.headline, row.rule, dict(row.facts.get("facets", {})), row.policy, row.known_from)
