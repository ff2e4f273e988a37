"""What counts as now in a workspace."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from truenorth.app.accounts.models import Workspace
from truenorth.app.readings import read as readings


def now(workspace: Workspace, known: Mapping[str, Any] | None = None) -> datetime:
    """The present instant; on sample data the workspace's own fixed clock, or that of its definitions.

    `known` is the workspace's card where the caller has it already.
    """
    if workspace.clock is not None:
        return workspace.clock
    row = readings.row(workspace, "workspace", "workspace") if known is None else known
    return datetime.fromisoformat(row["as_of"]) if row and row["clock"] else timezone.now()
