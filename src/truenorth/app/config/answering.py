"""Whether the web server answers. Imports no Django: the supervisor asks."""

from __future__ import annotations

import http.client
import time

PATIENCE = 60.0
"""Seconds after which nobody waits any longer."""
ALL = 20.0
"""Seconds that the workers are waited for, once pages are answered."""
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}


def wait_for_answer(host: str, port: int) -> bool:
    """True as soon as the installation says that all of it works, or a little later if only its pages do."""
    began = time.monotonic()
    answered: float | None = None
    while time.monotonic() - began < PATIENCE:
        status = _status(_EVERYWHERE.get(host, host), port)
        if status == 200:
            return True
        answered = answered or (time.monotonic() if status else None)
        if answered is not None and time.monotonic() - answered > ALL:
            return True
        time.sleep(0.1)
    return answered is not None


def _status(host: str, port: int) -> int:
    """The status of the health page; 0 where nobody answers."""
    connection = http.client.HTTPConnection(host, port, timeout=PATIENCE)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()
