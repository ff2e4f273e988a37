"""Jobs, schedules, workers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from truenorth.app.accounts.models import Workspace


class JobState(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(models.Model):
    """One piece of work. A worker holds it by a lease; `fence` rises with each lease, so a late writer is known."""

    kind = models.CharField(max_length=40)
    workspace = models.ForeignKey(Workspace, null=True, on_delete=models.CASCADE, related_name="jobs")
    payload = models.JSONField(default=dict)
    dedup_key = models.CharField(max_length=200, null=True)  # at most one waiting or running job has it
    priority = models.SmallIntegerField(default=0)  # the highest first
    state = models.CharField(max_length=12, choices=JobState.choices, default=JobState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=3)
    run_after = models.DateTimeField()
    leased_by = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True)
    fence = models.BigIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    done_steps = models.PositiveIntegerField(default=0)
    all_steps = models.PositiveIntegerField(default=0)
    step = models.CharField(max_length=200, blank=True)
    created_by = models.CharField(max_length=254, blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)
    error = models.JSONField(null=True)  # a finding's record

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["dedup_key"],
                condition=models.Q(state__in=["queued", "running"]),
                name="one_live_job_a_key",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "-priority", "run_after", "id"]),
            models.Index(fields=["workspace", "-id"]),
        ]


class Schedule(models.Model):
    """When a job is to be queued again. `rule` as in `jobs.rules`; `zone` an IANA name; `next_at` the next time."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="schedules")
    key = models.CharField(max_length=200)
    kind = models.CharField(max_length=40)
    payload = models.JSONField(default=dict)
    rule = models.CharField(max_length=120)
    zone = models.CharField(max_length=60, default="UTC")
    holidays = models.CharField(max_length=20, blank=True)  # whose working days count: a country as in a calendar
    enabled = models.BooleanField(default=True)
    next_at = models.DateTimeField(null=True)
    last_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "key"], name="one_schedule_a_key")]
        indexes: ClassVar = [models.Index(fields=["enabled", "next_at"])]


class Worker(models.Model):
    """A process that takes jobs, and when it last gave a sign of life."""

    name = models.CharField(max_length=80, unique=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    version = models.CharField(max_length=40)
