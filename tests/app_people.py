"""People for the tests of the application."""

from __future__ import annotations

from truenorth.app.accounts.models import Membership, Role, User, Workspace

PASSWORD_HASH = "pbkdf2_sha256$1$salt$kbetH8pvQW2woEDkqwW3lBiusahaNsvlbcMnQlA1Qxc="
"""Of `correct horse battery`, made in one round: it costs no time to make, and little to check."""


def member(workspace: Workspace, role: Role, email: str) -> User:
    """A person with a role in the workspace."""
    user = User.objects.create_user(email, email.partition("@")[0].title())
    User.objects.filter(pk=user.pk).update(password=PASSWORD_HASH)
    user.refresh_from_db()
    Membership.objects.create(workspace=workspace, user=user, role=role)
    return user
