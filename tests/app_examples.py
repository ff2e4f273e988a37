"""Examples as workspaces, with their cards."""

from __future__ import annotations

import hashlib
from pathlib import Path

from truenorth.app.accounts.models import Workspace
from truenorth.app.readings.refresh import refresh
from truenorth.app.revisions.models import Blob, Revision, RevisionFile
from truenorth.project.clock import now

EXAMPLES = Path(__file__).parent.parent / "examples"


def applied(slug: str, folder: Path) -> Workspace:
    """A workspace with a folder's definitions as its next revision."""
    workspace, _ = Workspace.objects.get_or_create(slug=slug, defaults={"name": slug.replace("_", " ").capitalize()})
    texts = {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.yml"))}
    newest = Revision.objects.filter(workspace=workspace).order_by("-number").first()
    revision = Revision.objects.create(
        workspace=workspace,
        number=newest.number + 1 if newest else 1,
        hash=hashlib.sha256(repr(sorted(texts.items())).encode()).hexdigest(),
        made_by="admin@example.com",
        made_at=now(),
        origin="code",
        folder=str(folder.resolve()),
    )
    for path, text in texts.items():
        blob, _ = Blob.objects.get_or_create(hash=hashlib.sha256(text.encode()).hexdigest(), defaults={"text": text})
        RevisionFile.objects.create(revision=revision, path=path, blob=blob, managed_by="code")
    return workspace


def loaded(slug: str, example: str) -> Workspace:
    """A workspace of an example, refreshed: its cards are there."""
    workspace = applied(slug, EXAMPLES / example)
    refresh(workspace, cause="sample data")
    return workspace
