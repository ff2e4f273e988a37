"""Examples as workspaces, with their cards."""

from __future__ import annotations

from pathlib import Path

from truenorth.app.accounts.models import Workspace
from truenorth.app.readings.refresh import refresh
from truenorth.app.revisions.write import apply

EXAMPLES = Path(__file__).parent.parent / "examples"


def texts_of(folder: Path) -> dict[str, str]:
    """The files of a folder that hold definitions or typed values."""
    found = [*folder.rglob("*.yml"), *folder.glob("entries/*.csv")]
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in sorted(found)}


def applied(slug: str, folder: Path, reason: str = "") -> Workspace:
    """A workspace with a folder's definitions as its newest revision."""
    workspace, _ = Workspace.objects.get_or_create(slug=slug, defaults={"name": slug.replace("_", " ").capitalize()})
    apply(
        workspace, texts_of(folder), by="admin@example.com", reason=reason, folder=folder.resolve(), allow_errors=True
    )
    return workspace


def loaded(slug: str, example: str) -> Workspace:
    """A workspace of an example, refreshed: its cards are there."""
    workspace = applied(slug, EXAMPLES / example)
    refresh(workspace, cause="sample data")
    return workspace
