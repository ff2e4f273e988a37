"""Second factors as they are kept: their secrets sealed, a code good once from the first."""

from __future__ import annotations

import base64
import secrets
from typing import Any

import structlog
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.http import HttpRequest

from truenorth.app.accounts.sealing import seal, unseal

_log = structlog.get_logger("truenorth.accounts")


class SealedFactors(DefaultMFAAdapter):  # type: ignore[misc]  # the library has no types
    """Secrets of authenticators and of recovery codes are no use without the secret key."""

    def encrypt(self, text: str) -> str:
        """The secret as it is kept."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; where another key sealed it, one that no code fits, so that nobody gets in by it."""
        found = unseal(encrypted_text)
        if found is not None:
            return found
        _log.error("a second factor cannot be read: the secret key is another one than when it was kept")
        return base64.b32encode(secrets.token_bytes(20)).decode("ascii")


def use_up(*, request: HttpRequest | None = None, authenticator: Authenticator, **rest: Any) -> None:
    """Take the code that switched a factor on for used."""
    code = "" if request is None else str(request.POST.get("code") or "")
    if authenticator.type == Authenticator.Type.TOTP and code:
        TOTP(authenticator).validate_code(code)
