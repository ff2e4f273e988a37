"""A data folder of its own for every test of the application."""

from __future__ import annotations

from pathlib import Path

import pytest

from truenorth.app.accounts.models import Workspace


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The installation's data folder."""
    monkeypatch.setenv("TRUENORTH_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def workspace(db: None) -> Workspace:
    """An empty workspace."""
    return Workspace.objects.create(slug="acme", name="Acme")
