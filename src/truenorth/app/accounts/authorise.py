"""The one answer to "may they?": a table of what each role may do."""

from __future__ import annotations

from enum import StrEnum

from truenorth.app.accounts.models import Membership, Role, User, Workspace


class Action(StrEnum):
    """What someone may want to do in a workspace; OPERATE concerns the whole installation."""

    VIEW = "view"  # read every page
    CONTRIBUTE = "contribute"  # check in, type values, annotate, comment
    DEFINE = "define"  # change definitions and sources, refresh, publish
    ADMINISTER = "administer"  # people, roles, tokens, audit, schedules
    OPERATE = "operate"  # make workspaces, see the installation's state


LEAST = {
    Action.VIEW: Role.VIEWER,
    Action.CONTRIBUTE: Role.CONTRIBUTOR,
    Action.DEFINE: Role.ANALYST,
    Action.ADMINISTER: Role.ADMIN,
}
"""The least role that may do it."""

_ORDER = {role: place for place, role in enumerate((Role.VIEWER, Role.CONTRIBUTOR, Role.ANALYST, Role.ADMIN))}


def ladder(role: Role) -> int:
    """A role's place from least to most."""
    return _ORDER[role]


def memberships_of(user: User) -> list[Membership]:
    """Someone's memberships by the names of their workspaces; none for people who were switched off."""
    if not user.is_authenticated or not user.is_active:
        return []
    return list(Membership.objects.filter(user=user).select_related("workspace").order_by("workspace__name"))


def role_of(user: User, workspace: Workspace) -> Role | None:
    """Someone's role in a workspace; None for strangers, and for people who were switched off."""
    if not user.is_authenticated or not user.is_active:
        return None
    found = Membership.objects.filter(user=user, workspace=workspace).values_list("role", flat=True).first()
    return None if found is None else Role(found)


def may(role: Role | None, action: Action) -> bool:
    """Whether a role is enough."""
    return role is not None and action in LEAST and _ORDER[role] >= _ORDER[LEAST[action]]


def can(user: User, action: Action, workspace: Workspace | None) -> bool:
    """Whether someone may do something in a workspace, or (without one) to the installation."""
    if action is Action.OPERATE:
        return user.is_authenticated and user.is_active and user.is_operator
    return workspace is not None and may(role_of(user, workspace), action)
