from __future__ import annotations

from pathlib import Path

import pytest

from truenorth.definitions import load
from truenorth.model.definitions import Definitions

PAGES = Path(__file__).parent / "pages"


@pytest.fixture(scope="session")
def pages() -> Definitions:
    """The YAML of the specification's pages on metrics and KPIs, made complete."""
    return load(PAGES)
