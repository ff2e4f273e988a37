"""Tell signal from noise: a KPI's series with its natural limits, signals and level shifts."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from truenorth.cli.arguments import add_as_of, add_json, add_project
from truenorth.cli.screen import Screen, screen

if TYPE_CHECKING:
    from collections.abc import Callable

    from truenorth.cli.picture import Picture
    from truenorth.project.charts import Charted

HELP = "tell signal from noise in a KPI's series"
EXAMPLES = """examples:
  truenorth signals four_hours --project nhs_ae
  truenorth signals four_hours --project nhs_ae --as-of 2018-12-31 --json"""
SHOWN = 60


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
        charted = project.signals(given.kpi, as_of=given.as_of)
        if given.json:
            from truenorth.project.charts import signals_json

            print(signals_json(charted))
        else:
            print("\n".join(lines(charted, screen(), project.definitions.currency)))
    return 0


def lines(charted: Charted, out: Screen, currency: str | None) -> list[str]:
    """Title, picture, sentence, signals and shifts."""
    from truenorth.cli.picture import axis
    from truenorth.wording import say, spell_date
    from truenorth.wording.styles import column_style

    made = charted.chart
    as_of = spell_date(charted.calendar.day_before(charted.as_of))
    title = f"{out.paint(charted.label, 'bold')} · {made.state} · as of {as_of}"
    style = column_style([point.value for point in made.chart.points], charted.unit, None, currency)
    found = [title, ""]
    if made.points:
        drawn = _picture(charted, out)
        shown = [point.label for point in made.points][-_width(out) :]
        found += [*drawn.lines(style, out), axis(shown, drawn.margin(style)), ""]
    found.append(made.sentence.text)
    found += [each.text for each in charted.shifts]
    found += _signals(charted, style.number)
    if made.chart.declined is None:
        found.append(out.paint(say("signal.false"), "dim"))
    return found


def _width(out: Screen) -> int:
    return min(SHOWN, max((out.width or 80) - 20, 20))


def _picture(charted: Charted, out: Screen) -> Picture:
    from truenorth.cli.picture import Picture, span_of

    points = charted.chart.chart.points[-_width(out) :]
    edges = [edge for point in points for edge in (point.value, point.lower, point.upper)]
    drawn = Picture(*span_of(edges), len(points))
    for column, point in enumerate(points):
        for edge, sign in ((point.lower, "┈"), (point.upper, "┈"), (point.centre, "─")):
            drawn.put(column, edge, sign, "dim")
        drawn.put(column, point.value, "◆" if point.rule else "●", "bold red" if point.rule else "cyan")
    return drawn


def _signals(charted: Charted, number: Callable[[float | None], str]) -> list[str]:
    """Each stretch of signals: when, why, how far."""
    made = charted.chart
    found = []
    for first, after in made.chart.events:
        point = made.chart.points[first]
        count = after - first
        length = f", {count} periods" if count > 1 else ""
        found.append(f"◆ {made.points[first].label}{length}: {point.rule} at {number(point.value)}")
    return found
