"""Load the examples with a year of history each, and serve them. With --print only compute and print scorecards."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from truenorth.cli.arguments import add_json
from truenorth.cli.examples import Example, examples
from truenorth.cli.progress import Progress
from truenorth.cli.screen import Screen, screen
from truenorth.errors import refuse

if TYPE_CHECKING:
    from truenorth.app.config.demo import Loaded, SignIn
    from truenorth.app.config.options import Options

LOG = "demo.log"
HELP = "see the examples: in the browser, or printed"
EXAMPLES = """examples:
  truenorth demo                 # load the four examples, serve them, print address and sign-in
  truenorth demo --port 8001     # where port 8000 is taken; with make: make demo PORT=8001
  truenorth demo --print         # only their scorecards, here"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    parser.add_argument("--print", action="store_true", dest="printed", help="print the scorecards and stop")
    parser.add_argument("--load-only", action="store_true", help="load the workspaces, but serve nothing")
    parser.add_argument("--host", metavar="HOST", help="the address to listen on (default: 127.0.0.1)")
    parser.add_argument("--port", metavar="N", help="the port to listen on (default: 8000)")
    add_json(parser)


def run(given: argparse.Namespace) -> int:
    """0 when every example was computed, and served until told to stop."""
    found = examples()
    if not found:
        raise refuse("NO_EXAMPLES", "This installation has no examples.", hint="install Truenorth from its wheel")
    if given.json:
        import json

        print('{"examples": {' + ", ".join(f"{json.dumps(each.name)}: {_json(each)}" for each in found) + "}}")
        return 0
    if given.printed:
        return _print(found)
    return _serve(found, given)


def _print(found: tuple[Example, ...]) -> int:
    import time

    out, began = screen(), time.monotonic()
    for each in found:
        print("\n".join([*_scorecard(each, out), ""]), flush=True)
    print(out.paint(f"{len(found)} projects computed from their rows in {time.monotonic() - began:.1f} s.", "dim"))
    print(f"Copy one and make it your own:  truenorth init {' | '.join(each.name for each in found)}")
    return 0


def _serve(found: tuple[Example, ...], given: argparse.Namespace) -> int:
    """Look at the port, load what is not there yet, serve, and say how to sign in."""
    from truenorth.app.config.logs import set_up_logs
    from truenorth.app.config.options import data_folder, read_options
    from truenorth.cli.up import environment_with, look_at_data, look_at_port, serve

    if not os.environ.get("TRUENORTH_DATA"):
        usual = data_folder()
        os.environ["TRUENORTH_DATA"] = str(usual.with_name(usual.name + "-demo"))
    environment = environment_with(HOST=given.host, PORT=given.port)
    options = read_options(environment)
    look_at_data(options)
    if not given.load_only:
        look_at_port(options, "truenorth demo --port {port} (with make: make demo PORT={port})")
    sign_in = _loaded(found, options)
    if given.load_only:
        return 0
    log = options.data / LOG
    print("Starting …", flush=True)

    def say(*, answers: bool) -> None:
        print("\n".join(_open_lines(sign_in, options, screen(), answers=answers)), flush=True)

    with log.open("a", encoding="utf-8") as file:
        os.dup2(file.fileno(), 2)  # what the processes log would bury the address
    set_up_logs(options.log)
    return serve(options, environment, say)


def _open_lines(sign_in: SignIn, options: Options, out: Screen, *, answers: bool) -> list[str]:
    """How to come in; the address is the last word."""
    from truenorth.cli.up import address_of

    trouble = [] if answers else [out.paint(f"It does not answer yet; {options.data / LOG} says why.", "bold")]
    return [
        out.paint(f"The log is {options.data / LOG}. Ctrl-C stops; the same command starts it again.", "dim"),
        *trouble,
        "",
        f"Sign in  {sign_in.address}   password  {out.paint(sign_in.password, 'bold')}",
        out.paint("         The people named in the examples sign in with the same password.", "dim"),
        f"Open     {out.paint(f'{address_of(options)}/w/pizza/scorecards/company/', 'bold')}",
    ]


def _loaded(found: tuple[Example, ...], options: Options) -> SignIn:
    """The sign-in of the demo, which is loaded where it is not there yet."""
    import time

    from truenorth.app.config.prepare import bring_up_to_date

    bring_up_to_date()
    from truenorth.app.config.demo import load_demo, sign_in_of

    known = sign_in_of(options)
    if known is not None:
        print(f"Using the demo that is loaded in {options.data}; to start afresh, remove that folder.", flush=True)
        return known
    began, progress = time.monotonic(), Progress()
    print(f"Loading {len(found)} examples, each with a year of history, into {options.data}", flush=True)

    def told(loaded: Loaded) -> None:
        first, last = loaded.days[0], loaded.days[-1]
        dates = f"as of {len(loaded.days)} dates, {first} to {last}"
        progress.say(f"  {loaded.name:<20} {dates}: {loaded.readings:>6,} readings")

    sign_in = load_demo(options, {each.name: each.folder for each in found}, told=told, moved=progress.moved)
    progress.say(f"Loaded in {time.monotonic() - began:.0f} s.")
    return sign_in


def _json(example: Example) -> str:
    from truenorth.project import Project

    with _workable(example.folder) as folder, Project(folder) as project:
        return project.status_json()


def _scorecard(example: Example, out: Screen) -> list[str]:
    from truenorth.cli.scorecard import scorecard_lines
    from truenorth.project import Project

    with _workable(example.folder) as folder, Project(folder) as project:
        return scorecard_lines(project.definitions, project.status(), out, example.name)


@contextmanager
def _workable(folder: Path) -> Iterator[Path]:
    """The example's folder, or a copy where it cannot keep extracts, as in an installation by another user."""
    if os.access(folder, os.W_OK):
        yield folder
        return
    import shutil
    import tempfile

    with tempfile.TemporaryDirectory() as copy:
        yield Path(shutil.copytree(folder, Path(copy, folder.name), copy_function=shutil.copyfile))
