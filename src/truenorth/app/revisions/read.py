"""Questions about stored definitions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from django.conf import settings

from truenorth.app.accounts.models import Workspace
from truenorth.app.revisions.address import admitted
from truenorth.app.revisions.compare import Known
from truenorth.app.revisions.disk import bounds_of, extracts_of, root_of
from truenorth.app.revisions.models import DefinitionVersion, Revision, RevisionFile
from truenorth.app.revisions.paths import definitions_of
from truenorth.app.revisions.values import Managed, RevisionLine, StoredRevision, Version
from truenorth.errors import refuse
from truenorth.model.fixed import FixedMap
from truenorth.model.tables import Source
from truenorth.project import Project


def newest(workspace: Workspace) -> StoredRevision | None:
    """The definitions in force; None before the first are applied."""
    found = Revision.objects.filter(workspace=workspace).order_by("-number").first()
    return None if found is None else _stored(found)


def newest_number(workspace: Workspace) -> int:
    """The number of the newest revision; 0 before the first."""
    numbers = Revision.objects.filter(workspace=workspace).order_by("-number").values_list("number", flat=True)
    return numbers.first() or 0


def revision(workspace: Workspace, number: int) -> StoredRevision:
    """One revision; Refused where there is none with this number."""
    found = Revision.objects.filter(workspace=workspace, number=number).first()
    if found is None:
        last = newest_number(workspace)
        hint = f"the newest is {last}" if last else "nothing was applied yet"
        raise refuse("NO_REVISION", f"{workspace.name} has no revision {number}.", hint=hint)
    return _stored(found)


def history(workspace: Workspace) -> tuple[RevisionLine, ...]:
    """Every revision, the newest first, with how many definitions each added, changed, restated, renamed, retired."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    rows = DefinitionVersion.objects.filter(workspace=workspace).values_list("revision__number", "change")
    for number, change in rows.iterator(chunk_size=2000):
        counts[number][change] += 1
    return tuple(
        RevisionLine(each.number, each.made_by, each.made_at, each.reason, each.origin, FixedMap(counts[each.number]))
        for each in Revision.objects.filter(workspace=workspace).order_by("-number")
    )


def changes_of(workspace: Workspace, number: int) -> tuple[Version, ...]:
    """What one revision did to each definition that it touched."""
    return _versions(workspace, revision__number=number)


def versions(workspace: Workspace, noun: str, key: str) -> tuple[Version, ...]:
    """The history of one definition, the newest first; that of its earlier names is under those."""
    return _versions(workspace, noun=noun, key=key)[::-1]


def retired(workspace: Workspace) -> tuple[Version, ...]:
    """The last entry of each definition that is in no newest revision any more and was not renamed; newest first."""
    last = {(each.noun, each.key): each for each in _versions(workspace)}
    gone = [each for each in last.values() if each.change == "retired"]
    return tuple(sorted(gone, key=lambda each: (-each.revision, each.noun, each.key)))


def known_versions(workspace: Workspace) -> Known:
    """The version of each definition that there ever was, with its last known value hash."""
    rows = DefinitionVersion.objects.filter(workspace=workspace).order_by("id")
    known: dict[tuple[str, str], tuple[int, str]] = {}
    for noun, key, version, value_hash in rows.values_list("noun", "key", "version", "value_hash"):
        known[noun, key] = (version, value_hash or known.get((noun, key), (0, ""))[1])
    return known


@contextmanager
def project_of(stored: StoredRevision, workspace: Workspace) -> Iterator[Project]:
    """The project that a revision describes, over the workspace's data on this machine; closed at the end.

    Whatever opens a source of the page through it meets the operator's bounds of that moment.
    """
    options = settings.OPTIONS

    def admit(source: Source) -> Source:
        path = str(source.place.file)
        if stored.managed_by.get(path) == "code":
            return source
        written = stored.files.get(path, "")
        return admitted(source, written, variables=options.source_variables, hosts=options.source_hosts)

    files = definitions_of(stored.files)
    root, store, bounds = root_of(workspace, stored.folder), extracts_of(workspace), bounds_of(stored.folder)
    limits = {"timeout": float(options.query_seconds), "memory": options.query_memory}
    with Project.of(files, root, store, admit=admit, bounds=bounds, **limits) as project:
        yield project


def _versions(workspace: Workspace, **which: object) -> tuple[Version, ...]:
    rows = DefinitionVersion.objects.filter(workspace=workspace, **which).select_related("revision").order_by("id")
    return tuple(
        Version(
            row.noun,
            row.key,
            row.version,
            row.change,
            row.summary,
            row.value_hash,
            row.revision.number,
            row.revision.made_by,
            row.revision.made_at,
            row.revision.reason,
        )
        for row in rows
    )


def _stored(found: Revision) -> StoredRevision:
    rows = RevisionFile.objects.filter(revision=found).select_related("blob").order_by("path")
    files = {row.path: row for row in rows}
    return StoredRevision(
        id=found.pk,
        number=found.number,
        hash=found.hash,
        made_by=found.made_by,
        made_at=found.made_at,
        reason=found.reason,
        origin=cast(Managed, found.origin),
        folder=found.folder,
        files=FixedMap({path: row.blob.text for path, row in files.items()}),
        managed_by=FixedMap({path: cast(Managed, row.managed_by) for path, row in files.items()}),
    )
