"""Say why a KPI changed: the parts of the change, which sum to it."""

from __future__ import annotations

import argparse
from fractions import Fraction
from typing import TYPE_CHECKING

from truenorth.cli.arguments import add_as_of, add_json, add_project
from truenorth.cli.screen import Screen, screen

if TYPE_CHECKING:
    from truenorth.cli.table import Row
    from truenorth.judgement.why import Explanation

HELP = "say why a KPI changed"
EXAMPLES = """examples:
  truenorth why on_time_arrivals --project flights
  truenorth why on_time_arrivals --project flights --by carrier --versus 2013-10
  truenorth why order_value --project pizza --versus same-period-last-year --json"""
BAR = 24
MOST = 12
"""So many parts are drawn; the rest is one line."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    parser.add_argument("kpi", metavar="KPI", help="the KPI's key")
    add_project(parser)
    parser.add_argument(
        "--versus",
        metavar="WHAT",
        default="previous-period",
        help="previous-period (default), same-period-last-year, target, forecast, or a period such as 2024-03",
    )
    parser.add_argument("--period", metavar="PERIOD", help="the period to explain (default: the last complete one)")
    parser.add_argument(
        "--by", metavar="DIMENSION", action="append", default=[], help="split by it; repeated or with commas"
    )
    add_as_of(parser)
    add_json(parser)


def run(given: argparse.Namespace) -> int:
    """0 when the change could be explained."""
    from truenorth.project import Project

    with Project(given.project) as project:
        found = project.why(
            given.kpi, versus=given.versus, period=given.period, by=",".join(given.by), as_of=given.as_of
        )
        if given.json:
            from truenorth.project.why import why_json

            print(why_json(found))
        else:
            print("\n".join(lines(found, screen(), project.definitions.currency)))
    return 0


def lines(found: Explanation, out: Screen, currency: str | None) -> list[str]:
    """Title, waterfall, sentence."""
    from truenorth.cli.table import Column, Text, lay_out
    from truenorth.judgement.why import as_printed
    from truenorth.wording.styles import column_style

    compared = found.compared
    style = column_style([compared.value, compared.reference], found.unit, None, currency)
    against = compared.before or f"the {compared.versus}"
    title = f"{out.paint(found.label, 'bold')} · {compared.period} against {against}"
    printed = zip(found.effects, as_printed(found, currency).effects, strict=True)
    ordered = sorted(printed, key=lambda part: -abs(Fraction(part[0].effect)))
    most = abs(Fraction(ordered[0][0].effect)) if ordered else Fraction(0)
    rows: list[Row] = [["from", "", style.bare(compared.reference), ""]]
    shown, rest = ordered[:MOST], sum((effect for _, effect in ordered[MOST:]), start=Fraction(0))
    for each, effect in shown:
        bar = _bar(effect, most)
        good = effect * found.side
        colour = "green" if good > 0 else "red" if good < 0 else "dim"
        rows.append([str(each.name), each.kind, style.bare_change(float(effect)), Text(bar, colour)])
    if len(ordered) > MOST:
        rows.append([f"{len(ordered) - MOST} more", "", style.bare_change(float(rest)), _bar(rest, most)])
    rows.append(["to", "", style.bare(compared.value), ""])
    columns = (
        Column("part", least=12, likes=32),
        Column("kind"),
        Column("effect", right=True),
        Column("", extra=True, drop=1),
    )
    return [title, "", *lay_out(columns, rows, out), "", found.sentence.text]


def _bar(effect: Fraction, most: Fraction) -> str:
    """A bar to the left or right of the middle."""
    half = BAR // 2
    length = round(abs(effect) / most * half) if most else 0
    if effect < 0:
        return " " * (half - length) + "█" * length + "│"
    return " " * half + "│" + "█" * length
