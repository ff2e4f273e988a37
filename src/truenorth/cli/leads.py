"""Say what moved before a KPI: leading indicators among the other KPIs, claims put to the test, and its guardrails."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from truenorth.cli.arguments import add_as_of, add_json, add_project
from truenorth.cli.screen import Screen, screen

if TYPE_CHECKING:
    from truenorth.cli.table import Row
    from truenorth.judgement.leads import Leads

HELP = "say what moved before a KPI, and whether its guardrails held"
EXAMPLES = """examples:
  truenorth leads yearly_revenue --project music_shop
  truenorth leads four_hours --project nhs_ae --json"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    parser.add_argument("kpi", metavar="KPI", help="the KPI's key")
    add_project(parser)
    add_as_of(parser)
    add_json(parser)


def run(given: argparse.Namespace) -> int:
    """0 when the KPI has a series."""
    from truenorth.project import Project

    with Project(given.project) as project:
        found = project.leads(given.kpi, as_of=given.as_of)
    if given.json:
        from truenorth.project.leads import leads_json

        print(leads_json(found))
    else:
        print("\n".join(lines(found, screen())))
    return 0


def lines(found: Leads, out: Screen) -> list[str]:
    """Title, table of the candidates, sentences."""
    from truenorth.cli.table import Column, Text, lay_out
    from truenorth.stats import Lead

    rows: list[Row] = []
    for each in found.tested:
        lead = each.lead
        if not isinstance(lead, Lead):
            rows.append([each.label, _trend(each.series), "–", "", "", "", Text(each.sentence, "dim")])
            continue
        doubt = "not in both halves" if lead.passing else "no more than chance"
        mark = Text("◆ moved before", "green") if lead.found else Text(doubt, "dim")
        name = f"{lead.lag} {found.unit}{'s' if lead.lag != 1 else ''}"
        rate = "" if lead.q is None else f"{lead.q:.2g}"
        trend = _trend(each.series)
        rows.append(
            [each.label, trend, name, f"{lead.correlation:+.2f}".replace("-", "−"), f"{lead.p:.2g}", rate, mark]
        )
    columns = (
        Column("KPI", least=16, likes=32),
        Column("trend", drop=1),
        Column("earlier by"),
        Column("correlation", right=True),
        Column("p", right=True),
        Column("q", right=True),
        Column(""),
    )
    table = lay_out(columns, rows, out) if rows else []
    told = [each.sentence for each in found.found] + [each.sentence for each in found.guards]
    title = f"{out.paint(found.label, 'bold')}  {_trend(found.series)}"
    return [title, "", *table, "", found.sentence, *told]


def _trend(series: Sequence[float | None]) -> str:
    from truenorth.wording import sparkline
    from truenorth.wording.styles import thinned

    return sparkline(thinned(series))
