"""People's work. Typed values, check-ins and comments are only added; a correction is a further row."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from truenorth.app.accounts.models import User, Workspace


class Entry(models.Model):
    """One typed value of a manual metric; the newest for a period and segment counts."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="entries")
    metric = models.CharField(max_length=200)
    period = models.CharField(max_length=40)
    segment = models.CharField(max_length=500, default="{}")
    value = models.CharField(max_length=80)
    note = models.TextField(blank=True)
    evidence = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["workspace", "metric", "period", "-id"])]


class CheckIn(models.Model):
    """An owner's note on a KPI's period: what changed, confidence 1–5, the next step; with what was computed then."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="check_ins")
    kpi = models.CharField(max_length=200)
    period = models.CharField(max_length=40)
    confidence = models.PositiveSmallIntegerField()
    what_changed = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    headline = models.CharField(max_length=20)
    p_hit = models.FloatField(null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["workspace", "kpi", "-id"])]


class Annotation(models.Model):
    """A remark pinned to a stretch of time, on one KPI or on all charts of the workspace."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="annotations")
    kpi = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=20)  # event, campaign, incident, definition change, data issue, holiday
    period = models.CharField(max_length=40)
    period_start = models.DateTimeField()
    period_end = models.DateTimeField()
    text = models.CharField(max_length=300)
    excluded = models.BooleanField(default=False)  # its points are left out of the natural limits
    new_level = models.BooleanField(default=False)  # the limits begin anew here
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["workspace", "kpi", "period_start"])]


class Comment(models.Model):
    """Something said about a KPI's period; plain text."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="comments")
    kpi = models.CharField(max_length=200)
    period = models.CharField(max_length=40, blank=True)
    text = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["workspace", "kpi", "-id"])]


class LastLook(models.Model):
    """When a member last looked at the workspace's home, and which KPIs they follow."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    looked_at = models.DateTimeField(null=True)
    follows = models.JSONField(default=list)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "user"], name="one_last_look")]


class Mention(models.Model):
    """A member whom a comment speaks to."""

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=254)  # as it stands in the comment, with its @

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["comment", "text"], name="one_mention_a_spelling")]


class Submission(models.Model):
    """A form that was taken: the same form sent twice is taken once."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    token = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "token"], name="one_submission_a_form")]
