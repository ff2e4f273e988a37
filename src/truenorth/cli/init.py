"""Start a project of one's own from one of the examples. An existing file is never overwritten."""

from __future__ import annotations

import argparse
from pathlib import Path

from truenorth.cli.arguments import add_json
from truenorth.cli.examples import Example, example, examples
from truenorth.errors import refuse

HELP = "start a project from an example"
EXAMPLES = """examples:
  truenorth init --list
  truenorth init pizza
  truenorth init pizza kpis/"""

_LEFT_BEHIND = (".truenorth", "__pycache__", ".DS_Store")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    parser.add_argument("example", metavar="EXAMPLE", nargs="?", help="the example to copy")
    parser.add_argument("folder", metavar="FOLDER", nargs="?", help="the new folder (default: the example's name)")
    parser.add_argument("--list", action="store_true", help="list the examples")
    add_json(parser)


def run(given: argparse.Namespace) -> int:
    """0 when the list was printed or the example copied."""
    if given.list or given.example is None:
        _list(as_json=given.json)
        if given.list:
            return 0
        raise refuse("USAGE", "Which example?", hint="name one of the list, such as `truenorth init pizza`")
    folder = copy(example(given.example), Path(given.folder or given.example))
    if given.json:
        import json

        print(json.dumps({"folder": str(folder)}, ensure_ascii=False))
    else:
        print(f"Copied the example {given.example} to {folder}.")
        print(f"  truenorth status --project {folder}")
    return 0


def copy(source: Example, folder: Path) -> Path:
    """The folder the example was copied to. Raises `Refused` unless it is new or empty."""
    import shutil

    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise refuse(
            "FOLDER_NOT_EMPTY",
            f"{str(folder)!r} exists and is not empty, so nothing was copied.",
            hint=f"name another folder: `truenorth init {source.name} NEW_FOLDER`",
        )
    try:
        shutil.copytree(source.folder, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(*_LEFT_BEHIND))
    except PermissionError as denied:
        raise refuse("NO_WRITE_ACCESS", f"{str(folder)!r} cannot be written: {denied.strerror}.") from denied
    return folder


def _list(*, as_json: bool) -> None:
    found = examples()
    if as_json:
        import json

        print(
            json.dumps({"examples": [{"name": each.name, "about": each.about} for each in found]}, ensure_ascii=False)
        )
        return
    widest = max((len(each.name) for each in found), default=0)
    for each in found:
        print(f"{each.name:<{widest}}  {each.about}".rstrip())
