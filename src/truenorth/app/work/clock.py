"""What counts as now in a workspace."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from truenorth.app.accounts.models import Workspace


def now(workspace: Workspace) -> datetime:
    """The present instant; on sample data the workspace's own fixed clock."""
    return workspace.clock or timezone.now()
