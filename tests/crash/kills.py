"""Processes killed at any moment: start, wait a stretch of the time the whole takes, SIGKILL, look."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator

Started = Callable[[], subprocess.Popen[str]]


def duration(start: Started) -> float:
    """How many seconds a process takes that nobody kills; it has to end well."""
    began = time.monotonic()
    process = start()
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, out + err
    return time.monotonic() - began


def moments(count: int, longest: float, seed: int) -> Iterator[float]:
    """Seconds after which to kill, spread over the whole time, more of them near its end, where rows are written."""
    chance = random.Random(seed)
    for number in range(count):
        part = (number + chance.random()) / count
        yield longest * (part**0.5)


def kill_after(start: Started, seconds: float) -> bool:
    """Whether the process still ran when it was killed with SIGKILL."""
    process = start()
    try:
        process.communicate(timeout=seconds)
        return False
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
        return True
