"""What a run stands on: the newest revision's files and the project that they make."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from truenorth.app.accounts.models import Workspace
from truenorth.app.revisions.models import DefinitionVersion, Revision
from truenorth.project import Project


@dataclass(frozen=True)
class Basis:
    """One revision, as a run needs it: `versions` by noun and key."""

    id: int
    number: int
    folder: str
    files: Mapping[str, str]
    managed_by: Mapping[str, str]
    versions: Mapping[tuple[str, str], int]


def basis_of(workspace: Workspace, number: int | None = None) -> Basis | None:
    """The newest revision, or that of a number; None before the first."""
    found = Revision.objects.filter(workspace=workspace)
    revision = (found if number is None else found.filter(number=number)).order_by("-number").first()
    if revision is None:
        return None
    rows = list(revision.files.select_related("blob"))
    versions = DefinitionVersion.objects.filter(workspace=workspace, revision_id__lte=revision.id).order_by("id")
    known = {(noun, key): version for noun, key, version in versions.values_list("noun", "key", "version")}
    return Basis(
        revision.id,
        revision.number,
        revision.folder,
        {row.path: row.blob.text for row in rows},
        {row.path: row.managed_by for row in rows},
        known,
    )


@contextmanager
def project_of(basis: Basis, workspace: Workspace) -> Iterator[Project]:
    """The project of a revision, its sessions ended afterwards."""
    data = Path(os.environ.get("TRUENORTH_DATA") or settings.OPTIONS.data)
    store = data / "workspaces" / workspace.slug / "extracts"
    with Project.of(basis.files, Path(basis.folder), store) as project:
        yield project
