"""The processes of an installation: one web server and some workers, started, watched, started again, stopped.

Imports no Django: it must stay small and alive whatever happens in the others.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import structlog

FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0
"""Seconds before what died is started again: doubled each time, up to the longest."""
STEADY = 60.0
"""Seconds after which a process counts as well, and its next wait is the first one again."""
GRACE = 15.0
"""Seconds that the processes get to end; then they are killed."""
KILLED = 130

_log = structlog.get_logger("truenorth.up")


@dataclass(eq=False)
class Child:
    """One process that is to be there: how it is started, and what became of it."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    wait: float = FIRST_WAIT
    due: float = field(default_factory=time.monotonic)


def supervise(commands: Mapping[str, Sequence[str]], environment: Mapping[str, str]) -> int:
    """0 after an orderly stop by SIGTERM or SIGINT; a second signal kills everything at once."""
    children = [Child(name, [*command, "--with-parent"]) for name, command in commands.items()]
    signals, wakes = socket.socketpair()
    wakes.setblocking(False)
    before = {number: signal.signal(number, lambda *_: None) for number in _SIGNALS}
    signal.set_wakeup_fd(wakes.fileno(), warn_on_full_buffer=False)
    try:
        while not _asked(signals, _next_look(children)):
            for child in children:
                _watch(child, environment)
        return _stop(children, signals)
    finally:
        for child in children:
            _sweep(child)
        signal.set_wakeup_fd(-1)
        for number, handler in before.items():
            signal.signal(number, handler)
        signals.close()
        wakes.close()


_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGCHLD)


def _next_look(children: Sequence[Child]) -> float:
    """Seconds until a child is to be started; else a while, for SIGCHLD tells of deaths."""
    now = time.monotonic()
    return min([max(child.due - now, 0.0) for child in children if child.process is None], default=5.0)


def _asked(signals: socket.socket, seconds: float) -> bool:
    """Whether a signal to stop came within the seconds; any other one ends the wait."""
    if not select.select([signals], [], [], seconds)[0]:
        return False
    got = signals.recv(256)
    return signal.SIGTERM in got or signal.SIGINT in got


def _watch(child: Child, environment: Mapping[str, str]) -> None:
    """Start the child when it is due; note its death."""
    now = time.monotonic()
    if child.process is None:
        if now >= child.due:
            _start(child, environment)
        return
    code = child.process.poll()
    if code is None:
        return
    _sweep(child)
    child.wait = FIRST_WAIT if now - child.started >= STEADY else child.wait
    _log.warning("process ended", process=child.name, code=code, again_in=child.wait)
    child.process, child.due = None, now + child.wait
    child.wait = min(child.wait * 2, LONGEST_WAIT)


def _start(child: Child, environment: Mapping[str, str]) -> None:
    """A process group of its own, so that Ctrl-C reaches it through us only, and what it started can be swept away.

    We keep the other end of its standard input: when we die, however that is, it reads the end and stops.
    """
    child.started = time.monotonic()
    child.process = subprocess.Popen(
        child.command, stdin=subprocess.PIPE, env=dict(environment), start_new_session=True
    )
    _log.info("process started", process=child.name, pid=child.process.pid)


def _sweep(child: Child) -> None:
    """Kill whatever is left of a child's process group."""
    if child.process is None:
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.process.pid, signal.SIGKILL)
    child.process.wait()
    if child.process.stdin is not None:
        with contextlib.suppress(BrokenPipeError):
            child.process.stdin.close()


def _stop(children: Sequence[Child], signals: socket.socket) -> int:
    """0 once all have ended by themselves or their time was over; KILLED after a second signal."""
    _log.info("stopping")
    for child in children:
        if child.process is not None and child.process.poll() is None:
            child.process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + GRACE
    while living := [child for child in children if child.process is not None and child.process.poll() is None]:
        left = deadline - time.monotonic()
        if left <= 0:
            _log.warning("killing what did not stop", processes=[child.name for child in living])
            break
        if _asked(signals, min(left, 1.0)):
            _log.warning("killing at the second signal", processes=[child.name for child in living])
            return KILLED
    return 0


def module(name: str) -> list[str]:
    """The command that runs a module with this Python."""
    return [sys.executable, "-m", name]
