"""Show what `apply` would do: every definition that is added, changed, renamed or retired, which of them get a new
version because their numbers may change, how many computed values that touches, and what the check finds in the files.

Nothing is written. The exit code is 1 where a finding is an error, so that a pull request can be held up by it.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from truenorth.cli.arguments import add_json, add_project
from truenorth.cli.changes import plan_lines, plan_record
from truenorth.cli.findings import ordered
from truenorth.cli.screen import screen
from truenorth.errors import Finding, Level, refuse

if TYPE_CHECKING:
    from truenorth.app.revisions.values import Plan

HELP = "show what applying a folder's definitions would change"
EXAMPLES = """examples:
  truenorth plan --project pizza
  truenorth plan --project . --workspace sales --json"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    add_folder(parser)
    add_json(parser)


def add_folder(parser: argparse.ArgumentParser) -> None:
    """Add what plan and apply share: the folder, the workspace, whether the page's definitions are taken over."""
    add_project(parser)
    parser.add_argument("--workspace", metavar="SLUG", default="", help="(default: the project's name as a slug)")
    parser.add_argument("--adopt", action="store_true", help="take over what is managed in the page")


def run(given: argparse.Namespace) -> int:
    """0; 1 if a finding is an error."""
    found = look(given)
    show(found, as_json=given.json)
    return 1 if any(each.level is Level.ERROR for each in found.findings) else 0


class Looked:
    """A folder beside the workspace that it would be applied to."""

    def __init__(self, given: argparse.Namespace) -> None:
        self.folder = Path(given.project)
        if not self.folder.is_dir():
            raise refuse("NO_FOLDER", f"There is no folder {given.project!r}.", hint="give it with --project DIR")
        from truenorth.app.config.start import start_django

        start_django()
        from truenorth.app.config.definitions import planned, ready_tables, restated_readings, slug_of
        from truenorth.app.revisions.disk import files_in
        from truenorth.project import Project

        ready_tables()
        self.files: Mapping[str, str] = files_in(self.folder)
        with Project(self.folder, environment=None) as project:
            self.name = project.definitions.name
            self.clock = project.as_of() if project.definitions.as_of else None
            checked = project.check(with_data=False)
        self.slug = given.workspace or slug_of(self.name)
        self.plan: Plan = planned(self.slug, self.files, adopt=given.adopt)[1]
        self.readings = restated_readings(self.slug, self.plan.changes)
        self.findings: tuple[Finding, ...] = ordered({*checked, *self.plan.findings})


def look(given: argparse.Namespace) -> Looked:
    """The plan for the folder and workspace that the arguments name."""
    return Looked(given)


def show(found: Looked, *, as_json: bool) -> None:
    """Print a plan."""
    if as_json:
        import json

        print(json.dumps(plan_record(found.slug, found.plan, found.readings, found.findings), ensure_ascii=False))
    else:
        print("\n".join(plan_lines(found.slug, found.plan, found.readings, found.findings, screen())))
