"""Where the time of the tests goes: by folder and by fixture, computing and waiting apart.

`make bench-tests` runs every test with this file as a plugin of pytest, then prints the tables. Each test process
writes what its tests cost: seconds on the clock, CPU of the process itself, and CPU of the processes that it started
and waited for. A browser and the servers of a site are waited for only at the end, so they stand with the last test;
what the database server computes is in no column. Waiting is the rest, also for a processor while others compute.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

FOLDER = "TRUENORTH_TEST_COSTS"


@contextmanager
def cost(kind: str, name: str) -> Iterator[None]:
    """Note what a stretch costs this process."""
    clock, cpu = time.perf_counter(), os.times()
    yield
    now = os.times()
    own = now.user + now.system - cpu.user - cpu.system
    children = now.children_user + now.children_system - cpu.children_user - cpu.children_system
    line = json.dumps([kind, name, time.perf_counter() - clock, own, children])
    with Path(os.environ[FOLDER], f"{os.getpid()}.jsonl").open("a", encoding="utf-8") as file:
        file.write(line + "\n")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """A test with its fixtures."""
    with cost("test", item.nodeid):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[object]) -> Iterator[None]:
    """A fixture, with those that it asks for while it is made."""
    with cost("fixture", f"{fixturedef.scope} {fixturedef.argname}"):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Finding the tests, once a process."""
    with cost("test", "tests/(collecting)"):
        return (yield)


def tables(folder: Path, shown: int = 15) -> Iterator[str]:
    """The tables of what a run noted, dearest first."""
    sums: dict[str, dict[str, list[float]]] = {
        "test": defaultdict(lambda: [0.0] * 4),
        "fixture": defaultdict(lambda: [0.0] * 4),
    }
    for path in folder.glob("*.jsonl"):
        for line in path.read_text("utf-8").splitlines():
            kind, name, *figures = json.loads(line)
            found = sums[kind][name.split("/")[1] if kind == "test" else name]
            for place, figure in enumerate((1, *figures)):
                found[place] += figure
    for kind, title in (("test", "folder"), ("fixture", "fixture")):
        yield f"| {title} | number | clock, s | CPU of the tests | CPU of their processes | waiting |"
        yield "|---|---|---|---|---|---|"
        lines = sorted(sums[kind].items(), key=lambda each: -each[1][1])
        for name, (number, clock, own, children) in lines[:shown]:
            figures = (number, clock, own, children, max(clock - own - children, 0))
            yield f"| {name} | {' | '.join(f'{figure:.0f}' for figure in figures)} |"
        yield ""


def main() -> int:
    """Run the tests and print the tables; pytest's exit code."""
    import subprocess

    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, FOLDER: folder}
        command = [sys.executable, "-m", "pytest", "-p", "benchmarks.suite", *sys.argv[1:]]
        before, clock = os.times(), time.perf_counter()
        done = subprocess.run(command, env=environment, check=False)
        now = os.times()
        cpu = now.children_user + now.children_system - before.children_user - before.children_system
        print(f"\n{time.perf_counter() - clock:.0f} s on the clock, {cpu:.0f} s of CPU\n")
        print("\n".join(tables(Path(folder))))
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
