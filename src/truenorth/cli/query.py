"""Compute metrics over time and by dimensions, and print the numbers."""

from __future__ import annotations

import argparse
from typing import Any

from truenorth.cli.arguments import add_json, add_question, question
from truenorth.errors import Level

HELP = "compute metrics over time and by dimensions"
EXAMPLES = """examples:
  truenorth query revenue --project pizza --grain month --from 2015-01-01 --to 2016-01-01
  truenorth query revenue orders --grain quarter --by category --totals
  truenorth query revenue --period 2015-07 --compare previous-period --json"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    add_question(parser)
    add_json(parser)
    parser.add_argument("--present", action="store_true", help="leave out rows without any value")
    parser.add_argument("--sql", action="store_true", help="print the SQL that ran instead of the numbers")


def run(given: argparse.Namespace) -> int:
    """0 when the question was answered, 1 when one of its metrics could not be."""
    from truenorth.project import Project

    asked: dict[str, Any] = question(given)
    with Project(given.project) as project:
        result = project.query(*given.metrics, present=given.present, **asked)
    if given.json:
        print(result.to_json())
    elif given.sql:
        print("\n\n".join(result.answer.queries))
    else:
        from truenorth.cli.answer import answer_lines, with_values
        from truenorth.cli.screen import screen

        answer = with_values(result.answer) if given.present else result.answer
        print("\n".join(answer_lines(answer, project.definitions, screen())))
    return int(any(each.level is Level.ERROR for each in result.answer.findings))
