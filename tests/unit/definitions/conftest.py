from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from truenorth.definitions import load
from truenorth.model.definitions import Definitions

PAGES = Path(__file__).parent / "pages"


@pytest.fixture(scope="session")
def pages_folder() -> Path:
    return PAGES


@pytest.fixture(scope="session")
def pages() -> Definitions:
    """The YAML of the specification's pages on metrics and KPIs, made complete."""
    return load(PAGES)


def _without_places(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        dropped = {"place", "places", "line", "file"} | ({"column"} if type(value).__name__ == "Formula" else set())
        names = [item.name for item in dataclasses.fields(value) if item.name not in dropped]
        return (type(value).__name__, {name: _without_places(getattr(value, name)) for name in names})
    if isinstance(value, dict):
        return {key: _without_places(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return tuple(_without_places(one) for one in value)
    return value


@pytest.fixture(scope="session")
def without_places() -> Callable[[Any], Any]:
    """A value as plain data, in which the places in files are left out."""
    return _without_places
