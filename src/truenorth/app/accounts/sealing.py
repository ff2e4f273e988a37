"""Secrets that must be read again, kept so that the database alone does not give them away."""

from __future__ import annotations

import base64
import hmac

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

_MARK = "sealed:"
_USE = b"truenorth: secrets kept in the database"


def seal(text: str) -> str:
    """The text under a key that is made from the installation's secret key."""
    return _MARK + _keys().encrypt(text.encode()).decode("ascii")


def unseal(kept: str) -> str | None:
    """The text that was sealed, by this secret key or an older one that is still named; None where neither fits.

    What was kept before there were seals comes back as it is.
    """
    if not kept.startswith(_MARK):
        return kept
    try:
        return _keys().decrypt(kept.removeprefix(_MARK).encode()).decode()
    except InvalidToken:
        return None


def is_sealed(kept: str) -> bool:
    """Whether a text is one that `seal` made."""
    return kept.startswith(_MARK)


def _keys() -> MultiFernet:
    """The key in force first; what is sealed anew is sealed by it."""
    return MultiFernet([_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hmac.digest(secret.encode(), _USE, "sha256")))
