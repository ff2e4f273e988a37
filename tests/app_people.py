"""People for the tests of the application."""

from __future__ import annotations

from truenorth.app.accounts.models import Membership, Role, User, Workspace


def member(workspace: Workspace, role: Role, email: str) -> User:
    """A person with a role in the workspace."""
    user = User.objects.create_user(email, email.partition("@")[0].title(), "correct horse battery")
    Membership.objects.create(workspace=workspace, user=user, role=role)
    return user
