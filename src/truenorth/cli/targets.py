"""Show a KPI's targets beside its past: what was expected, what was met, and what lowering a target did."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from truenorth.cli.arguments import add_as_of, add_json, add_project
from truenorth.cli.screen import Screen, screen

if TYPE_CHECKING:
    from truenorth.cli.numbers import Style
    from truenorth.cli.table import Row
    from truenorth.judgement.track import Tracked
    from truenorth.project.targets import Targets

HELP = "show a KPI's targets beside its past"
EXAMPLES = """examples:
  truenorth targets daily_orders --project pizza
  truenorth targets four_hours --project nhs_ae --json"""
SHOWN = 24


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    parser.add_argument("kpi", metavar="KPI", help="the KPI's key")
    add_project(parser)
    add_as_of(parser)
    add_json(parser)


def run(given: argparse.Namespace) -> int:
    """0 when there is such a KPI."""
    from truenorth.project import Project

    with Project(given.project) as project:
        found = project.targets(given.kpi, as_of=given.as_of)
        if given.json:
            from truenorth.project.targets import targets_json

            print(targets_json(found))
        else:
            print("\n".join(lines(found, screen(), project.definitions.currency)))
    return 0


def lines(found: Targets, out: Screen, currency: str | None) -> list[str]:
    """Title, the targets, the periods, the sentence."""
    from truenorth.cli.numbers import column_style
    from truenorth.cli.table import Column, lay_out

    shown = found.points[-SHOWN:]
    amounts = [amount for each in shown for amount in (each.value, each.target, each.low, each.high)]
    style = column_style(amounts, found.unit, None, currency)
    columns = (Column("period"), Column("value", right=True), Column("target", right=True), Column(""))
    rows: list[Row] = [[each.label, style.bare(each.value), _target(each, style), _mark(each)] for each in shown]
    table = ["", *lay_out(columns, rows, out)] if rows else []
    return [out.paint(found.label, "bold"), "", *_targets(found), *table, "", found.sentence]


def _targets(found: Targets) -> list[str]:
    from truenorth.judgement.track import shape_name

    told = []
    for each in found.targets:
        end = f" to {each.by.isoformat()}" if each.by else ""
        segment = f" for {', '.join(each.segment.values())}" if each.segment else ""
        what = f"{shape_name(each)} {each.spelled.get(shape_name(each), '')}".strip().replace("_", " ")
        mark = "▸" if each is found.in_force else " "
        reason = f" · {each.reason}" if each.reason else ""
        told.append(f"{mark} from {each.begins.isoformat()}{end}{segment}: {what}{reason}")
    return told


def _target(each: Tracked, style: Style) -> str:
    if each.low is not None:
        return f"{style.bare(each.low)} – {style.bare(each.high)}"
    return style.bare(each.target)


def _mark(each: Tracked) -> str:
    return {True: "● met", False: "○", None: ""}[each.met]
