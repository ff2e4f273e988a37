"""How a process of the application learns that it is to stop: a signal, or the death of the one that started it."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable


def on_stop(told: Callable[[], None], *, watch_parent: bool) -> None:
    """Call `told` once, from a thread, at SIGTERM, at SIGINT, or with `watch_parent` when standard input is closed.

    From a thread: the main one may be in an engine's call for minutes, and Python's own handlers would wait for it.
    """
    ours, wakes = socket.socketpair()
    wakes.setblocking(False)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)  # that the wake-up socket is written to; the thread does the rest
    signal.set_wakeup_fd(wakes.fileno(), warn_on_full_buffer=False)
    once = threading.Lock()

    def tell() -> None:
        if once.acquire(blocking=False):
            told()

    def by_signal() -> None:
        with wakes:  # kept open as long as the thread lives
            while signal.SIGTERM not in (got := ours.recv(64)) and signal.SIGINT not in got:
                continue
            tell()
            while ours.recv(64):
                continue

    def by_parent() -> None:
        while os.read(sys.stdin.fileno(), 64):
            continue
        tell()

    threading.Thread(target=by_signal, name="signals", daemon=True).start()
    if watch_parent:
        threading.Thread(target=by_parent, name="parent", daemon=True).start()
