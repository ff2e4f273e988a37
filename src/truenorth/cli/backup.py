"""Write a backup of the whole installation while it runs: every row of one moment, uploads, typed values, extracts."""

from __future__ import annotations

import argparse
from pathlib import Path

from truenorth.cli.arguments import add_json

HELP = "back the installation up, while it runs"
EXAMPLES = """examples:
  truenorth backup
  truenorth backup /srv/backups/monday.zip
  truenorth backup --without-extracts      # smaller; extracts are made again from the sources"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    parser.add_argument("file", metavar="FILE", nargs="?", help="the ZIP to write (default: in the data folder)")
    parser.add_argument("--without-extracts", action="store_true", help="leave out the rows taken from sources")
    add_json(parser)


def run(given: argparse.Namespace) -> int:
    """0 when the backup was written."""
    from datetime import UTC, datetime

    from truenorth.app.config.options import read_options
    from truenorth.app.config.start import migrate, start_django

    start_django()
    migrate()
    from truenorth.app.config.backup import default_path, write_backup

    options = read_options()
    path = Path(given.file) if given.file else default_path(options, datetime.now(UTC))
    made = write_backup(options, path, with_extracts=not given.without_extracts)
    if given.json:
        import json

        print(json.dumps({"file": str(made.path), "rows": made.rows, "files": made.files, "bytes": made.size}))
    else:
        print(f"{made.path}: {made.rows:,} rows and {made.files:,} files, {made.size / 1e6:,.1f} MB.")
        print(f"  truenorth restore {made.path}     # into an empty installation")
    return 0
