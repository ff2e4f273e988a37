"""The web server's process: `python -m truenorth.app.config.web`; pages are answered in the process it starts."""

from __future__ import annotations

import os
import signal
import sys
import threading

from truenorth.app.config.logs import set_up_logs
from truenorth.app.config.options import read_options

THREADS = min(8, 2 * (os.cpu_count() or 1) + 1)
"""Pages answered at the same time: twice as many as there are processors, for some wait for the database."""


def main() -> int:
    """0 after an orderly end."""
    from granian import Granian
    from granian.constants import Interfaces

    options = read_options()
    set_up_logs(options.log)
    if "--with-parent" in sys.argv:
        threading.Thread(target=_stop_without_parent, daemon=True).start()
    server = Granian(
        "truenorth.app.config.wsgi:settled",
        factory=True,
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        workers_kill_timeout=8,
        websockets=False,
        log_access=False,
        log_dictconfig=_quiet(),
    )
    server.serve()
    return 0


def _stop_without_parent() -> None:
    while os.read(sys.stdin.fileno(), 64):
        continue
    os.kill(os.getpid(), signal.SIGTERM)


def _quiet() -> dict[str, object]:
    """The server's own loggers leave the form of the log to this process's."""
    loggers = {name: {"handlers": [], "level": "ERROR", "propagate": True} for name in ("_granian", "granian.access")}
    return {"version": 1, "disable_existing_loggers": False, "handlers": {}, "formatters": {}, "loggers": loggers}


if __name__ == "__main__":
    sys.exit(main())
