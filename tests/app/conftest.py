"""A data folder of its own for every test of the application."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from truenorth.app.accounts.models import Workspace
from truenorth.app.config.options import read_options


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Path:
    """The installation's data folder."""
    monkeypatch.setenv("TRUENORTH_DATA", str(tmp_path / "data"))
    settings.OPTIONS = read_options()
    return tmp_path / "data"


@pytest.fixture
def workspace(db: None) -> Workspace:
    """An empty workspace."""
    return Workspace.objects.create(slug="acme", name="Acme")
