"""Schedules: rules that put a job into the queue again and again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone

from truenorth.app.accounts.models import Workspace
from truenorth.app.jobs import rules, write
from truenorth.app.jobs.models import Job, Schedule
from truenorth.errors import Refused

_log = structlog.get_logger("truenorth.jobs")


def put(
    workspace: Workspace,
    key: str,
    kind: str,
    payload: Mapping[str, Any],
    rule: str,
    zone: str,
    *,
    holidays: str = "",
    now: datetime | None = None,
) -> Schedule:
    """The schedule of that key, made or changed; its next time stays where its rule does. Raises Refused.

    `holidays` is the country of the workspace's calendar, for rules of working days. Whether it is switched off stays.
    """
    following = rules.next_time(rule, now or timezone.now(), zone, holidays or None)
    when = {"rule": rule, "zone": zone, "holidays": holidays}
    with transaction.atomic():
        found = Schedule.objects.select_for_update().filter(workspace=workspace, key=key).first()
        if found is None:
            what = {"kind": kind, "payload": dict(payload), "next_at": following}
            return Schedule.objects.create(workspace=workspace, key=key, **when, **what)
        same = found.next_at is not None and all(getattr(found, name) == value for name, value in when.items())
        found.kind, found.payload = kind, dict(payload)
        found.rule, found.zone, found.holidays = rule, zone, holidays
        if not same:
            found.next_at = following
        found.save()
        return found


def keep_only(workspace: Workspace, prefix: str, keys: Collection[str]) -> int:
    """How many schedules were taken away: those whose key begins with `prefix` and is not among `keys`."""
    return Schedule.objects.filter(workspace=workspace, key__startswith=prefix).exclude(key__in=list(keys)).delete()[0]


def switch(schedule: Schedule, *, on: bool, now: datetime | None = None) -> Schedule:
    """The schedule, switched on from its next time on, or off."""
    schedule.enabled = on
    if on:
        after = now or timezone.now()
        schedule.next_at = rules.next_time(schedule.rule, after, schedule.zone, schedule.holidays or None)
    schedule.save(update_fields=["enabled", "next_at"])
    return schedule


def enqueue_due(now: datetime | None = None) -> list[Job]:
    """The jobs queued for the schedules whose time has come; times missed while nothing ran count once."""
    at = now or timezone.now()
    due = Schedule.objects.filter(enabled=True, next_at__lte=at).select_related("workspace").order_by("next_at", "id")
    return [job for each in due for job in [_enqueue(each, at)] if job is not None]


def _enqueue(schedule: Schedule, now: datetime) -> Job | None:
    """The job, unless another worker was quicker."""
    try:
        following = rules.next_time(schedule.rule, now, schedule.zone, schedule.holidays or None)
    except Refused as mistake:  # a rule or zone that an older version understood
        _log.error("schedule switched off", schedule=schedule.key, why=str(mistake))
        Schedule.objects.filter(pk=schedule.pk, next_at=schedule.next_at).update(enabled=False)
        return None
    with transaction.atomic():
        mine = Schedule.objects.filter(pk=schedule.pk, next_at=schedule.next_at, enabled=True)
        if not mine.update(next_at=following, last_at=now):
            return None
        key = f"schedule:{schedule.pk}"
        return write.enqueue(schedule.kind, schedule.workspace, schedule.payload, dedup_key=key, by="schedule")
