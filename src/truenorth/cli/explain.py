"""Show how a number would be made: the recipe (what is fetched and how it is combined) and the SQL."""

from __future__ import annotations

import argparse
from typing import Any

from truenorth.cli.arguments import add_json, add_question, question

HELP = "show how a number is made: recipe and SQL"
EXAMPLES = """examples:
  truenorth explain revenue --project pizza --grain month --period 2015"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    add_question(parser)
    add_json(parser)


def run(given: argparse.Namespace) -> int:
    """0 when the question could be planned."""
    from truenorth.project import Project

    asked: dict[str, Any] = question(given)
    with Project(given.project) as project:
        explanation = project.explain(*given.metrics, **asked)
    if given.json:
        import json

        print(
            json.dumps(
                {"explanation": explanation.text, "sql": [each.sql for each in explanation.queries]}, ensure_ascii=False
            )
        )
    else:
        print(explanation.text)
    return 0
