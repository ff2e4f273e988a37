"""One line in the log for each request, and its number."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponseBase

from truenorth.app.pages.operations.counts import count_request

_GIVEN = re.compile(r"[A-Za-z0-9_-]{8,64}")
_ASKED_ALL_THE_TIME = re.compile(r"/(healthz|metrics|w/[^/]+/pulse/)")
"""By monitoring and by open pages: only what goes wrong there is worth a line."""
WARMING = "truenorth.warming"
"""In the environment of requests that the web server makes itself before it begins; a header cannot be called so."""
_log = structlog.get_logger("truenorth.web")


class RequestLog:
    """Middleware, the outermost: method, path (never its query), status, milliseconds, numbers of user and request.

    The request's number is `request.request_id`, in the answer's header `X-Request-ID`, and in every line logged
    meanwhile; one that a proxy gave is kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if WARMING in request.META:
            return self.get_response(request)
        given = request.headers.get("X-Request-ID", "")
        number = given if _GIVEN.fullmatch(given) else secrets.token_hex(8)
        request.request_id = number  # type: ignore[attr-defined]
        began = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request=number):
            response = self.get_response(request)
            spent = round((time.perf_counter() - began) * 1000, 1)
            count_request(request.method or "", response.status_code)
            if response.status_code >= 400 or not _ASKED_ALL_THE_TIME.fullmatch(request.path):
                facts = {"method": request.method, "path": request.path, "status": response.status_code}
                _log.info("request", **facts, ms=spent, user=_user_number(request))
        response.headers["X-Request-ID"] = number
        return response


def _user_number(request: HttpRequest) -> str | None:
    """Who asked, where the request has looked that up; a log line asks the database nothing."""
    session = getattr(request, "session", None)
    return session.get("_auth_user_id") if session is not None and session.accessed else None
