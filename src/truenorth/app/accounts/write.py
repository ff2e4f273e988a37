"""What is done to workspaces and their people. Each act is one transaction with its row in the audit trail."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email, validate_slug
from django.db import transaction
from django.utils.text import slugify

from truenorth.app.accounts.audit import record
from truenorth.app.accounts.models import Membership, Role, User, Workspace
from truenorth.errors import refuse

COMMAND_LINE = "command line"
"""Who acts when nobody is signed in: whoever may write to the data folder."""


def make_workspace(name: str, *, slug: str = "", by: str, admin: User | None = None) -> Workspace:
    """A workspace with a name of its own in addresses; `admin` becomes its first administrator."""
    label = " ".join(name.split())
    if not 0 < len(label) <= 200:
        raise refuse("WORKSPACE_NAME", "A workspace needs a name of 1 to 200 characters.", hint="give it a name")
    with transaction.atomic():
        workspace = Workspace.objects.create(slug=_free_slug(label, slug), name=label)
        record(by, "workspace made", workspace.slug, workspace, {"name": label})
        if admin is not None:
            _add(workspace, admin, Role.ADMIN, by)
    return workspace


def _free_slug(name: str, given: str) -> str:
    wanted = given or slugify(name)[:60].strip("-_") or "workspace"
    try:
        validate_slug(wanted)
    except ValidationError:
        hint = "use letters, digits and hyphens"
        raise refuse("WORKSPACE_SLUG", f"{wanted!r} cannot stand in an address.", hint=hint) from None
    if len(wanted) > 80:
        raise refuse("WORKSPACE_SLUG", f"{wanted!r} is longer than 80 characters.", hint="use a shorter one")
    taken = set(Workspace.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    if given and given in taken:
        raise refuse("WORKSPACE_TAKEN", f"There is a workspace {given} already.", hint="choose another address")
    return next(slug for number in range(1, len(taken) + 3) if (slug := _numbered(wanted, number)) not in taken)


def _numbered(slug: str, number: int) -> str:
    return slug if number == 1 else f"{slug}-{number}"


def rename_workspace(workspace: Workspace, name: str, *, by: str) -> Workspace:
    """The workspace under another name; its address stays."""
    label = " ".join(name.split())
    if not 0 < len(label) <= 200:
        raise refuse("WORKSPACE_NAME", "A workspace needs a name of 1 to 200 characters.", hint="give it a name")
    with transaction.atomic():
        found = Workspace.objects.select_for_update().get(pk=workspace.pk)
        before, found.name = found.name, label
        if before != label:
            found.save(update_fields=["name"])
            record(by, "workspace renamed", found.slug, found, {"before": before, "after": label})
    return found


def add_member(workspace: Workspace, user: User, role: Role, *, by: str) -> Membership:
    """Someone's membership in a workspace. Raises Refused where they have one already."""
    with transaction.atomic():
        _locked(workspace)
        if Membership.objects.filter(workspace=workspace, user=user).exists():
            hint = "change their role instead"
            raise refuse("MEMBER_ALREADY", f"{user.email} is a member of {workspace.name} already.", hint=hint)
        return _add(workspace, user, role, by)


def _add(workspace: Workspace, user: User, role: Role, by: str) -> Membership:
    member = Membership.objects.create(workspace=workspace, user=user, role=role)
    record(by, "member added", user.email, workspace, {"role": role.value})
    return member


def change_role(workspace: Workspace, user: User, role: Role, *, by: str) -> None:
    """Give a member another role; the last administrator keeps theirs."""
    with transaction.atomic():
        member = _member(workspace, user)
        if member.role == role:
            return
        _keep_an_admin(workspace, member)
        before, member.role = member.role, role
        member.save(update_fields=["role"])
        record(by, "role changed", user.email, workspace, {"before": str(before), "after": role.value})


def remove_member(workspace: Workspace, user: User, *, by: str) -> None:
    """End someone's membership; the last administrator stays. What they wrote stays too."""
    with transaction.atomic():
        member = _member(workspace, user)
        _keep_an_admin(workspace, member)
        member.delete()
        record(by, "member removed", user.email, workspace, {"role": str(member.role)})


def _member(workspace: Workspace, user: User) -> Membership:
    """The membership, while nobody else changes those of the workspace."""
    _locked(workspace)
    found = Membership.objects.filter(workspace=workspace, user=user).first()
    if found is None:
        hint = "look at the page of people"
        raise refuse("MEMBER_UNKNOWN", f"{user.email} is no member of {workspace.name}.", hint=hint)
    return found


