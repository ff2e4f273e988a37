"""Write a workspace's definitions into a folder, every file verbatim, comments included; applied again it changes
nothing.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from truenorth.cli.arguments import add_json
from truenorth.errors import refuse

HELP = "write a workspace's definitions into a folder"
EXAMPLES = """examples:
  truenorth export shop
  truenorth export shop --workspace sales --revision 7"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    parser.add_argument("folder", metavar="DIR", help="the folder to write, new or empty")
    parser.add_argument("--workspace", metavar="SLUG", default="", help="(default: the only one there is)")
    parser.add_argument("--revision", metavar="N", type=int, help="(default: the newest)")
    parser.add_argument("--force", action="store_true", help="write over files that are there")
    add_json(parser)


def run(given: argparse.Namespace) -> int:
    """0 when the files were written."""
    from truenorth.app.config.start import start_django

    usual = os.umask(0)  # what is exported is the user's to share, like other files they make
    start_django()
    os.umask(usual)
    from truenorth.app.config.definitions import known_workspace, ready_tables
    from truenorth.app.revisions.disk import write_files
    from truenorth.app.revisions.read import newest, revision

    ready_tables()
    workspace = known_workspace(given.workspace)
    stored = newest(workspace) if given.revision is None else revision(workspace, given.revision)
    if stored is None:
        hint = "apply a project's folder first"
        raise refuse("NO_REVISION", f"{workspace.slug} has no definitions yet.", hint=hint)
    left = write_files(stored.files, Path(given.folder), force=given.force)
    if given.json:
        import json

        record = {"folder": given.folder, "workspace": workspace.slug, "revision": stored.number}
        print(json.dumps({**record, "files": sorted(stored.files), "left": list(left)}, ensure_ascii=False))
        return 0
    print(f"Revision {stored.number} of {workspace.slug}: {len(stored.files)} files in {given.folder}.")
    if left:
        print(f"Not of this revision, and left as they are: {', '.join(left)}.")
    return 0
