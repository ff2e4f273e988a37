"""Questions about workspaces and people; frozen values back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from truenorth.app.accounts.models import ApiToken, AuditEvent, Invitation, Membership, Role, User, Workspace
from truenorth.errors import nearest_names, refuse


@dataclass(frozen=True)
class Member:
    """Someone in a workspace."""

    id: int
    name: str
    email: str
    role: str
    is_active: bool
    since: datetime
    last_login: datetime | None
    has_second_factor: bool


@dataclass(frozen=True)
class OpenInvitation:
    """An invitation that nobody accepted or withdrew."""

    id: int
    email: str
    role: str
    invited_by: str
    created_at: datetime
    expires_at: datetime
    is_expired: bool


@dataclass(frozen=True)
class TokenShown:
    """A program's key, without the key."""

    id: int
    name: str
    prefix: str
    owner: str
    scope: str
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None
    revoked_at: datetime | None
    is_good: bool


@dataclass(frozen=True)
class MyWorkspace:
    """A workspace that someone belongs to."""

    slug: str
    name: str
    role: str


@dataclass(frozen=True)
class Person:
    """Someone of the installation, for its operators."""

    id: int
    name: str
    email: str
    is_active: bool
    is_operator: bool
    workspaces: tuple[str, ...]
    last_login: datetime | None
    has_second_factor: bool


@dataclass(frozen=True)
class WorkspaceLine:
    """A workspace, for the operators: how many people, how many administrators."""

    slug: str
    name: str
    members: int
    admins: int
    created_at: datetime


@dataclass(frozen=True)
class AuditFilter:
    """Which rows of an audit trail are wanted; days are in UTC, both included."""

    actor: str = ""
    action: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class AuditLine:
    """One row of the audit trail."""

    id: int
    at: datetime
    actor: str
    action: str
    thing: str
    facts: dict[str, Any]
    hash: str


def members(workspace: Workspace) -> list[Member]:
    """The workspace's people by name."""
    found = Membership.objects.filter(workspace=workspace).select_related("user")
    guarded = _with_second_factor([each.user_id for each in found])
    made = [
        Member(
            each.user_id,
            each.user.name,
            each.user.email,
            each.role,
            each.user.is_active,
            each.created_at,
            each.user.last_login,
            each.user_id in guarded,
        )
        for each in found
    ]
    return sorted(made, key=lambda each: ((each.name or each.email).casefold(), each.id))


def _with_second_factor(users: list[int]) -> set[int]:
    from allauth.mfa.models import Authenticator

    totp = Authenticator.objects.filter(user_id__in=users, type=Authenticator.Type.TOTP)
    return set(totp.values_list("user_id", flat=True))


def member(workspace: Workspace, user: int) -> User | None:
    """The person with that id, when they are a member."""
    return User.objects.filter(pk=user, memberships__workspace=workspace).first()


def invitations(workspace: Workspace) -> list[OpenInvitation]:
    """The invitations still open, newest first; those that ran out stay until they are withdrawn."""
    found = Invitation.objects.filter(workspace=workspace, accepted_at__isnull=True, withdrawn_at__isnull=True)
    now = timezone.now()
    return [
        OpenInvitation(
            each.pk,
            each.email,
            each.role,
            "" if each.invited_by is None else str(each.invited_by),
            each.created_at,
            each.expires_at,
            each.expires_at <= now,
        )
        for each in found.select_related("invited_by").order_by("-id")
    ]


def tokens(workspace: Workspace, user: User | None = None) -> list[TokenShown]:
    """The workspace's tokens, or one person's, newest first; those revoked a month ago are left out."""
    found = ApiToken.objects.filter(workspace=workspace).select_related("user").order_by("-id")
    found = found.filter(Q(revoked_at=None) | Q(revoked_at__gte=timezone.now() - timedelta(days=30)))
    now = timezone.now()
    return [
        TokenShown(
            each.pk,
            each.name,
            each.prefix,
            str(each.user),
            each.scope,
            each.created_at,
            each.last_used_at,
            each.expires_at,
            each.revoked_at,
            each.revoked_at is None and (each.expires_at is None or each.expires_at > now),
        )
        for each in (found if user is None else found.filter(user=user))
    ]


