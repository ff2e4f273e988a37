"""Report everything that is wrong in a project's definitions, all at once.

Each line reads `file:line: CODE message`. The exit code is 1 if any finding is an error, 0 otherwise, and 2 only if the
command itself was used wrongly, such as with a folder that does not exist.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from truenorth.cli.arguments import add_json
from truenorth.cli.findings import line, ordered
from truenorth.cli.screen import Screen, screen
from truenorth.errors import Finding, Level, Refused, refuse

HELP = "report everything that is wrong in a project's definitions"
EXAMPLES = """examples:
  truenorth check
  truenorth check examples/pizza --json"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    parser.add_argument("folder", metavar="DIR", nargs="?", default=".", help="the project's folder (default: here)")
    add_json(parser)


def run(given: argparse.Namespace) -> int:
    """1 if a finding is an error, else 0."""
    findings = find(given.folder)
    if given.json:
        import json

        print(json.dumps({"findings": [each.as_finding() for each in findings]}, ensure_ascii=False, indent=1))
    else:
        print("\n".join([*(line(each) for each in findings), _sum(findings, screen())]))
    return 1 if any(each.level is Level.ERROR for each in findings) else 0


def find(folder: str) -> tuple[Finding, ...]:
    """The findings of the project in a folder, in order of place. Raises `Refused` if there is no such folder."""
    if not Path(folder).is_dir():
        raise refuse("NO_FOLDER", f"There is no folder {folder!r}.", hint="give the folder that holds truenorth.yml")
    from truenorth.project import Project

    try:
        with Project(folder) as project:
            return ordered(project.check())
    except Refused as mistake:  # a project that cannot even be opened is a finding like any other
        return (mistake.finding,)


def _sum(findings: tuple[Finding, ...], out: Screen) -> str:
    if not findings:
        return out.paint("● nothing found", "green")
    from collections import Counter

    counts = Counter(each.level for each in findings)
    parts = [f"{counts[level]} {level.value}{'s' if counts[level] != 1 else ''}" for level in Level if counts[level]]
    return out.paint(" · ".join(parts), "red" if counts[Level.ERROR] else "yellow")
