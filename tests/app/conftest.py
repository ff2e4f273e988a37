"""A data folder of its own for every test of the application, and people to act in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from truenorth.app.accounts.models import Membership, Role, User, Workspace


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The installation's data folder."""
    monkeypatch.setenv("TRUENORTH_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def workspace(db: None) -> Workspace:
    """An empty workspace."""
    return Workspace.objects.create(slug="acme", name="Acme")


def member(workspace: Workspace, role: Role, email: str) -> User:
    """A person with a role in the workspace."""
    user = User.objects.create_user(email, email.partition("@")[0].title(), "correct horse battery")
    Membership.objects.create(workspace=workspace, user=user, role=role)
    return user
