"""How often somebody may try: sign-in, links, tokens. The table of limits is `ACCOUNT_RATE_LIMITS` of the settings."""

from __future__ import annotations

from allauth.core.exceptions import RateLimited
from allauth.core.internal.ratelimit import consume
from django.http import HttpRequest

_APP = "allauth.account"


def spend(request: HttpRequest, action: str, key: str = "") -> None:
    """Count one try. Raises RateLimited where there were too many."""
    if consume(request, app=_APP, action=action, key=key or None, limit_get=True) is None:
        raise RateLimited


def exhausted(request: HttpRequest, action: str, key: str = "") -> None:
    """Raise RateLimited where no try is left, without counting one."""
    if consume(request, app=_APP, action=action, key=key or None, limit_get=True, dry_run=True) is None:
        raise RateLimited
