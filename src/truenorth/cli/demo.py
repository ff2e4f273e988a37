"""Compute the KPIs of every example from its data and print the scorecards."""

from __future__ import annotations

import argparse

from truenorth.cli.arguments import add_json
from truenorth.cli.examples import Example, examples
from truenorth.cli.screen import Screen, screen
from truenorth.errors import refuse

HELP = "compute the KPIs of the examples and print their scorecards"
EXAMPLES = """examples:
  truenorth demo"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    add_json(parser)


def run(given: argparse.Namespace) -> int:
    """0 when every example was computed."""
    found = examples()
    if not found:
        raise refuse("NO_EXAMPLES", "This installation has no examples.", hint="install Truenorth from its wheel")
    if given.json:
        import json

        print('{"examples": {' + ", ".join(f"{json.dumps(each.name)}: {_json(each)}" for each in found) + "}}")
        return 0
    import time

    out, began = screen(), time.monotonic()
    for each in found:
        print("\n".join([*_scorecard(each, out), ""]), flush=True)
    print(out.paint(f"{len(found)} projects computed from their rows in {time.monotonic() - began:.1f} s.", "dim"))
    print(f"Copy one and make it your own:  truenorth init {' | '.join(each.name for each in found)}")
    return 0


def _json(example: Example) -> str:
    from truenorth.project import Project

    with Project(example.folder) as project:
        return project.status_json()


def _scorecard(example: Example, out: Screen) -> list[str]:
    from truenorth.cli.scorecard import scorecard_lines
    from truenorth.project import Project

    with Project(example.folder) as project:
        return scorecard_lines(project.definitions, project.status(), out, example.name)
