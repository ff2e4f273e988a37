"""Print the figures of the engine: `python -m benchmarks [SCALE …] [--only FIGURE …]`."""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

from benchmarks.generate import database, rows

ROOT = Path(__file__).parent.parent
ROUNDS = 3  # ours and its baseline take turns, so that a busy machine slows both


@dataclass(frozen=True)
class Figure:
    """A line of the table: what was measured, against what, and how far it should reach."""

    name: str
    value: str
    against: str
    ratio: float | None
    reach: str
    stretch: str


@dataclass(frozen=True)
class Cost:
    """The median of several processes."""

    cpu: float
    memory: float


def measured(names: tuple[str, ...], scale: int, rounds: int = ROUNDS) -> dict[str, Cost]:
    """The cost of each measurement, each round one process after the other."""
    found: dict[str, list[dict[str, float]]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            command = [sys.executable, "-m", "benchmarks.measure", name, str(scale)]
            done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
            found[name].append(json.loads(done.stdout))
    return {
        name: Cost(
            statistics.median(each["cpu"] for each in costs), statistics.median(each["memory"] for each in costs)
        )
        for name, costs in found.items()
    }


def fused(scale: int) -> Iterator[Figure]:
    """Seven plain KPIs of a fact against the best hand-fused SQL."""
    costs = measured(("fused_by_hand", "fused"), scale)
    ours, theirs = costs["fused"].cpu, costs["fused_by_hand"].cpu
    yield Figure(
        f"seven plain KPIs of orders by month and country, {scale} M",
        f"{ours:.3f} s",
        f"best hand-fused SQL {theirs:.3f} s",
        ours / theirs,
        "≤ 1.2",
        "≤ 1.05",
    )


def tile(scale: int) -> Iterator[Figure]:
    """One tile against raw SQL."""
    costs = measured(("tile_by_hand", "tile"), scale)
    ours, theirs = costs["tile"].cpu, costs["tile_by_hand"].cpu
    name = f"one tile: revenue by month, one country, {scale} M"
    yield Figure(name, f"{ours * 1000:.1f} ms", f"raw SQL {theirs * 1000:.1f} ms", ours / theirs, "≤ 1.25", "≤ 1.1")


def everything(scale: int) -> Iterator[Figure]:
    """All 400 series sets against one scan of the needed columns."""
    costs = {**measured(("floor",), scale), **measured(("all_sets",), scale, rounds=1)}
    ours, theirs = costs["all_sets"], costs["floor"].cpu
    name = f"all 400 series sets, cold, {scale} M"
    yield Figure(name, f"{ours.cpu:.1f} s", f"one scan {theirs:.3f} s", ours.cpu / theirs, "≤ 30", "≤ 12")
    yield Figure(f"peak memory of the 400, {scale} M", f"{ours.memory:.0f} MB", "", None, "≤ 2 GB at 20 M", "≤ 1 GB")


def compiling(scale: int) -> Iterator[Figure]:
    """Planning and writing one query; the size of the data plays no part."""
    costs = measured(("compile_cold", "compile_cached"), scale)
    cold, cached = (costs[name].cpu * 1000 for name in ("compile_cold", "compile_cached"))
    yield Figure("compile per query, cold", f"{cold:.2f} ms", "", None, "≤ 10 ms", "≤ 5 ms")
    yield Figure("compile per query, cached", f"{cached:.3f} ms", "", None, "≤ 1 ms", "≤ 0.3 ms")


def starting(_scale: int) -> Iterator[Figure]:
    """The command line as a person meets it: a whole process, imports included."""
    for arguments, reach, stretch in (
        (("--help",), "≤ 0.15 s", "≤ 0.1 s"),
        (("query", "revenue", "--project", "examples/pizza", "--grain", "month"), "≤ 1.0 s", "≤ 0.6 s"),
    ):
        cpu = statistics.median(_command(arguments) for _ in range(2 * ROUNDS + 1))
        yield Figure(f"`truenorth {' '.join(arguments)}`", f"{cpu:.2f} s", "", None, reach, stretch)


def _command(arguments: tuple[str, ...]) -> float:
    """The CPU seconds of a `truenorth` command."""
    program = shutil.which("truenorth", path=str(Path(sys.executable).parent))
    if program is None:
        raise SystemExit("`truenorth` is not installed beside this Python: run `make setup`")
    process = subprocess.Popen([program, *arguments], cwd=ROOT, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"`truenorth {' '.join(arguments)}` ended with {process.returncode}")
    return used.ru_utime + used.ru_stime


PER_SCALE: dict[str, Callable[[int], Iterator[Figure]]] = {"fused": fused, "tile": tile, "all": everything}
ONCE: dict[str, Callable[[int], Iterator[Figure]]] = {"compile": compiling, "start": starting}


def main() -> None:
    """Make the data where needed, measure, and print a table in Markdown."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("scales", nargs="*", type=int, default=[1, 5], help="millions of orders: 1, 5, 20 … (1 5)")
    parser.add_argument("--only", nargs="+", choices=[*PER_SCALE, *ONCE], default=[*PER_SCALE, *ONCE])
    given = parser.parse_args()
    versions = ", ".join(f"{name} {version(name)}" for name in ("truenorth", "duckdb", "sqlglot"))
    print(f"{date.today()}, {os.cpu_count()} × {platform.machine()}, Python {platform.python_version()}, {versions}")
    print("CPU seconds, user and system, of all threads; medians; the baseline ran in the same minute.\n")
    print("| figure | measured | against | ratio | reach | stretch |\n|---|---|---|---|---|---|")
    for scale in given.scales:
        print(f"making {rows(scale)}", file=sys.stderr)
        database(scale)
    work = [(ONCE[name], given.scales[0]) for name in given.only if name in ONCE]
    work += [(PER_SCALE[name], scale) for scale in given.scales for name in given.only if name in PER_SCALE]
    for figures, scale in work:
        for figure in figures(scale):
            ratio = "" if figure.ratio is None else f"**{figure.ratio:.2f}**"
            cells = (figure.name, figure.value, figure.against, ratio, figure.reach, figure.stretch)
            print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
