"""Links by which people come in: invitations, the first operator's link, one-time links for forgotten passwords.

One table, three kinds. With a workspace it is an invitation. Without one it is a one-time link for the person with that
address; with no address either it is the first operator's.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from truenorth.app.accounts.audit import record
from truenorth.app.accounts.links import LINK_LIFE, fresh_secret, hashed, link_of
from truenorth.app.accounts.models import Invitation, Membership, Role, User, Workspace
from truenorth.app.accounts.write import COMMAND_LINE, add_member, valid_address, valid_password
from truenorth.errors import refuse

FIRST_START = "first start"


class Kind(StrEnum):
    """What a link is for."""

    FIRST = "first"  # the first operator sets address, name and password
    JOIN = "join"  # somebody new sets name and password, and joins
    JOIN_KNOWN = "join known"  # somebody who can sign in does so, and joins
    RENEW = "renew"  # somebody sets a new password


@dataclass(frozen=True)
class Welcome:
    """A link that is still good: what it is for, and for whom."""

    invitation: int
    kind: Kind
    email: str
    workspace: Workspace | None
    role: str


def invite(workspace: Workspace, email: str, role: Role, *, by: User | None) -> str:
    """The link for somebody to join; earlier links for the same address and workspace are no longer good."""
    address = valid_address(email)
    with transaction.atomic():
        Workspace.objects.select_for_update().get(pk=workspace.pk)
        if Membership.objects.filter(workspace=workspace, user__email=address).exists():
            hint = "change their role instead"
            raise refuse("MEMBER_ALREADY", f"{address} is a member of {workspace.name} already.", hint=hint)
        _withdraw(Invitation.objects.filter(workspace=workspace, email=address))
        record(_name(by), "invitation made", address, workspace, {"role": role.value})
        return _made(workspace, address, role, by)


def withdraw(workspace: Workspace, invitation: int, *, by: str) -> None:
    """Make an invitation's link no longer good."""
    with transaction.atomic():
        found = Invitation.objects.select_for_update().filter(workspace=workspace, pk=invitation).first()
        if found is None:
            raise refuse("INVITATION_UNKNOWN", "There is no such invitation.", hint="look at the page of people")
        if found.accepted_at is None and found.withdrawn_at is None:
            found.withdrawn_at = timezone.now()
            found.save(update_fields=["withdrawn_at"])
            record(by, "invitation withdrawn", found.email, workspace)


def invite_again(workspace: Workspace, invitation: int, *, by: User | None) -> str:
    """A fresh link for an invitation that was not accepted; its earlier link is no longer good."""
    found = Invitation.objects.filter(workspace=workspace, pk=invitation, accepted_at__isnull=True).first()
    if found is None:
        raise refuse("INVITATION_UNKNOWN", "There is no such open invitation.", hint="look at the page of people")
    return invite(workspace, found.email, Role(found.role), by=by)


def first_link() -> str | None:
    """The link by which the first operator comes in; None when somebody can sign in already.

    It is shown once and not kept: the next start makes a fresh one, and this one is then no longer good.
    """
    with transaction.atomic():
        if _somebody_can_sign_in():
            return None
        _withdraw(Invitation.objects.filter(workspace=None, email=""))
        record(FIRST_START, "first operator's link made")
        return _made(None, "", None, None)


def one_time_link(user: User, *, by: User | None = None) -> str:
    """The link by which someone sets a new password; earlier ones are no longer good.

    Whoever has the link can become that person. So an administrator may make it only for those who are members of
    nothing but workspaces that the administrator administers too, and of no operator; an operator for anybody.
    """
    if by is not None and not may_renew(by, user):
        raise refuse(
            "LINK_NOT_YOURS",
            f"{user} has access beyond the workspaces that you administer.",
            hint="ask an operator for the link",
        )
    with transaction.atomic():
        _withdraw(Invitation.objects.filter(workspace=None, email=user.email))
        record(_name(by), "one-time link made", user.email)
        return _made(None, user.email, None, by)


def may_renew(by: User, user: User) -> bool:
    """Whether someone may make the link that sets another's password."""
    operators = set(User.objects.filter(is_operator=True, pk__in=(by.pk, user.pk)).values_list("pk", flat=True))
    if by.pk in operators:
        return True
    mine = Membership.objects.filter(user=by, role=Role.ADMIN).values("workspace")
    return user.pk not in operators and not Membership.objects.filter(user=user).exclude(workspace__in=mine).exists()


def welcome(secret: str) -> Welcome:
    """What a link is for. Raises Refused, with the reason, where it is no longer good."""
    return _welcome(_good(secret, Invitation.objects.all()))


