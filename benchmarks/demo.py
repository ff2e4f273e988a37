"""What `truenorth demo` takes until it prints its address, in CPU seconds: `python -m benchmarks.demo`.

The baseline is `truenorth demo --print`: the same four examples, each computed from its rows once, nothing stored and
nothing served. CPU is that of the command and all its processes; wall time depends on what else the machine does.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

COMMAND = [sys.executable, "-m", "truenorth.cli.main", "demo"]


def main() -> None:
    """Print a table in Markdown: loading and serving, a second start, and the scorecards alone."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.demo", description=__doc__)
    parser.parse_args()
    print(f"{date.today()} · {os.cpu_count()} × {platform.machine()} · Python {platform.python_version()}\n")
    printed()  # files are read into extracts the first time
    base, _ = spent(printed)
    print("| until the address is printed | CPU | wall | CPU as a ratio to the scorecards once |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for what in ("first start: a year of history loaded", "second start"):
            cpu, wall = spent(lambda: served(Path(folder)))
            print(f"| {what} | {cpu:.1f} s | {wall:.1f} s | **{cpu / base:.1f}** |", flush=True)
    print(f"| scorecards once (`demo --print`) | {base:.1f} s | | 1 |")


def spent(run: Callable[[], object]) -> tuple[float, float]:
    """CPU seconds of the processes that a run started and waited for, and its wall time."""

    def used() -> float:
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    before, began = used(), time.perf_counter()
    run()
    return used() - before, time.perf_counter() - began


def printed() -> None:
    """The scorecards of the examples."""
    subprocess.run([*COMMAND, "--print"], stdout=subprocess.DEVNULL, check=True)


def served(data: Path) -> None:
    """The demo, stopped as soon as it has said where it is."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    environment = {**os.environ, "TRUENORTH_DATA": str(data)}
    command = [*COMMAND, "--port", str(port)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdout=pipe, text=True) as running:
        assert running.stdout is not None
        while not (line := running.stdout.readline()).startswith("Open "):
            if not line:
                raise SystemExit("the demo ended early")
        running.send_signal(signal.SIGTERM)


if __name__ == "__main__":
    main()
