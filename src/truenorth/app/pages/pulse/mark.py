"""The mark of a workspace: other whenever something its pages show became other."""

from __future__ import annotations

from truenorth.app.accounts.audit import newest_hash
from truenorth.app.accounts.models import Workspace
from truenorth.app.readings import read


def mark_of(workspace: Workspace) -> str:
    """The newest runs with their states, which every number is from, and the newest of what people did."""
    return f"{read.newest_runs(workspace)}.{newest_hash(workspace)[:16]}"
