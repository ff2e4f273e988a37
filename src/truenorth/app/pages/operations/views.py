"""Two addresses for machines that watch the installation."""

from __future__ import annotations

import ipaddress
import secrets

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from truenorth.app.accounts.authorise import Action, can
from truenorth.app.pages.operations.health import health
from truenorth.app.pages.operations.prometheus import CONTENT_TYPE, prometheus

_OF_PROXIES = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_X_FORWARDED_PROTO", "HTTP_VIA")


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while all works, else 503; for everyone, so it says nothing else."""
    found = health()
    facts = {"good": found.good, "database": found.database, "migrations": found.migrations, "workers": found.workers}
    facts["room"] = found.room
    return JsonResponse(facts, status=200 if found.good else 503)


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """The numbers, for this machine, an operator, or who knows the token."""
    if not (_from_here(request) or _knows_token(request) or _is_operator(request)):
        raise PermissionDenied
    return HttpResponse(prometheus(timezone.now()), content_type=CONTENT_TYPE)


def _from_here(request: HttpRequest) -> bool:
    """Whether this machine asks by itself; what a proxy on it passes on comes from anywhere."""
    if any(name in request.META for name in _OF_PROXIES):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _knows_token(request: HttpRequest) -> bool:
    token: str = settings.OPTIONS.metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    return bool(token) and secrets.compare_digest(given.encode(), token.encode())


def _is_operator(request: HttpRequest) -> bool:
    return request.user.is_authenticated and can(request.user, Action.OPERATE, None)
