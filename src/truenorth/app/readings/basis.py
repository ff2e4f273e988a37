"""What a run stands on: a revision with the versions of its definitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from truenorth.app.accounts.models import Workspace
from truenorth.app.revisions import read
from truenorth.app.revisions.models import DefinitionVersion
from truenorth.app.revisions.values import StoredRevision


@dataclass(frozen=True)
class NewVersion:
    """When a metric got another definition of its numbers."""

    version: int
    made_at: datetime
    summary: str


@dataclass(frozen=True)
class Basis:
    """One revision, the version of each definition by noun and key, and since when each metric's versions hold."""

    stored: StoredRevision
    versions: Mapping[tuple[str, str], int]
    changes: Mapping[str, tuple[NewVersion, ...]]


def basis_of(workspace: Workspace) -> Basis | None:
    """The newest revision; None before the first."""
    stored = read.newest(workspace)
    if stored is None:
        return None
    known = {named: version for named, (version, _) in read.known_versions(workspace).items()}
    return Basis(stored, known, _changes(workspace))


def _changes(workspace: Workspace) -> dict[str, tuple[NewVersion, ...]]:
    """The versions of each metric after its first, oldest first."""
    rows = DefinitionVersion.objects.filter(workspace=workspace, noun="metric").order_by("id")
    found: dict[str, list[NewVersion]] = {}
    last: dict[str, int] = {}
    for key, version, made_at, summary in rows.values_list("key", "version", "revision__made_at", "summary"):
        if key in last and version != last[key]:
            found.setdefault(key, []).append(NewVersion(version, made_at, summary))
        last[key] = version
    return {key: tuple(versions) for key, versions in found.items()}
