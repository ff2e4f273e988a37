"""The parser of the command line, and the arguments that several commands share."""

from __future__ import annotations

import argparse
import re
from typing import NoReturn

from truenorth.errors import nearest_names, refuse

_CHOICE = re.compile(r"argument (?P<name>.+): invalid choice: '?(?P<given>.*?)'? \(choose from (?P<known>.*)\)")


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help with the descriptions as written and a column wide enough for every command's name."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28)


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaints are `Refused`, with the nearest valid word."""

    def __init__(self, *args: object, **options: object) -> None:
        options.setdefault("allow_abbrev", False)
        options.setdefault("formatter_class", _Help)
        super().__init__(*args, **options)  # type: ignore[arg-type]

    def error(self, message: str) -> NoReturn:
        found = _CHOICE.fullmatch(message)
        if found is None:
            raise refuse("USAGE", f"{message[:1].upper()}{message[1:]}.", hint=f"see `{self.prog} --help`")
        known = [word.strip(" '") for word in found["known"].split(",")]
        raise refuse(
            "USAGE",
            f"{found['given']!r} is no {_thing(found['name'])}.",
            hint=f"one of: {', '.join(known)}",
            nearest=nearest_names(found["given"], known),
        )


def _thing(name: str) -> str:
    return "command" if name == "COMMAND" else f"value for {name}"


def add_project(parser: argparse.ArgumentParser) -> None:
    """Add `--project DIR`."""
    parser.add_argument("--project", metavar="DIR", default=".", help="the project's folder (default: here)")


def add_json(parser: argparse.ArgumentParser) -> None:
    """Add `--json`."""
    parser.add_argument("--json", action="store_true", help="print one JSON object, for programs")


def add_as_of(parser: argparse.ArgumentParser) -> None:
    """Add `--as-of DATE`."""
    parser.add_argument(
        "--as-of",
        metavar="DATE",
        help="as known then: a date (its end) or a timestamp (default: the project's `as_of`, else now)",
    )


def add_question(parser: argparse.ArgumentParser) -> None:
    """Add everything a question may say: metrics, grain, dimensions, periods, filters, comparisons."""
    parser.add_argument("metrics", metavar="METRIC", nargs="+", help="one or more metrics, asked together")
    add_project(parser)
    parser.add_argument(
        "--grain",
        choices=GRAINS,
        metavar="GRAIN",
        default="total",
        help=f"size of the time bucket: {', '.join(GRAINS)} (default: total)",
    )
    parser.add_argument("--by", metavar="DIMENSION", action="append", default=[], help="repeated, or with commas")
    parser.add_argument("--period", metavar="PERIOD", help="2015, 2015-07, 2015-Q3, 2015-W27, FY2015, A..B inclusive")
    parser.add_argument("--from", dest="start", metavar="DATE", help="first day asked for")
    parser.add_argument("--to", dest="end", metavar="DATE", help="the day after the last one")
    parser.add_argument("--where", metavar="EXPR", help="only rows for which this holds: \"country = 'IT'\"")
    parser.add_argument(
        "--compare",
        metavar="WITH",
        action="append",
        default=[],
        help="previous-period, same-period-last-year, same-weekday-last-year, 'shift:N units', baseline:PERIOD",
    )
    parser.add_argument("--totals", action="store_true", help="add a row over all segments to each period")
    parser.add_argument("--rows", metavar="N", type=int, help="also show up to N rows behind each number")
    add_as_of(parser)


GRAINS = ("total", "hour", "day", "week", "month", "quarter", "year", "fiscal_quarter", "fiscal_year")

_COMMA = re.compile(r",(?=(?:[^`]*`[^`]*`)*[^`]*$)")


def names(given: list[str]) -> tuple[str, ...]:
    """The names in a repeated option, each of which may hold several; a comma inside back-quotes is part of the name.

    >>> names(["country, channel", "`a,b`"])
    ('country', 'channel', '`a,b`')
    """
    return tuple(part.strip() for text in given for part in _COMMA.split(text) if part.strip())


def question(given: argparse.Namespace) -> dict[str, object]:
    """The keywords of `Project.query` and `Project.explain` that the arguments spell."""
    if given.rows is not None and given.rows < 1:
        raise refuse("USAGE", "--rows takes a whole number from 1 on.")
    return {
        "grain": given.grain,
        "by": names(given.by),
        "period": given.period,
        "start": given.start,
        "end": given.end,
        "where": given.where,
        "compare": tuple(given.compare),
        "totals": given.totals,
        "as_of": given.as_of,
        "rows": given.rows,
    }
