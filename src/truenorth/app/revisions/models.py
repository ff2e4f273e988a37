"""Revisions and their files. Rows of all four tables are only added."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from truenorth.app.accounts.models import Workspace


class Blob(models.Model):
    """A text, once, by its SHA-256."""

    hash = models.CharField(max_length=64, primary_key=True)
    text = models.TextField()


class Revision(models.Model):
    """One state of all definitions of a workspace. `hash` is that of its files; numbers rise by one."""

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)
    made_by = models.CharField(max_length=254)
    made_at = models.DateTimeField()
    reason = models.TextField(blank=True)
    origin = models.CharField(max_length=8, choices=[("code", "code"), ("page", "page")])
    folder = models.TextField(blank=True)  # where relative addresses of code-managed sources lie on this machine

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "number"], name="one_revision_a_number")]


class RevisionFile(models.Model):
    """One file of a revision, verbatim."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="files")
    path = models.CharField(max_length=400)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    managed_by = models.CharField(max_length=8, choices=[("code", "code"), ("page", "page")])

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["revision", "path"], name="one_file_a_path")]


class DefinitionVersion(models.Model):
    """What a revision did to one definition: a new version where its value hash changed.

    `noun` is that of the YAML section (metric, kpi, table, …); `change` is added, changed, restated or retired.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.PROTECT, related_name="definition_versions")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="definition_versions")
    noun = models.CharField(max_length=20)
    key = models.CharField(max_length=200)
    version = models.PositiveIntegerField()
    change = models.CharField(max_length=12)
    value_hash = models.CharField(max_length=64, blank=True)
    revision_hash = models.CharField(max_length=64)
    summary = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["workspace", "noun", "key", "-id"])]
