"""Programs' keys: made for one workspace in their owner's name, shown once, kept as their SHA-256."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from truenorth.app.accounts.audit import record
from truenorth.app.accounts.authorise import ladder, role_of
from truenorth.app.accounts.limits import exhausted, spend
from truenorth.app.accounts.links import fresh_secret, hashed
from truenorth.app.accounts.models import ApiToken, Role, User, Workspace
from truenorth.errors import refuse

BEGIN = "tn_"
SHOWN = 10
"""So many characters of a token are kept to recognise it by."""
LONGEST = timedelta(days=366)
_USED_EVERY = timedelta(minutes=1)


class Bearer(NamedTuple):
    """Whom a program acts for, where, and as what: the lesser of the token's scope and its owner's role now."""

    user: User
    workspace: Workspace
    role: Role


def make_token(user: User, workspace: Workspace, name: str, scope: Role, expires_at: datetime) -> str:
    """The token itself, which nobody can read again later."""
    label = " ".join(name.split())
    if not 0 < len(label) <= 200:
        raise refuse("TOKEN_NAME", "A token needs a name of 1 to 200 characters.", hint="name the program that uses it")
    own = role_of(user, workspace)
    if own is None or ladder(scope) > ladder(own):
        hint = "choose a scope that is no more than your own role"
        raise refuse("TOKEN_SCOPE", f"A token of scope {scope.value} would be more than you may yourself.", hint=hint)
    if not timezone.now() < expires_at <= timezone.now() + LONGEST:
        hint = "choose a day from tomorrow to a year from now"
        raise refuse("TOKEN_EXPIRY", "A token ends within a year, and not before today.", hint=hint)
    text = f"{BEGIN}{fresh_secret()}"
    with transaction.atomic():
        ApiToken.objects.create(
            token_hash=hashed(text),
            prefix=text[:SHOWN],
            name=label,
            user=user,
            workspace=workspace,
            scope=scope,
            expires_at=expires_at,
        )
        facts = {"prefix": text[:SHOWN], "scope": scope.value, "expires": expires_at}
        record(user.email, "token made", label, workspace, facts)
    return text


def revoke_token(token: int, workspace: Workspace, *, by: User, any_owner: bool = False) -> None:
    """Make a token no longer good: one's own, or (`any_owner`) anybody's."""
    with transaction.atomic():
        among = ApiToken.objects.select_for_update().filter(workspace=workspace, pk=token)
        found = (among if any_owner else among.filter(user=by)).first()
        if found is None:
            raise refuse("TOKEN_UNKNOWN", "There is no such token of yours.", hint="look at the page of tokens")
        if found.revoked_at is None:
            found.revoked_at = timezone.now()
            found.save(update_fields=["revoked_at"])
            record(by.email, "token revoked", found.name, workspace, {"prefix": found.prefix})


def bearer(request: HttpRequest) -> Bearer | None:
    """Whom a request with `Authorization: Bearer …` acts for; None where it has no good token.

    Raises allauth's RateLimited for an address that tried too many bad ones.
    """
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not text.strip():
        return None
    exhausted(request, "token")
    found = (
        ApiToken.objects.select_related("user", "workspace")
        .filter(token_hash=hashed(text.strip()), revoked_at__isnull=True)
        .first()
    )
    now = timezone.now()
    if found is None or (found.expires_at is not None and found.expires_at <= now):
        spend(request, "token")
        return None
    own = role_of(found.user, found.workspace)
    if own is None:
        return None
    if found.last_used_at is None or found.last_used_at < now - _USED_EVERY:
        ApiToken.objects.filter(pk=found.pk).update(last_used_at=now)
    return Bearer(found.user, found.workspace, min(own, Role(found.scope), key=ladder))


def tokens_of(user: User) -> list[ApiToken]:
    """Someone's tokens that are still good, in all workspaces."""
    found = ApiToken.objects.filter(user=user, revoked_at=None, expires_at__gt=timezone.now())
    return list(found.select_related("workspace").order_by("-id"))
