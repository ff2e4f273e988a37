"""Judge the active KPIs against their targets, worst first, and print the scorecard."""

from __future__ import annotations

import argparse
from pathlib import Path

from truenorth.cli.arguments import add_as_of, add_json, add_project

HELP = "judge the KPIs against their targets"
EXAMPLES = """examples:
  truenorth status --project pizza
  truenorth status --as-of 2015-06-30 --json
  truenorth status --json --receipts
  truenorth status --strict            # exit code 1 if a KPI is off track or missed"""

OFF = frozenset({"off track", "missed"})


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    add_project(parser)
    add_as_of(parser)
    parser.add_argument("--strict", action="store_true", help="exit with 1 if any KPI is off track or missed")
    add_json(parser)
    parser.add_argument("--receipts", action="store_true", help="as JSON, with every rule that fired and its facts")


def run(given: argparse.Namespace) -> int:
    """0, or 1 with `--strict` when a KPI is off track."""
    from truenorth.project import Project

    with Project(given.project) as project:
        statuses = project.status(as_of=given.as_of) if given.strict or not (given.json or given.receipts) else ()
        if given.json or given.receipts:
            print(project.status_json(as_of=given.as_of, receipts=given.receipts))
        else:
            from truenorth.cli.scorecard import scorecard_lines
            from truenorth.cli.screen import screen

            print("\n".join(scorecard_lines(project.definitions, statuses, screen(), Path(given.project).name)))
    return 1 if given.strict and any(each.headline in OFF for each in statuses) else 0
