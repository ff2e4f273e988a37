"""The example projects that come with Truenorth: where they are and what each shows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from truenorth.errors import nearest_names, refuse


@dataclass(frozen=True)
class Example:
    """A complete small project on real data."""

    name: str
    folder: Path
    about: str


def examples() -> tuple[Example, ...]:
    """The examples by name: those in the installed package, or in the repository's own `examples/`."""
    folder = _folder()
    if folder is None:
        return ()
    found = sorted(each.parent for each in folder.glob("*/truenorth.yml"))
    return tuple(Example(each.name, each, _about(each)) for each in found)


def example(name: str) -> Example:
    """The example of that name; raises `Refused` naming the ones there are."""
    known = {each.name: each for each in examples()}
    if name in known:
        return known[name]
    raise refuse(
        "UNKNOWN_EXAMPLE",
        f"There is no example {name!r}.",
        hint=f"there are: {', '.join(known) or 'none in this installation'}",
        nearest=nearest_names(name, known),
    )


def _folder() -> Path | None:
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "examples", package.parent.parent / "examples"):
        if folder.is_dir():
            return folder
    return None


def _about(folder: Path) -> str:
    """The first line of the example's README after its title, else nothing."""
    readme = folder / "README.md"
    if not readme.is_file():
        return ""
    lines = [line.strip() for line in readme.read_text(encoding="utf-8").splitlines()]
    return next((line for line in lines if line and not line.startswith("#")), "")