def set_up(secret: str, email: str, name: str, password: str) -> User:
    """The person who came in by a link and set name and password; the link is then used up."""
    with transaction.atomic():
        invitation = _good(secret, Invitation.objects.select_for_update())
        about = _welcome(invitation)
        if about.kind is Kind.JOIN_KNOWN:
            hint = "sign in and open the link once more"
            raise refuse("LINK_SIGN_IN", f"{about.email} has a password already.", hint=hint)
        address = valid_address(email) if about.kind is Kind.FIRST else about.email
        label = " ".join(name.split())[:200]
        valid_password(password, address, label)
        user = User.objects.filter(email=address).first() or User.objects.create_user(address)
        if label:
            user.name = label
        user.set_password(password)
        user.is_operator = user.is_operator or about.kind is Kind.FIRST
        user.save()
        _use(invitation, user)
        return user


def join(secret: str, user: User) -> Workspace:
    """The workspace that someone who is signed in joined by an invitation; the link is then used up."""
    with transaction.atomic():
        invitation = _good(secret, Invitation.objects.select_for_update())
        if invitation.workspace is None or invitation.email != user.email:
            hint = "sign out, then open the link once more"
            raise refuse("LINK_FOR_ANOTHER", "This link is for somebody else.", hint=hint)
        _use(invitation, user)
        return invitation.workspace


def _use(invitation: Invitation, user: User) -> None:
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    workspace = invitation.workspace
    if workspace is None:
        record(user.email, "one-time link used" if invitation.email else "first operator came in", user.email)
        return
    record(user.email, "invitation accepted", user.email, workspace, {"role": invitation.role})
    if not Membership.objects.filter(workspace=workspace, user=user).exists():
        add_member(workspace, user, Role(invitation.role), by=_name(invitation.invited_by))


def _good(secret: str, among: QuerySet[Invitation]) -> Invitation:
    found = among.filter(secret_hash=hashed(secret)).first()
    if found is None:
        raise refuse("LINK_UNKNOWN", "This link is not known here.", hint="check that you copied the whole of it")
    hint = "ask whoever sent it to you for a new one"
    if found.accepted_at is not None:
        raise refuse("LINK_USED", "This link was used already; each is good once.", hint=hint)
    if found.withdrawn_at is not None or not _may_invite(found):
        raise refuse("LINK_WITHDRAWN", "This link was withdrawn.", hint=hint)
    if found.expires_at <= timezone.now():
        raise refuse("LINK_EXPIRED", f"This link was good until {found.expires_at:%d %B %Y}.", hint=hint)
    return found


def _may_invite(found: Invitation) -> bool:
    """Whether who made the link could still make it: who has lost a workspace lets nobody into it any more."""
    by = found.invited_by
    if by is None:
        return True
    if not by.is_active:
        return False
    if by.is_operator or found.workspace is None:
        return True
    return Membership.objects.filter(workspace=found.workspace, user=by, role=Role.ADMIN).exists()


def _welcome(found: Invitation) -> Welcome:
    user = User.objects.filter(email=found.email).first() if found.email else None
    hint = "ask whoever sent it to you for a new one"
    if user is not None and not user.is_active:
        raise refuse("PERSON_OFF", "This account is switched off.", hint="ask your administrator")
    if found.workspace is not None:
        kind = Kind.JOIN if user is None else Kind.JOIN_KNOWN
    elif found.email:
        if user is None:
            raise refuse("LINK_UNKNOWN", "The person whom this link is for is no longer here.", hint=hint)
        kind = Kind.RENEW
    else:
        if _somebody_can_sign_in():
            raise refuse("LINK_USED", "Somebody has set this installation up already.", hint="ask them to invite you")
        kind = Kind.FIRST
    return Welcome(found.pk, kind, found.email, found.workspace, found.role)


def _somebody_can_sign_in() -> bool:
    return any(user.has_usable_password() for user in User.objects.filter(is_active=True).iterator())


def _made(workspace: Workspace | None, email: str, role: Role | None, by: User | None) -> str:
    secret = fresh_secret()
    Invitation.objects.create(
        secret_hash=hashed(secret),
        workspace=workspace,
        email=email,
        role="" if role is None else role.value,
        invited_by=by,
        expires_at=timezone.now() + LINK_LIFE,
    )
    return link_of(secret)


def _withdraw(among: QuerySet[Invitation]) -> None:
    among.filter(accepted_at__isnull=True, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now())


def _name(by: User | None) -> str:
    return COMMAND_LINE if by is None else by.email
