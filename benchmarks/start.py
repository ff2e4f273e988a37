"""How long the first request after a start takes against the second: `python -m benchmarks.start`.

For each page `truenorth up` is started on an installation with 100 KPIs; as soon as it says where it is, the page is
asked for, and then again. Milliseconds of wall time as a browser would see them, medians of several starts.
"""

from __future__ import annotations

import argparse
import http.client
import os
import platform
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from benchmarks.pages_data import ADDRESS, BOARD, SLUG

ROOT = Path(__file__).parent.parent
KPIS = 100
PAGES = {
    "sign-in": "/account/login/",
    "home": f"/w/{SLUG}/",
    "KPI": f"/w/{SLUG}/kpis/kpi_00000/",
    "scorecard": f"/w/{SLUG}/scorecards/{BOARD}/",
}
FILL = f"""
from truenorth.app.config.start import migrate, start_django
start_django(); migrate()
from benchmarks.pages_data import filled
filled({KPIS})
from django.test import Client
from truenorth.app.accounts.models import User
client = Client(SERVER_NAME="localhost")
client.force_login(User.objects.get(email="{ADDRESS}"), "allauth.account.auth_backends.AuthenticationBackend")
from truenorth.app.accounts.sessions import cookie_of
print(cookie_of(client.cookies["truenorth_session"].value))
"""


def main() -> None:
    """Fill an installation, start it again and again, and print a table in Markdown."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.start", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="starts for each page (3)")
    given = parser.parse_args()
    print(f"{date.today()} · {os.cpu_count()} × {platform.machine()} · Python {platform.python_version()}\n")
    print("| page | first request | second request | ratio |\n|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        known = {name: value for name, value in os.environ.items() if not name.startswith("TRUENORTH_")}
        environment = {**known, "TRUENORTH_DATA": folder}
        made = subprocess.run(
            [sys.executable, "-c", FILL], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True
        )
        session = made.stdout.split()[-1]
        for name, path in PAGES.items():
            pairs = [started(environment, path, session) for _ in range(given.rounds)]
            first, second = (statistics.median(times) for times in zip(*pairs, strict=True))
            print(f"| {name} | {first:.0f} ms | {second:.0f} ms | **{first / second:.1f}** |", flush=True)


def started(environment: dict[str, str], path: str, session: str) -> tuple[float, float]:
    """The milliseconds of the first and the second request for a page after a start."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    command = [sys.executable, "-m", "truenorth.cli.main", "up", "--port", str(port)]
    pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=pipe, stderr=nothing, text=True) as running:
        try:
            assert running.stdout is not None
            while "Truenorth is at" not in running.stdout.readline():
                if running.poll() is not None:
                    raise SystemExit("truenorth up ended early")
            return asked(port, path, session), asked(port, path, session)
        finally:
            running.send_signal(signal.SIGTERM)


def asked(port: int, path: str, session: str) -> float:
    """The milliseconds until a page was there, from when somebody listens on the port."""
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            connection.connect()
            break
        except ConnectionRefusedError:
            time.sleep(0.01)
    began = time.perf_counter()
    connection.request("GET", path, headers={"Cookie": f"truenorth_session={session}"} if "/w/" in path else {})
    answer = connection.getresponse()
    answer.read()
    spent = (time.perf_counter() - began) * 1000
    connection.close()
    if answer.status != 200:
        raise SystemExit(f"{path} answered {answer.status}")
    return spent


if __name__ == "__main__":
    main()
