"""Show a KPI's targets beside its past: what was expected, what was met, and what lowering a target did."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from truenorth.cli.arguments import add_as_of, add_json, add_project
from truenorth.cli.screen import Screen, screen

if TYPE_CHECKING:
    from truenorth.cli.table import Row
    from truenorth.judgement.track import Tracked
    from truenorth.project import Project
    from truenorth.project.target_split import TargetSplit
    from truenorth.project.targets import Targets
    from truenorth.wording.styles import Style

HELP = "show a KPI's targets beside its past"
EXAMPLES = """examples:
  truenorth targets daily_orders --project pizza
  truenorth targets four_hours --project nhs_ae --json
  truenorth targets yearly_revenue --project pizza --split category"""
SHOWN = 24
SEGMENTS = 6
"""So many segments have a column; the others share one."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    parser.add_argument("kpi", metavar="KPI", help="the KPI's key")
    add_project(parser)
    parser.add_argument("--split", metavar="DIMENSION", help="split the total in force over months and its segments")
    add_as_of(parser)
    add_json(parser)


def run(given: argparse.Namespace) -> int:
    """0 when there is such a KPI."""
    from truenorth.project import Project

    with Project(given.project) as project:
        if given.split:
            return _print_split(project.split(given.kpi, given.split, as_of=given.as_of), project, as_json=given.json)
        found = project.targets(given.kpi, as_of=given.as_of)
        if given.json:
            from truenorth.project.targets import targets_json

            print(targets_json(found))
        else:
            print("\n".join(lines(found, screen(), project.definitions.currency)))
    return 0


def _print_split(found: TargetSplit, project: Project, *, as_json: bool) -> int:
    from truenorth.project.target_split import split_json

    said = [split_json(found)] if as_json else split_lines(found, screen(), project.definitions.currency)
    print("\n".join(said))
    return 0


def split_lines(found: TargetSplit, out: Screen, currency: str | None) -> list[str]:
    """Title, months beside the largest segments, what the shares stand on."""
    from truenorth.cli.table import Column, lay_out
    from truenorth.wording.styles import column_style

    largest = sorted(found.segments, key=lambda name: (-found.segments[name], name))
    own, others = largest[:SEGMENTS], largest[SEGMENTS:]
    style = column_style([*found.cells.values(), *found.months.values()], found.unit, None, currency)

    def row(name: str, whole: Decimal, amounts: Mapping[str, Decimal]) -> Row:
        rest = [style.bare(sum((amounts[each] for each in others), start=Decimal(0)))] if others else []
        return [name, *(style.bare(amounts[each]) for each in own), *rest, style.bare(whole)]

    rows = [
        row(month, amount, {each: found.cells[month, each] for each in found.segments})
        for month, amount in found.months.items()
    ]
    rows.append(row(found.period, found.total, found.segments))
    heads = [*own, *([f"{len(others)} more"] if others else []), "all"]
    columns = (Column("period"), *(Column(head, right=True) for head in heads))
    title = f"{out.paint(found.label, 'bold')} · {found.period} by {found.by}"
    return [title, "", *lay_out(columns, rows, out), "", found.sentence]


def lines(found: Targets, out: Screen, currency: str | None) -> list[str]:
    """Title, the targets, the periods, the sentence."""
    from truenorth.cli.table import Column, lay_out
    from truenorth.wording import sparkline
    from truenorth.wording.styles import column_style, thinned

    shown = found.points[-SHOWN:]
    amounts = [amount for each in shown for amount in (each.value, each.target, each.low, each.high)]
    style = column_style(amounts, found.unit, None, currency)
    columns = (Column("period"), Column("value", right=True), Column("target", right=True), Column(""))
    rows: list[Row] = [[each.label, style.bare(each.value), _target(each, style), _mark(each)] for each in shown]
    table = ["", *lay_out(columns, rows, out)] if rows else []
    said = ["", found.sentence] if found.sentence else []
    trend = sparkline(thinned([each.value for each in found.points]))
    return [f"{out.paint(found.label, 'bold')}  {trend}".rstrip(), "", *_targets(found), *table, *said]


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
