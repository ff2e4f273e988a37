"""Runs and what they found. Readings, statuses and transitions are only added, and the database refuses anything else.

Numbers are kept as text with all their digits: SQLite has no exact decimals. Knowledge time is `known_from` (claimed),
`recorded_at` is the clock's.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from truenorth.app.accounts.models import Workspace
from truenorth.app.revisions.models import Blob, Revision

NUMBER = 80
"""So many characters hold any exact number that is stored."""


class Run(models.Model):
    """One computation: a revision, the rows of the sources, one as-of time."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="runs")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    job_id = models.BigIntegerField(null=True)
    as_of = models.DateTimeField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, default="running")  # running | done | failed | cancelled
    cause = models.CharField(max_length=200, blank=True)  # schedule, by whom, or "sample data"
    code_version = models.CharField(max_length=40)
    failures = models.JSONField(default=list)  # finding records of the KPIs that could not be computed

    class Meta:
        indexes: ClassVar = [models.Index(fields=["workspace", "-id"])]


class RunTable(models.Model):
    """What a run read of one table: its content's mark, rows, newest row, watermark."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="tables")
    table = models.CharField(max_length=200)
    source = models.CharField(max_length=200, blank=True)
    fingerprint = models.CharField(max_length=200, blank=True)
    rows = models.BigIntegerField(null=True)
    first_at = models.DateTimeField(null=True)
    newest_at = models.DateTimeField(null=True)
    watermark = models.DateTimeField(null=True)
    facts = models.JSONField(default=dict)  # undated and repeated rows, promised freshness, age
    error = models.JSONField(null=True)


class RunQuery(models.Model):
    """One SQL text that a run sent to an engine for one KPI or metric."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="queries")
    noun = models.CharField(max_length=20)
    key = models.CharField(max_length=200)
    part = models.CharField(max_length=40)  # series, value, breakdown:carrier …
    sql = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["run", "noun", "key"])]


class Series(models.Model):
    """One metric at one grain in one segment; `segment` is canonical JSON of dimension → member, `{}` the whole."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="series")
    metric = models.CharField(max_length=200)
    grain = models.CharField(max_length=20)
    segment = models.CharField(max_length=500, default="{}")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "metric", "grain", "segment"], name="one_series_a_segment")
        ]


class Reading(models.Model):
    """The value of a series in one period as known at one time."""

    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="readings")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="readings")
    period = models.CharField(max_length=40)
    period_start = models.DateTimeField()
    period_end = models.DateTimeField()
    value = models.CharField(max_length=NUMBER, null=True)
    numerator = models.CharField(max_length=NUMBER, null=True)
    denominator = models.CharField(max_length=NUMBER, null=True)
    row_count = models.BigIntegerField(null=True)
    low = models.CharField(max_length=NUMBER, null=True)
    high = models.CharField(max_length=NUMBER, null=True)
    completeness = models.FloatField(null=True)
    maturity = models.CharField(max_length=12)
    null_reason = models.CharField(max_length=200, blank=True)
    doubt = models.CharField(max_length=60, blank=True)
    value_hash = models.CharField(max_length=64)
    watermark = models.DateTimeField(null=True)
    known_from = models.DateTimeField()
    recorded_at = models.DateTimeField()
    cause = models.CharField(max_length=12)  # first | matured | data | definition | both | entry
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["series", "period_start", "known_from", "run"], name="one_reading_a_run")
        ]
        indexes: ClassVar = [
            models.Index(fields=["series", "period_start", "-known_from", "-id"]),
            models.Index(fields=["cause", "known_from"]),
        ]


class StatusRow(models.Model):
    """What was said of a KPI at one time."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="statuses")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="statuses")
    kpi = models.CharField(max_length=200)
    period = models.CharField(max_length=40, blank=True)
    headline = models.CharField(max_length=20)
    rule = models.CharField(max_length=80)
    score = models.CharField(max_length=NUMBER, null=True)
    p_hit = models.FloatField(null=True)
    facts = models.JSONField()  # value, target, gap, facets with rules and facts, marks, note
    digest = models.CharField(max_length=64)
    policy = models.PositiveIntegerField()
    known_from = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["workspace", "kpi", "-known_from", "-id"])]


class Transition(models.Model):
    """A KPI's headline or facet became another word."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="transitions")
    status = models.ForeignKey(StatusRow, on_delete=models.PROTECT, related_name="transitions")
    kpi = models.CharField(max_length=200)
    facet = models.CharField(max_length=12)  # headline | target | signal | outlook | data
    before = models.CharField(max_length=24, blank=True)
    after = models.CharField(max_length=24)
    within_noise = models.BooleanField(default=False)
    known_from = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["workspace", "-known_from", "-id"])]


class Card(models.Model):
    """From which a page shows one thing. The newest has no `superseded_at`; older ones show the past.

    `noun` is kpi, metric, scorecard, data, check or workspace. `row` is JSON text for a line in a list, `detail` zlib
    JSON for a page of its own. Cards are made from readings and can be made again.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="cards")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="cards")
    noun = models.CharField(max_length=20)
    key = models.CharField(max_length=200)
    rank = models.IntegerField(default=0)
    row = models.TextField()
    detail = models.BinaryField(null=True)
    digest = models.CharField(max_length=64)
    known_from = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["workspace", "noun", "key"],
                condition=models.Q(superseded_at__isnull=True),
                name="one_newest_card",
            )
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "noun", "key", "-known_from"])]


class Publication(models.Model):
    """A scorecard frozen for good: the rows as they were shown."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="publications")
    scorecard = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    as_of = models.DateTimeField()
    content = models.TextField()
    hash = models.CharField(max_length=64)
    made_by = models.CharField(max_length=254)
    made_at = models.DateTimeField()
    note = models.TextField(blank=True)
