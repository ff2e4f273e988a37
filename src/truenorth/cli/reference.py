"""The command line's reference page, written from the parser itself: `python -m truenorth.cli.reference FOLDER`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from truenorth.cli.main import COMMANDS, parser

_TOP = """# Command line

Written by `make docs` from the command itself; do not edit.

`truenorth COMMAND …`. Every command prints for people; with `--json` it prints one JSON object for programs.

| exit code | what it says |
|---|---|
| 0 | good |
| 1 | findings (`check`), a source that cannot be read (`sources`), or a KPI off track (`status --strict`) |
| 2 | the user's mistake: a sentence, the place, the nearest names, what to do |
| 3 | a failure of the machine: a file, database or network, or a fault in Truenorth |

With `--json` a mistake is `{"error": {"code", "message", "file", "line", "column", "nearest", "hint"}}` on standard
output. [Every code](refusals.md) is explained.

| variable | effect |
|---|---|
| `NO_COLOR` | no colour, even on a terminal |
| `FORCE_COLOR` | colour, even in a pipe |
| `COLUMNS` | the width of tables (default: the terminal's; in a pipe as wide as needed) |
| `TRUENORTH_DEBUG=1` | an unexpected fault shows its traceback |
"""


def page() -> str:
    """The page in Markdown."""
    top = parser()
    (chosen,) = (each for each in top._actions if isinstance(each, argparse._SubParsersAction))
    parts = [_TOP, *(_command(module.__name__.rpartition(".")[2], chosen) for module in COMMANDS)]
    return "\n".join(parts)


def _command(name: str, chosen: argparse._SubParsersAction[argparse.ArgumentParser]) -> str:
    command = chosen.choices[name]
    lines = [f"## truenorth {name}", "", (command.description or "").strip(), "", "| argument | meaning |", "|---|---|"]
    for action in command._actions:
        if action.dest != "help":
            lines.append(f"| {_spelling(action)} | {_meaning(action)} |")
    examples = (command.epilog or "").removeprefix("examples:\n")
    shown = "\n".join(line.removeprefix("  ") for line in examples.splitlines())
    return "\n".join([*lines, "", "```console", *(f"$ {line}" for line in shown.splitlines()), "```", ""])


def _spelling(action: argparse.Action) -> str:
    value = action.metavar or action.dest.upper()
    if not action.option_strings:
        several = {"+": f"{value}…", "?": f"[{value}]", "*": f"[{value}…]"}
        return f"`{several.get(str(action.nargs), value)}`"
    return f"`{action.option_strings[-1]}`" if action.nargs == 0 else f"`{action.option_strings[-1]} {value}`"


def _meaning(action: argparse.Action) -> str:
    text = (action.help or "").replace("|", "\\|")
    words = ", ".join(str(word) for word in action.choices or ())
    return f"{text}: {words}" if words not in text else text


if __name__ == "__main__":
    Path(sys.argv[1], "cli.md").write_text(page(), encoding="utf-8")
