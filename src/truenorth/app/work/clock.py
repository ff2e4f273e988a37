"""What counts as now in a workspace."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from truenorth.app.accounts.models import Workspace
from truenorth.app.readings import read as readings
from truenorth.app.readings.shapes import WorkspaceRow


def now(workspace: Workspace) -> datetime:
    """The present instant; on sample data the workspace's own fixed clock, or that of its definitions."""
    if workspace.clock is not None:
        return workspace.clock
    row: WorkspaceRow | None = readings.row(workspace, "workspace", "workspace")
    return datetime.fromisoformat(row["as_of"]) if row and row["clock"] else timezone.now()