def _locked(workspace: Workspace) -> None:
    """Two changes of one workspace's people wait for each other; SQLite's transactions do so anyway."""
    Workspace.objects.select_for_update().get(pk=workspace.pk)


def _keep_an_admin(workspace: Workspace, member: Membership) -> None:
    """Someone who is switched off administers nothing, and so does not count."""
    admins = Membership.objects.filter(workspace=workspace, role=Role.ADMIN, user__is_active=True)
    if member.role == Role.ADMIN and not admins.exclude(pk=member.pk).exists():
        raise refuse(
            "LAST_ADMIN",
            f"{member.user} is the last administrator of {workspace.name}.",
            hint="make somebody else an administrator first",
        )


def switch_off(user: User, *, by: str) -> None:
    """Keep someone out from their next request on; all their memberships, work and tokens stay as they are.

    Raises Refused where a workspace or the installation would be left without anybody in charge.
    """
    with transaction.atomic():
        found = User.objects.select_for_update().get(pk=user.pk)
        if not found.is_active:
            return
        if found.is_operator and not _other_operators(found):
            hint = "make somebody else an operator first"
            raise refuse("LAST_OPERATOR", f"{found} is the last operator who can sign in.", hint=hint)
        for member in Membership.objects.filter(user=user, role=Role.ADMIN).order_by("workspace_id"):
            _locked(member.workspace)
            _keep_an_admin(member.workspace, member)
        found.is_active = False
        found.save(update_fields=["is_active"])
        record(by, "person switched off", found.email)


def switch_on(user: User, *, by: str) -> None:
    """Let someone in again."""
    with transaction.atomic():
        if User.objects.filter(pk=user.pk, is_active=False).update(is_active=True):
            record(by, "person switched on", user.email)


def make_operator(user: User, *, by: str) -> None:
    """Let someone make workspaces and see the installation."""
    with transaction.atomic():
        if User.objects.filter(pk=user.pk, is_operator=False).update(is_operator=True):
            record(by, "operator made", user.email)


def end_operator(user: User, *, by: str) -> None:
    """Take the installation out of someone's hands; the last operator keeps it."""
    with transaction.atomic():
        operators = list(User.objects.select_for_update().filter(is_operator=True))
        if user.pk not in {each.pk for each in operators}:
            return
        if not _other_operators(user):
            hint = "make somebody else an operator first"
            raise refuse("LAST_OPERATOR", f"{user} is the last operator who can sign in.", hint=hint)
        User.objects.filter(pk=user.pk).update(is_operator=False)
        record(by, "operator ended", user.email)


def _other_operators(user: User) -> bool:
    others = User.objects.filter(is_operator=True, is_active=True).exclude(pk=user.pk)
    return any(each.has_usable_password() for each in others)


def name_person(user: User, name: str) -> None:
    """Call someone by another name."""
    label = " ".join(name.split())
    if len(label) > 200:
        raise refuse("PERSON_NAME", "A name has 200 characters at most.", hint="use a shorter one")
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(name=label)
        record(user.email, "name changed", user.email, None, {"after": label})


def valid_address(email: str) -> str:
    """The address as it is kept. Raises Refused where it is none."""
    clean = email.strip().lower()
    try:
        validate_email(clean)
    except ValidationError:
        hint = "write name@company.example"
        raise refuse("EMAIL_INVALID", f"{email!r} is no e-mail address.", hint=hint) from None
    if len(clean) > 254:
        raise refuse("EMAIL_INVALID", "The e-mail address is too long.", hint="write name@company.example")
    return clean


def valid_password(password: str, email: str, name: str) -> str:
    """The password, when it keeps the rules. Raises Refused where it does not."""
    try:
        validate_password(password, User(email=email, name=name))
    except ValidationError as error:
        hint = "use a sentence of your own that nobody else would choose"
        raise refuse("PASSWORD_WEAK", " ".join(error.messages), hint=hint) from None
    return password


def add_person(email: str, name: str = "", *, by: str) -> User:
    """Somebody known by an address, who cannot sign in before a one-time link set their password."""
    address = valid_address(email)
    with transaction.atomic():
        if User.objects.filter(email=address).exists():
            hint = "make a one-time link for them instead"
            raise refuse("PERSON_KNOWN", f"{address} is here already.", hint=hint)
        user = User.objects.create_user(address, name)
        record(by, "person added", address)
    return user


def forget_second_factor(user: User, *, by: str) -> None:
    """Let someone in by password alone: for who lost both their authenticator app and their recovery codes."""
    from allauth.mfa.models import Authenticator

    with transaction.atomic():
        if Authenticator.objects.filter(user=user).delete()[0]:
            record(by, "second factor forgotten", user.email)
