"""How many requests this web process has answered, by method and status."""

from __future__ import annotations

import threading
from collections import Counter

_LOCK = threading.Lock()
_ANSWERED: Counter[tuple[str, int]] = Counter()
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def count_request(method: str, status: int) -> None:
    """Count one answer; methods nobody knows are one, so that strangers cannot make rows without end."""
    with _LOCK:
        _ANSWERED[method if method in _METHODS else "OTHER", status] += 1


def answered() -> list[tuple[str, int, int]]:
    """(method, status, how many), in order."""
    with _LOCK:
        return sorted((method, status, count) for (method, status), count in _ANSWERED.items())
