"""Make a folder's definitions those in force in a workspace: its files are stored verbatim as a new revision, and its
numbers are computed anew by the next worker.

What is missing in the folder is retired, never deleted. Where someone else applied meanwhile, nothing is written.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from truenorth.cli.arguments import add_json
from truenorth.cli.changes import plan_record
from truenorth.cli.plan import Looked, add_folder, look, show

if TYPE_CHECKING:
    from truenorth.app.config.definitions import Applied

HELP = "make a folder's definitions those in force in a workspace"
EXAMPLES = """examples:
  truenorth apply --project pizza --create
  truenorth apply --reason "the plan of the third quarter" --yes
  truenorth apply --workspace sales --by "$GITHUB_ACTOR" --json"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    add_folder(parser)
    parser.add_argument("--reason", metavar="TEXT", default="", help="why; needed where an agreed target moves")
    parser.add_argument("--by", metavar="NAME", default="", help="who (default: the user of this machine)")
    parser.add_argument("--create", action="store_true", help="make the workspace if there is none")
    parser.add_argument("--allow-errors", action="store_true", help="apply although single definitions have errors")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    add_json(parser)


def run(given: argparse.Namespace) -> int:
    """0 when the definitions are in force; 2 when nothing was written."""
    found = look(given)
    if not given.json:
        show(found, as_json=False)
    if found.plan.nothing:
        made = _apply(given, found)
    else:
        from truenorth.app.revisions.write import check_plan

        check_plan(found.plan, reason=given.reason, allow_errors=given.allow_errors)
        if not _agreed(given):
            print("Nothing was applied.")
            return 2
        made = _apply(given, found)
    _told(given, found, made)
    return 0


def _agreed(given: argparse.Namespace) -> bool:
    if given.yes or given.json or not sys.stdin.isatty():
        return True
    return input("Apply? [y/N] ").strip().lower() in ("y", "yes")


def _apply(given: argparse.Namespace, found: Looked) -> Applied:
    import getpass

    from truenorth.app.config.definitions import Wanted, applied

    return applied(
        Wanted(found.slug, found.name, found.clock, given.create),
        found.plan,
        found.files,
        found.folder,
        by=given.by or getpass.getuser(),
        reason=given.reason,
        adopt=given.adopt,
        allow_errors=given.allow_errors,
    )


def _told(given: argparse.Namespace, found: Looked, made: Applied) -> None:
    number = made.revision.number
    if given.json:
        import json

        record = plan_record(found.slug, found.plan, found.readings, found.findings)
        print(json.dumps({**record, "applied": number, "job": made.job_id}, ensure_ascii=False))
        return
    queued = "" if made.job_id is None else f" Its numbers are computed by job {made.job_id}."
    print(f"Revision {number} is in force in {found.slug}.{queued}")
