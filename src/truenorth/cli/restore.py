"""Read a backup into an empty installation, on SQLite or PostgreSQL. People sign in again; nothing is half-restored."""

from __future__ import annotations

import argparse
from pathlib import Path

from truenorth.cli.arguments import add_json

HELP = "read a backup into an empty installation"
EXAMPLES = """examples:
  TRUENORTH_DATA=/srv/truenorth truenorth restore monday.zip"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    parser.add_argument("file", metavar="FILE", help="a ZIP that `truenorth backup` wrote")
    add_json(parser)


def run(given: argparse.Namespace) -> int:
    """0 when everything is back."""
    from truenorth.app.config.options import read_options
    from truenorth.app.config.start import start_django

    start_django()
    from truenorth.app.config.restore import restore

    options = read_options()
    found = restore(options, Path(given.file))
    if given.json:
        import json

        print(json.dumps({"rows": found.rows, "files": found.files, "taken_at": found.taken_at}))
    else:
        print(f"{found.rows:,} rows and {found.files:,} files of {found.taken_at[:16].replace('T', ' ')} UTC are back.")
        print("Code-managed sources read from their project's folder: run `truenorth apply` from it on this machine.")
    return 0
