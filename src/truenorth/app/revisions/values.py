"""What the room answers with: stored revisions, what changed between two, the versions of one definition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from truenorth.errors import NOWHERE, Finding, Place
from truenorth.model.fixed import FixedMap

Managed = Literal["code", "page"]
Named = tuple[str, str]
"""A noun (metric, kpi, table, … or project for what is said once) and a key."""


@dataclass(frozen=True)
class StoredRevision:
    """One state of all definitions of a workspace, with its files verbatim by path."""

    id: int
    number: int
    hash: str
    made_by: str
    made_at: datetime
    reason: str
    origin: Managed
    folder: str
    files: Mapping[str, str]
    managed_by: Mapping[str, Managed]


@dataclass(frozen=True)
class FieldChange:
    """A key of a definition before and after, as text; None where it is not there."""

    name: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        what = f"{self.name}: " if self.name else ""
        if self.before is None:
            return f"{what}added {self.after}"
        return f"{what}removed {self.before}" if self.after is None else f"{what}{self.before} → {self.after}"


@dataclass(frozen=True)
class Change:
    """What happens to one definition: `change` is added, changed, restated, renamed or retired.

    `restates` where its numbers may differ from those of the version before, by its own words or `through` others.
    """

    noun: str
    key: str
    change: str
    version: int
    restates: bool = False
    was: str = ""
    fields: tuple[FieldChange, ...] = ()
    through: tuple[str, ...] = ()
    value_hash: str = ""
    revision_hash: str = ""
    place: Place = NOWHERE

    @property
    def summary(self) -> str:
        """What changed, in words."""
        said = [f"was {self.was}"] if self.was else []
        said += [str(each) for each in self.fields]
        said += [f"its numbers change through {', '.join(self.through)}"] if self.through else []
        return "; ".join(said)


@dataclass(frozen=True)
class FileChange:
    """What happens to one file: added, changed, removed, or taken over from the page."""

    path: str
    change: str


@dataclass(frozen=True)
class Plan:
    """What applying some files would do to the revision with `number` (0 before the first)."""

    number: int
    hash: str
    files: Mapping[str, str]
    managed_by: Mapping[str, Managed]
    changes: tuple[Change, ...] = ()
    file_changes: tuple[FileChange, ...] = ()
    moved_targets: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    errors: tuple[Finding, ...] = ()
    unusable: Finding | None = None
    nothing: bool = False


@dataclass(frozen=True)
class RevisionLine:
    """A revision in a list: who, when, why, and how many definitions it added, changed, …"""

    number: int
    made_by: str
    made_at: datetime
    reason: str
    origin: str
    counts: Mapping[str, int] = field(default_factory=FixedMap)


@dataclass(frozen=True)
class Version:
    """What one revision did to one definition."""

    noun: str
    key: str
    version: int
    change: str
    summary: str
    value_hash: str
    revision: int
    made_by: str
    made_at: datetime
    reason: str
