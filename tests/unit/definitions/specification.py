"""The YAML of the specification's pages on metrics and KPIs, made complete, for the tests beside this file."""

from __future__ import annotations

import dataclasses
from functools import cache
from pathlib import Path
from typing import Any

from truenorth.definitions import load
from truenorth.model.definitions import Definitions

PAGES = Path(__file__).parent / "pages"


@cache
def pages() -> Definitions:
    """The definitions of the pages."""
    return load(PAGES)


def page(file: str) -> str:
    """The text of one file of the pages."""
    return (PAGES / file).read_text(encoding="utf-8")


def without_places(value: Any) -> Any:
    """A value as plain data, in which the places in files are left out."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        dropped = {"place", "places", "line", "file"} | ({"column"} if type(value).__name__ == "Formula" else set())
        names = [item.name for item in dataclasses.fields(value) if item.name not in dropped]
        return (type(value).__name__, {name: without_places(getattr(value, name)) for name in names})
    if isinstance(value, dict):
        return {key: without_places(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return tuple(without_places(one) for one in value)
    return value
