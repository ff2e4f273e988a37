"""What the sign-in library tells, written into the installation's audit trail."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset
from allauth.core.internal.httpkit import get_client_ip
from allauth.mfa.signals import (
    authentication_failed,
    authenticator_added,
    authenticator_removed,
    authenticator_reset,
)
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import Signal
from django.http import HttpRequest

from truenorth.app.accounts.audit import record
from truenorth.app.accounts.models import User
from truenorth.app.accounts.second_factor import use_up

SOMEBODY = "somebody"
"""Who tried an address that nobody has: what was typed may be a password in the wrong field, so it is not kept."""

_ACTS: tuple[tuple[Signal, str], ...] = (
    (user_logged_in, "signed in"),
    (user_logged_out, "signed out"),
    (password_changed, "password changed"),
    (password_reset, "password reset"),
    (authenticator_added, "second factor added"),
    (authenticator_removed, "second factor removed"),
    (authenticator_reset, "recovery codes made anew"),
    (authentication_failed, "second factor refused"),
)


def connect() -> None:
    """Listen from now on."""
    for signal, action in _ACTS:
        signal.connect(_listener(action), weak=False, dispatch_uid=f"truenorth audit: {action}")
    authenticator_added.connect(use_up, dispatch_uid="truenorth: the first code is used")
    user_login_failed.connect(_refused, dispatch_uid="truenorth audit: sign-in refused")


def _listener(action: str) -> Any:
    def heard(*, user: User | None = None, request: HttpRequest | None = None, **rest: object) -> None:
        if user is None:  # someone signed out whose session had ended already
            return
        kind = getattr(rest.get("authenticator"), "type", "")
        record(user.email, action, user.email, None, {**_from(request), **({"kind": str(kind)} if kind else {})})

    return heard


def _refused(*, credentials: dict[str, Any], request: HttpRequest | None = None, **rest: object) -> None:
    typed = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
    known = User.objects.filter(email=typed).first()
    record(SOMEBODY if known is None else known.email, "sign-in refused", "", None, _from(request))


def _from(request: HttpRequest | None) -> dict[str, str]:
    address = None if request is None else get_client_ip(request)
    return {"address": str(address)} if address else {}
