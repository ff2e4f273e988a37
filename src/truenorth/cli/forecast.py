"""Say what to expect of a KPI: the next periods with honest intervals, and the odds of reaching its target."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from truenorth.cli.arguments import add_as_of, add_json, add_project
from truenorth.cli.screen import Screen, screen

if TYPE_CHECKING:
    from truenorth.cli.picture import Picture
    from truenorth.judgement.forecasts import Foresight
    from truenorth.wording.styles import Style

HELP = "say what to expect of a KPI, and how likely its target is"
EXAMPLES = """examples:
  truenorth forecast revenue_year --project pizza --as-of 2015-09-30
  truenorth forecast four_hours --project nhs_ae --horizon 6 --json"""
PAST = 36


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    parser.add_argument("kpi", metavar="KPI", help="the KPI's key")
    add_project(parser)
    parser.add_argument("--horizon", metavar="N", type=int, help="how many periods ahead (default: a season)")
    add_as_of(parser)
    add_json(parser)


def run(given: argparse.Namespace) -> int:
    """0, also where the series is too short: then the sentence says so."""
    from truenorth.errors import refuse
    from truenorth.project import Project

    if given.horizon is not None and given.horizon < 1:
        raise refuse("HORIZON_TOO_SHORT", f"--horizon is how many periods ahead, from 1, not {given.horizon}.")
    with Project(given.project) as project:
        made = project.forecast(given.kpi, given.horizon, as_of=given.as_of)
        if given.json:
            from truenorth.project.charts import forecast_json

            print(forecast_json(made))
        else:
            print("\n".join(lines(made, screen(), project.definitions.currency)))
    return 0


def lines(made: Foresight, out: Screen, currency: str | None) -> list[str]:
    """Title, picture with the fan, table of the periods, back-test, sentence."""
    from truenorth.cli.picture import axis
    from truenorth.wording.styles import column_style

    title = out.paint(made.label, "bold")
    if not made.points:
        return [title, made.sentence.text]
    values = [point.value for point in made.points]
    style = column_style(values, made.unit, None, currency)
    picture, labels = _picture(made, out)
    drawn = picture.lines(style, out)
    margin = picture.margin(style)
    return [
        f"{title} · {made.method}",
        "",
        *drawn,
        axis(labels, margin),
        "",
        *_table(made, style, out),
        "",
        made.sentence.text,
        *_tested(made),
        *_board(made),
    ]


def _picture(made: Foresight, out: Screen) -> tuple[Picture, list[str]]:
    from truenorth.cli.picture import Picture, span_of

    most = min(PAST, max((out.width or 80) - 20 - len(made.points), 12))
    past = [(point.label, point.measured.cell.value) for point in made.past][-most:]
    known = [None if value is None else float(value) for _, value in past]
    edges = [*known, *(end for point in made.points for end in (point.lo95, point.hi95))]
    drawn = Picture(*span_of(edges), len(past) + len(made.points))
    for column, value in enumerate(known):
        drawn.put(column, value, "●", "cyan")
    for step, point in enumerate(made.points):
        column = len(past) + step
        drawn.fill(column, point.lo95, point.hi95, "░", "dim")
        drawn.fill(column, point.lo80, point.hi80, "▒", "dim")
        drawn.put(column, point.value, "○", "bold")
    return drawn, [*(name for name, _ in past), *made.labels]


def _table(made: Foresight, style: Style, out: Screen) -> list[str]:
    from truenorth.cli.table import Column, lay_out

    columns = (Column("period"), Column("expected", right=True), Column("80 %", right=True), Column("95 %", right=True))
    rows = [
        [
            name,
            style.bare(point.value),
            f"{style.bare(point.lo80)} – {style.bare(point.hi80)}",
            f"{style.bare(point.lo95)} – {style.bare(point.hi95)}",
        ]
        for name, point in zip(made.labels, made.points, strict=True)
    ]
    return lay_out(columns, rows, out)


def _tested(made: Foresight) -> list[str]:
    from truenorth.wording import say

    test = made.backtest
    if test is None or test.coverage80 is None or test.coverage95 is None:
        return []
    return [
        say(
            "backtest", c80=f"{test.coverage80:.0%}".replace("%", " %"), c95=f"{test.coverage95:.0%}".replace("%", " %")
        )
    ]


def _board(made: Foresight) -> list[str]:
    from truenorth.wording import say

    board = made.scoreboard
    if board is None:
        return []
    mean = f"{board.mean:.0%}".replace("%", " %")
    return [say("hit.scoreboard", n=board.told, told=mean, came=board.came, brier=f"{board.brier:.2f}")]
