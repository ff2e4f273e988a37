"""Stopping queries: by their deadline, or because somebody asks."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import ClassVar

from truenorth.errors import Finding, SourceFailed


class Stop(StrEnum):
    """Why a query was stopped."""

    TIMED_OUT = "timed out"
    CANCELLED = "cancelled"


class Running:
    """One query on its way; `stopped` says why it was interrupted, if it was."""

    def __init__(self, interrupt: Callable[[], None]) -> None:
        self.stopped: Stop | None = None
        self._interrupt = interrupt
        self._over = False
        self._lock = threading.Lock()

    def stop(self, reason: Stop) -> None:
        """Interrupt the query, unless it is over: its cursor may be closed then."""
        with self._lock:
            if not self._over:
                self.stopped = self.stopped or reason
                self._interrupt()

    def finish(self) -> None:
        with self._lock:
            self._over = True


class Watch:
    """The queries an engine runs now."""

    known: ClassVar[weakref.WeakSet[Watch]] = weakref.WeakSet()  # all there are in this process

    def __init__(self, timeout: float | None) -> None:
        Watch.known.add(self)
        self._timeout = timeout
        self._running: list[Running] = []
        self._lock = threading.Lock()

    @contextmanager
    def over(self, interrupt: Callable[[], None], *, deadline: bool) -> Iterator[Running]:
        """A query under watch; with `deadline`, it is interrupted when the time is over."""
        running = Running(interrupt)
        timer = None
        if deadline and self._timeout is not None:
            timer = threading.Timer(self._timeout, running.stop, [Stop.TIMED_OUT])
            timer.daemon = True
            timer.start()
        with self._lock:
            self._running.append(running)
        try:
            yield running
        finally:
            running.finish()
            if timer is not None:
                timer.cancel()
            with self._lock:
                self._running.remove(running)

    def cancel(self) -> None:
        """Stop all that runs."""
        with self._lock:
            running = tuple(self._running)
        for query in running:
            query.stop(Stop.CANCELLED)

    def failure(self, stop: Stop) -> SourceFailed:
        """The exception of a query that was stopped."""
        if stop is Stop.CANCELLED:
            return SourceFailed(Finding("QUERY_CANCELLED", "the query was cancelled"))
        return SourceFailed(
            Finding(
                "QUERY_TIMED_OUT",
                f"the query took longer than the {self._timeout:g} s allowed",
                hint="ask for a shorter period or fewer dimensions, or allow more time by TRUENORTH_QUERY_SECONDS",
            )
        )


def stop_all() -> None:
    """Stop every query and every load that runs in this process; each raises QUERY_CANCELLED in its own thread."""
    for watch in tuple(Watch.known):
        watch.cancel()
