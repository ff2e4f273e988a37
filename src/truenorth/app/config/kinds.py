"""The kinds of jobs, and where the function is that does each; imported when the first job of the kind is taken."""

from __future__ import annotations

from collections.abc import Mapping

KINDS: Mapping[str, str] = {
    "ask": "truenorth.app.readings.tasks.ask",
    "check": "truenorth.app.readings.tasks.check",
    "refresh": "truenorth.app.readings.tasks.refresh",
    "preview": "truenorth.app.readings.preview.work",
}
"""Kind → dotted path of `work(context: JobContext) -> dict | None`."""
