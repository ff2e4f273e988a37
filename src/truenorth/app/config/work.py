"""A worker's process: `python -m truenorth.app.config.work`."""

from __future__ import annotations

import os
import sys
import threading

import structlog

from truenorth.app.config.logs import set_up_logs
from truenorth.app.config.options import read_options
from truenorth.app.config.start import calm_collector, start_django
from truenorth.app.config.stopping import on_stop
from truenorth.errors import TruenorthError

PATIENCE = 8.0
"""Seconds that a job gets to come to its next step once the worker is to stop."""


def main() -> int:
    """0 after an orderly end."""
    try:
        set_up_logs(read_options().log)
        start_django()
    except TruenorthError as fault:
        print(fault, file=sys.stderr)
        return 3
    from truenorth.app.config.kinds import KINDS
    from truenorth.app.jobs.worker import work, worker_name
    from truenorth.app.readings.refresh import close_left
    from truenorth.engines.stopping import stop_all

    calm_collector()
    name, stopping = worker_name(), threading.Event()

    def stop() -> None:
        stopping.set()
        timer = threading.Timer(PATIENCE, _leave, args=(name,))
        timer.daemon = True
        timer.start()

    on_stop(stop, watch_parent="--with-parent" in sys.argv)
    work(KINDS, stopping, name=name, interrupt=stop_all, tidy=close_left)
    return 0


def _leave(worker: str) -> None:
    """End the process in the middle of a long call; the job goes back into the queue, or its lease runs out."""
    given = threading.Thread(target=_give_back, args=(worker,), daemon=True)
    given.start()
    given.join(2.0)  # the work itself may hold the row
    structlog.get_logger("truenorth.jobs").warning("worker stopped in the middle of a job", worker=worker)
    os._exit(0)


def _give_back(worker: str) -> None:
    from truenorth.app.jobs import read, write

    for job in read.held_by(worker):
        write.give_back(job)
    write.gone(worker)


if __name__ == "__main__":
    sys.exit(main())
