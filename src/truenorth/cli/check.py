"""Report everything that is wrong in a project's definitions, and what experience says about its KPIs, all at once.

Each line reads `file:line: CODE message`. The exit code is 1 if any finding is an error, 0 otherwise, and 2 only if the
command itself was used wrongly, such as with a folder that does not exist. Notes are counted; `--notes` shows them.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from truenorth.cli.arguments import add_json
from truenorth.cli.findings import line, ordered
from truenorth.cli.screen import Screen, screen
from truenorth.errors import Finding, Level, Refused, nearest_names, refuse

if TYPE_CHECKING:
    from truenorth.checks import Letter

HELP = "report what is wrong in a project's definitions, and what to look at in its KPIs"
EXAMPLES = """examples:
  truenorth check
  truenorth check examples/pizza --notes
  truenorth check --no-data --strict                # in CI, from the files alone
  truenorth check --explain TGT_UNREACHABLE
  truenorth check pizza --smarter daily_orders"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    parser.add_argument("folder", metavar="DIR", nargs="?", default=".", help="the project's folder (default: here)")
    parser.add_argument("--notes", action="store_true", help="show notes too, not only their number")
    parser.add_argument("--no-data", action="store_true", help="only what the files alone show; opens no source")
    parser.add_argument("--family", metavar="NAMES", default="", help="only these families of codes: DEF,TGT,…")
    parser.add_argument("--strict", action="store_true", help="exit with 1 on warnings too")
    parser.add_argument("--sarif", metavar="FILE", help="write the findings as SARIF 2.1.0 (- for standard output)")
    parser.add_argument("--explain", metavar="CODE", help="explain a rule of the KPI check, with examples")
    parser.add_argument("--smarter", metavar="KPI", help="the seven letters of SMARTER for one KPI")
    add_json(parser)


def run(given: argparse.Namespace) -> int:
    """1 if a finding is an error (with `--strict`, or a warning), else 0."""
    if given.explain:
        print(_explained(given.explain))
        return 0
    if given.smarter:
        return _smarter(given)
    findings = find(given.folder, with_data=not given.no_data)
    if given.family:
        wanted = tuple(f"{name.strip().upper()}_" for name in given.family.split(","))
        findings = tuple(each for each in findings if each.code.startswith(wanted))
    if given.sarif:
        _write_sarif(findings, given.sarif)
    elif given.json:
        import json

        print(json.dumps({"findings": [each.as_finding() for each in findings]}, ensure_ascii=False, indent=1))
    else:
        shown = [each for each in findings if given.notes or each.level is not Level.NOTE]
        print("\n".join([*(line(each) for each in shown), _sum(findings, screen(), notes=given.notes)]))
    grave = {Level.ERROR, Level.WARNING} if given.strict else {Level.ERROR}
    return 1 if any(each.level in grave for each in findings) else 0


def find(folder: str, *, with_data: bool = True) -> tuple[Finding, ...]:
    """The findings of the project in a folder, in order of place. Raises `Refused` if there is no such folder."""
    _folder(folder)
    from truenorth.project import Project

    try:
        with Project(folder) as project:
            return ordered(project.check(with_data=with_data))
    except Refused as mistake:  # a project that cannot even be opened is a finding like any other
        return (mistake.finding,)


def _folder(folder: str) -> None:
    if not Path(folder).is_dir():
        raise refuse("NO_FOLDER", f"There is no folder {folder!r}.", hint="give the folder that holds truenorth.yml")


def _explained(code: str) -> str:
    from truenorth.checks import RULES
    from truenorth.checks.page import told

    rules = {rule.code: rule for rule in RULES}
    if code not in rules:
        near = nearest_names(code, rules)
        raise refuse(
            "UNKNOWN_RULE", f"There is no rule {code}.", nearest=near, hint="docs/reference/kpi-check.md lists them"
        )
    return told(rules[code])


def _smarter(given: argparse.Namespace) -> int:
    _folder(given.folder)
    from truenorth.project import Project

    with Project(given.folder) as project:
        letters = project.smarter(given.smarter, with_data=not given.no_data)
    if given.json:
        import json
        from dataclasses import asdict

        print(
            json.dumps(
                {"kpi": given.smarter, "smarter": [asdict(each) for each in letters]}, ensure_ascii=False, indent=1
            )
        )
    else:
        print("\n".join(_letters(letters, screen())))
    return 0


def _letters(letters: Iterable[Letter], out: Screen) -> list[str]:
    marks = {True: ("●", "green"), False: ("○", "yellow"), None: ("–", "dim")}
    lines = ((*marks[each.holds], each) for each in letters)
    return [
        f"{out.paint(sign, style)} {one.letter}  {one.word:<13} {one.reason or ''}".rstrip()
        for sign, style, one in lines
    ]


def _write_sarif(findings: tuple[Finding, ...], target: str) -> None:
    from importlib.metadata import version

    from truenorth.project.sarif import sarif

    text = sarif(findings, version("truenorth"))
    if target == "-":
        print(text)
    else:
        Path(target).write_text(text + "\n", encoding="utf-8")


def _sum(findings: tuple[Finding, ...], out: Screen, *, notes: bool) -> str:
    if not findings:
        return out.paint("● nothing found", "green")
    counts = Counter(each.level for each in findings)
    parts = [f"{counts[level]} {level.value}{'s' if counts[level] != 1 else ''}" for level in Level if counts[level]]
    hidden = " (--notes shows them)" if counts[Level.NOTE] and not notes else ""
    colour = "red" if counts[Level.ERROR] else "yellow" if counts[Level.WARNING] else "green"
    return out.paint(" · ".join(parts) + hidden, colour)
