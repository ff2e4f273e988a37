"""Compute the KPIs of every example from its data and print the scorecards."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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

    with _workable(example.folder) as folder, Project(folder) as project:
        return project.status_json()


def _scorecard(example: Example, out: Screen) -> list[str]:
    from truenorth.cli.scorecard import scorecard_lines
    from truenorth.project import Project

    with _workable(example.folder) as folder, Project(folder) as project:
        return scorecard_lines(project.definitions, project.status(), out, example.name)


@contextmanager
def _workable(folder: Path) -> Iterator[Path]:
    """The example's folder, or a copy where it cannot keep extracts, as in an installation by another user."""
    if os.access(folder, os.W_OK):
        yield folder
        return
    import shutil
    import tempfile

    with tempfile.TemporaryDirectory() as copy:
        yield Path(shutil.copytree(folder, Path(copy, folder.name), copy_function=shutil.copyfile))
