"""Installations on each database, whose tables are there."""

from __future__ import annotations

from pathlib import Path

import pytest

from app_databases import DATABASES, installation_on
from installation import Installation


@pytest.fixture(params=DATABASES)
def crash_site(request: pytest.FixtureRequest, tmp_path: Path) -> Installation:
    """An installation of the test's own, on SQLite and on PostgreSQL."""
    return installation_on(request, request.param, tmp_path / "data")
