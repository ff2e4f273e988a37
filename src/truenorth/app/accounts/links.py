"""Secrets that are shown once and kept only as their SHA-256: links of invitations, keys of programs."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings

LINK_DAYS = 7
LINK_LIFE = timedelta(days=LINK_DAYS)


def fresh_secret() -> str:
    """A secret of 256 random bits that fits into an address."""
    return secrets.token_urlsafe(32)


def hashed(secret: str) -> str:
    """What is kept of a secret. Without salt or stretching: nobody guesses 256 random bits."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def link_of(secret: str) -> str:
    """The whole address behind which a secret is good once."""
    return f"{settings.PUBLIC_URL}/welcome/{secret}/"