def workspaces_of(user: User) -> list[MyWorkspace]:
    """The workspaces someone belongs to, by name."""
    found = Membership.objects.filter(user=user).select_related("workspace").order_by("workspace__name", "id")
    return [MyWorkspace(each.workspace.slug, each.workspace.name, each.role) for each in found]


def find_workspace(slug: str) -> Workspace | None:
    """The workspace of that address, when there is one."""
    return Workspace.objects.filter(slug=slug).first()


def workspace(slug: str) -> Workspace:
    """The workspace of that address. Raises Refused, with the nearest, where there is none."""
    found = find_workspace(slug)
    if found is None:
        known = list(Workspace.objects.values_list("slug", flat=True))
        hint = f"there are {', '.join(known[:8])}" if known else "make one with `truenorth apply` first"
        near = nearest_names(slug, known)
        raise refuse("WORKSPACE_UNKNOWN", f"There is no workspace {slug}.", hint=hint, nearest=near)
    return found


def person(email: str) -> User:
    """The person with that address. Raises Refused, with the nearest, where there is none."""
    found = User.objects.filter(email=email.strip().lower()).first()
    if found is None:
        near = nearest_names(email, User.objects.values_list("email", flat=True))
        hint = "invite them with `truenorth user add`"
        raise refuse("PERSON_UNKNOWN", f"Nobody here has the address {email}.", hint=hint, nearest=near)
    return found


def people() -> list[Person]:
    """Everybody of the installation, by address."""
    found = list(User.objects.prefetch_related("memberships__workspace").order_by("email"))
    guarded = _with_second_factor([each.pk for each in found])
    return [
        Person(
            each.pk,
            each.name,
            each.email,
            each.is_active,
            each.is_operator,
            tuple(sorted(f"{member.workspace.slug} ({member.role})" for member in each.memberships.all())),
            each.last_login,
            each.pk in guarded,
        )
        for each in found
    ]


def workspace_lines() -> list[WorkspaceLine]:
    """Every workspace, by name."""
    active_admin = Q(memberships__role=Role.ADMIN, memberships__user__is_active=True)
    found = Workspace.objects.annotate(
        people=Count("memberships", distinct=True), admins=Count("memberships", filter=active_admin, distinct=True)
    ).order_by("name")
    return [WorkspaceLine(each.slug, each.name, each.people, each.admins, each.created_at) for each in found]


def audit_actions(workspace: Workspace | None) -> list[str]:
    """The kinds of acts in a trail, for its filter."""
    found = AuditEvent.objects.filter(workspace=workspace).values_list("action", flat=True)
    return list(found.distinct().order_by("action"))


def audit_page(workspace: Workspace | None, wanted: AuditFilter, number: int, size: int) -> tuple[list[AuditLine], int]:
    """One page of a trail, newest first, and how many rows there are in all."""
    found = _audit(workspace, wanted)
    start = max(number - 1, 0) * size
    return [_line(each) for each in found.order_by("-id")[start : start + size]], found.count()


def audit_rows(workspace: Workspace | None, wanted: AuditFilter) -> Iterator[AuditLine]:
    """Every row of a trail that is wanted, oldest first."""
    return (_line(each) for each in _audit(workspace, wanted).order_by("id").iterator(chunk_size=1000))


def _audit(workspace: Workspace | None, wanted: AuditFilter) -> QuerySet[AuditEvent]:
    found = AuditEvent.objects.filter(workspace=workspace)
    if wanted.actor:
        found = found.filter(actor__icontains=wanted.actor)
    if wanted.action:
        found = found.filter(action=wanted.action)
    if wanted.since is not None:
        found = found.filter(at__gte=_midnight(wanted.since))
    if wanted.until is not None and wanted.until < date.max:
        found = found.filter(at__lt=_midnight(wanted.until + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _line(event: AuditEvent) -> AuditLine:
    return AuditLine(event.pk, event.at, event.actor, event.action, event.thing, event.facts, event.hash)
