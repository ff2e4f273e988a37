"""The door: arguments in, exit code out.

Exit codes: 0 good · 1 findings, or off track with `status --strict` · 2 the user's mistake · 3 the machine's failure.
"""

from __future__ import annotations

import argparse
import errno
import os
import sys
from collections.abc import Callable, Sequence
from typing import Protocol

from truenorth.cli import (
    apply,
    backup,
    check,
    completion,
    demo,
    doctor,
    explain,
    export,
    forecast,
    init,
    leads,
    plan,
    query,
    refresh,
    restore,
    signals,
    sources,
    status,
    targets,
    up,
    user,
    why,
)
from truenorth.cli.arguments import Parser
from truenorth.errors import Finding, Refused, SourceFailed


class Command(Protocol):
    """What a command's module offers."""

    __name__: str
    HELP: str
    EXAMPLES: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add this command's arguments."""

    def run(self, given: argparse.Namespace) -> int:
        """The exit code; everything said is printed."""


COMMANDS: tuple[Command, ...] = (
    query,
    status,
    signals,
    forecast,
    why,
    leads,
    targets,
    explain,
    sources,
    check,
    plan,
    apply,
    export,
    refresh,
    init,
    demo,
    up,
    backup,
    restore,
    doctor,
    completion,
    user,
)

GOOD, FINDINGS, USER, MACHINE = 0, 1, 2, 3
INTERRUPTED, PIPE_CLOSED = 130, 141  # 128 + the signal's number, as a shell reports them

_REPORT = (
    "this is a fault in Truenorth, not in your project: please report it, "
    "with what the same command prints when TRUENORTH_DEBUG=1 is set"
)


def parser() -> Parser:
    """The whole command line: each command adds its own arguments."""
    top = Parser(
        prog="truenorth",
        description="KPIs as code: exact numbers, targets and status from a folder of YAML and your data.",
        epilog="Start with `truenorth demo`, or `truenorth init pizza` and `truenorth status --project pizza`.",
    )
    top.add_argument("--version", action="store_true", help="print the version")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", title="commands", parser_class=Parser)
    for module in COMMANDS:
        name = module.__name__.rpartition(".")[2]
        each = commands.add_parser(name, help=module.HELP, description=module.__doc__, epilog=module.EXAMPLES)
        module.add_arguments(each)
    return top


def main(words: Sequence[str]) -> int:
    """The exit code of one command line; everything it says is printed."""
    return guarded(lambda: _obey(words), as_json="--json" in words)


def _obey(words: Sequence[str]) -> int:
    top = parser()
    given = top.parse_args(words)
    if given.version:
        from importlib.metadata import version

        print(f"truenorth {version('truenorth')}")
        return GOOD
    if given.command is None:
        top.print_help()
        return USER
    module = next(each for each in COMMANDS if each.__name__.endswith(f".{given.command}"))
    return module.run(given)


def guarded(work: Callable[[], int], *, as_json: bool) -> int:
    """The exit code of some work, whatever happens in it: a mistake or failure is told in a sentence, never a trace."""
    try:
        code = _told(work, as_json=as_json)
        sys.stdout.flush()
        return code
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader (`| head`) has had enough. Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED


def _told(work: Callable[[], int], *, as_json: bool) -> int:
    try:
        return work()
    except Refused as mistake:
        return _say(mistake.finding, USER, as_json=as_json)
    except SourceFailed as failure:
        return _say(failure.finding, MACHINE, as_json=as_json)
    except BrokenPipeError:
        raise
    except Exception as fault:
        if str(fault) == "Query interrupted":  # what DuckDB makes of Ctrl-C while it works
            raise KeyboardInterrupt from None
        if os.environ.get("TRUENORTH_DEBUG") == "1":
            raise
        if (known := _known(fault)) is not None:
            return _say(known, MACHINE, as_json=as_json)
        finding = Finding("UNEXPECTED", f"{type(fault).__name__}: {_one_line(fault)}", hint=_REPORT)
        return _say(finding, MACHINE, as_json=as_json)


def _known(fault: Exception) -> Finding | None:
    """What is said where the database or the disk is at fault, not the program."""
    if isinstance(fault, OSError) and fault.errno in (errno.ENOSPC, errno.EDQUOT):
        return Finding("DISK_FULL", "The disk has no room left.", hint="free some space, then try again")
    if "django.db" in sys.modules:
        from truenorth.app.config.prepare import fault_of_database

        return fault_of_database(fault)
    return None


def run() -> int:
    """What the installed command `truenorth` calls."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")  # a terminal that knows no sparkline still shows the numbers
    return main(sys.argv[1:])


def _say(finding: Finding, code: int, *, as_json: bool) -> int:
    if as_json:
        import json

        print(json.dumps({"error": finding.as_error()}, ensure_ascii=False))
    else:
        from truenorth.cli.findings import told

        print(told(finding), file=sys.stderr)
    return code


def _one_line(fault: Exception) -> str:
    return " ".join(str(fault).split())[:300] or "no further word"


if __name__ == "__main__":
    sys.exit(run())
