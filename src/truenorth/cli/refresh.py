"""Compute a workspace's numbers anew, here and now: readings, statuses and what its pages show."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING

from truenorth.cli.arguments import add_json

if TYPE_CHECKING:
    from truenorth.app.readings.models import Run

HELP = "compute a workspace's numbers anew"
EXAMPLES = """examples:
  truenorth refresh --workspace shop
  truenorth refresh --workspace shop --as-of 2026-03-31
  truenorth refresh --workspace shop --kpi revenue --kpi margin --json"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    parser.add_argument("--workspace", metavar="SLUG", default="", help="(default: the only one there is)")
    parser.add_argument("--as-of", metavar="DATE", help="as known at the end of a past date (default: now)")
    parser.add_argument("--kpi", metavar="KPI", action="append", default=[], help="only this KPI; may be repeated")
    add_json(parser)


def run(given: argparse.Namespace) -> int:
    """0 when everything was computed; 1 when something could not be, which is then named."""
    from truenorth.app.config.start import start_django

    start_django()
    from truenorth.app.config.definitions import known_workspace, ready_tables
    from truenorth.app.readings.refresh import refresh

    ready_tables()
    workspace = known_workspace(given.workspace)
    shown = sys.stderr.isatty() and not given.json
    made = refresh(
        workspace,
        as_of=given.as_of,
        told=_line if shown else None,
        cause="command",
        kpis=given.kpi or None,
    )
    if shown:
        print("\r\033[K", end="", file=sys.stderr)
    _told(made, as_json=given.json)
    return 1 if made.failures else 0


def _line(done: int, all: int, step: str) -> None:
    """Say on one line of the terminal, written over, where the run stands."""
    print(f"\r\033[K{done} of {all} · {step}"[:100], end="", file=sys.stderr, flush=True)


def _told(made: Run, *, as_json: bool) -> None:
    readings, cards = made.readings.count(), made.cards.count()
    if as_json:
        record = {
            "run": made.pk,
            "workspace": made.workspace.slug,
            "as_of": made.as_of.isoformat(),
            "readings": readings,
            "cards": cards,
            "failures": made.failures,
        }
        print(json.dumps(record, ensure_ascii=False))
        return
    print(f"{made.workspace.slug}: {readings} new readings, {cards} cards, as of {made.as_of:%Y-%m-%d %H:%M} UTC.")
    for each in made.failures:
        place = f"{each['file']}:{each['line']}: " if each["file"] else ""
        print(f"{place}{each['code']} {each['message']}")
