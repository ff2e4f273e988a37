"""Print the table of the statistics: `python -m benchmarks.judgement [TOPIC …] [--seed N] [--series N]`."""

from __future__ import annotations

import argparse
import inspect
import platform
from collections.abc import Callable, Iterator
from datetime import date
from importlib.metadata import version

from benchmarks.judgement import forecast, leads, signals, why
from benchmarks.judgement.row import Row, table

TOPICS: dict[str, Callable[..., Iterator[Row]]] = {
    "signals": signals.rows,
    "forecast": forecast.rows,
    "why": why.rows,
    "leads": leads.rows,
}


def main() -> None:
    """Measure the topics asked for and print one table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.judgement", description=__doc__)
    parser.add_argument("topics", nargs="*", choices=[*TOPICS, []], default=[], help="which figures (all)")
    parser.add_argument("--seed", type=int, help="another seed")
    parser.add_argument("--series", type=int, help="how many series")
    given = parser.parse_args()
    asked = {key: value for key, value in (("seed", given.seed), ("series", given.series)) if value is not None}
    versions = ", ".join(f"{name} {version(name)}" for name in ("truenorth", "numpy"))
    print(f"{date.today()}, {platform.machine()}, Python {platform.python_version()}, {versions}\n")
    found: list[Row] = []
    for topic in given.topics or TOPICS:
        make = TOPICS[topic]
        found += make(**{key: value for key, value in asked.items() if key in inspect.signature(make).parameters})
    print(table(found))


if __name__ == "__main__":
    main()
