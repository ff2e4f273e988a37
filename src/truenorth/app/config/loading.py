"""Processes that load the demo: made ready, and heard of how far they have come. Imports no Django before that."""

from __future__ import annotations

from dataclasses import dataclass
from multiprocessing.queues import SimpleQueue

from truenorth.app.config.start import calm_collector, start_django

Reports = SimpleQueue[tuple[str, float]]
"""What is loaded, and which share of it is done."""

_reports: list[Reports] = []


def begin(reports: Reports) -> None:
    """Make this process ready to load."""
    start_django()
    calm_collector()
    _reports[:] = [reports]


@dataclass(frozen=True)
class Part:
    """One of several equal parts of a thing that is loaded."""

    name: str
    number: int
    parts: int

    def moved(self, done: int, steps: int, what: str) -> None:
        """Say how far this part has come."""
        for reports in _reports:
            reports.put((self.name, (self.number + done / max(steps, 1)) / self.parts))
