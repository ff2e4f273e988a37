"""CPU of the pages a request, warm, with 100 KPIs in the store and with many: `python -m benchmarks.pages`.

Each installation is a process of its own that calls the WSGI application; the two take turns, a few requests at a time.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path

from benchmarks.pages_data import ADDRESS, BOARD, LINES, PERIODS, SLUG, filled

ROOT = Path(__file__).parent.parent
FEW, MANY, BURST, SERIES = 100, 10_000, 5, 12
BASE = "/account/"
PAGES = {
    "the visitor's own account (baseline)": BASE,
    "scorecard of 50": f"/w/{SLUG}/scorecards/{BOARD}/",
    "home": f"/w/{SLUG}/",
    "KPI": f"/w/{SLUG}/kpis/kpi_00000/",
}
STORE = f"reading {SERIES} series × {PERIODS} points"
REACH = {"scorecard of 50": ("≤ 15 ms", "≤ 1.5"), "home": ("", "≤ 1.5"), "KPI": ("≤ 15 ms", ""), STORE: ("≤ 2 ms", "")}


def main() -> None:
    """Make both installations, measure them in turns, and print a table in Markdown."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__)
    parser.add_argument("--many", type=int, default=MANY, help="KPIs of the large installation (10000)")
    parser.add_argument("--rounds", type=int, default=12, help="turns of each, five requests a turn (12)")
    parser.add_argument("--postgres", nargs=2, metavar="URL", help="two empty databases to use instead of SQLite")
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.serve is not None:
        serve(given.serve)
        return
    with tempfile.TemporaryDirectory() as folder:
        urls = given.postgres or ("", "")
        sizes = (FEW, given.many)
        running = [started(Path(folder) / str(size), size, url) for size, url in zip(sizes, urls, strict=True)]
        found = measured(running, given.rounds)
    print_table(found, sizes, "PostgreSQL" if given.postgres else "SQLite")


def started(data: Path, kpis: int, url: str) -> subprocess.Popen[str]:
    """An installation in a process of its own, filled and ready."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("TRUENORTH_")}
    known |= {"TRUENORTH_DATA": str(data)} | ({"TRUENORTH_DATABASE_URL": url} if url else {})
    command = [sys.executable, "-m", "benchmarks.pages", "--serve", str(kpis)]
    pipe = subprocess.PIPE
    running = subprocess.Popen(command, cwd=ROOT, env=known, stdin=pipe, stdout=pipe, text=True)
    asked(running, "ready")
    return running


def asked(running: subprocess.Popen[str], what: str) -> str:
    """What the process answers."""
    assert running.stdin is not None
    assert running.stdout is not None
    print(what, file=running.stdin, flush=True)
    line = running.stdout.readline()
    if not line:
        raise SystemExit("an installation ended early: see above")
    return line.strip()


def measured(running: list[subprocess.Popen[str]], rounds: int) -> dict[str, list[float]]:
    """The median CPU milliseconds of each figure, in each installation."""
    costs: dict[str, list[list[float]]] = {name: [[] for _ in running] for name in (*PAGES, STORE)}
    for turn in range(rounds + 1):
        for name, each in costs.items():
            for at, process in enumerate(running):
                said = [float(text) for text in asked(process, name).split()]
                if turn:  # the first turn warms
                    each[at] += said
    for process in running:
        process.communicate(timeout=60)
    return {name: [statistics.median(line) for line in each] for name, each in costs.items()}


def serve(kpis: int) -> None:
    """Fill the installation, then answer each line with the CPU milliseconds of a few calls of what it names."""
    out, sys.stdout = sys.stdout, sys.stderr
    from truenorth.app.config.start import migrate, start_django

    start_django()
    migrate()
    filled(kpis)
    calls = calls_of()
    for line in sys.stdin:
        name = line.strip()
        print("ready" if name == "ready" else " ".join(cost(calls[name]) for _ in range(BURST)), file=out, flush=True)


def cost(call: Callable[[], None]) -> str:
    """The CPU milliseconds of one call, all threads."""
    began = time.process_time()
    call()
    return f"{(time.process_time() - began) * 1000:.4f}"


def calls_of() -> dict[str, Callable[[], None]]:
    """What can be measured: each page, signed in, and the store."""
    from django.test import Client

    from truenorth.app.accounts.models import User, Workspace
    from truenorth.app.accounts.sessions import cookie_of
    from truenorth.app.config.wsgi import settled
    from truenorth.app.readings import read

    settled()  # as the web server does
    client = Client(SERVER_NAME="localhost")
    client.force_login(User.objects.get(email=ADDRESS), "allauth.account.auth_backends.AuthenticationBackend")
    cookie = client.cookies["truenorth_session"]
    cookie.set(cookie.key, *[cookie_of(cookie.value)] * 2)
    workspace = Workspace.objects.get(slug=SLUG)

    def page(address: str) -> Callable[[], None]:
        def call() -> None:
            answer = client.get(address)
            if answer.status_code != 200:
                raise SystemExit(f"{address} answered {answer.status_code}")

        return call

    def store() -> None:
        found = read.points(workspace, [(f"kpi_{number:05}", "month", "{}") for number in range(SERIES)])
        if [len(line) for line in found.values()] != [PERIODS] * SERIES:
            raise SystemExit("the store has not all readings")

    return {name: page(address) for name, address in PAGES.items()} | {STORE: store}


def print_table(found: dict[str, list[float]], sizes: tuple[int, int], database: str) -> None:
    """The table."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("truenorth", "django"))
    print(f"{date.today()} · {os.cpu_count()} × {platform.machine()} · Python {platform.python_version()} · {versions}")
    print(f"CPU milliseconds of a request, warm, on {database}; medians; a scorecard has {LINES} lines.\n")
    print(f"| figure | {sizes[0]:,} KPIs | {sizes[1]:,} KPIs | ÷ baseline | ratio | reach | reach of the ratio |")
    print("|---|---|---|---|---|---|---|")
    base = found[next(iter(PAGES))][0]
    for name, (few, many) in found.items():
        reach, of_ratio = REACH.get(name, ("", ""))
        cells = (f"{few:.2f} ms", f"{many:.2f} ms", f"{few / base:.1f}", f"**{many / few:.2f}**", reach, of_ratio)
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
