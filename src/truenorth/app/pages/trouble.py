"""Pages for when something did not work: each says what happened and what to do, and names the request."""

from __future__ import annotations

import errno
import sys
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader

from truenorth.errors import Finding


@dataclass(frozen=True)
class Trouble:
    """What is told: a title, a sentence, what to do."""

    status: int
    title: str
    sentence: str
    hint: str = ""
    code: str = ""


BAD = Trouble(
    400, "This request could not be read", "Something in it is not as it should be.", "Go back and try again."
)
FORBIDDEN = Trouble(
    403,
    "Your role is not enough for this",
    "You are a member here, but this needs a role that may do more.",
    "Ask an administrator of the workspace.",
)
MISSING = Trouble(
    404,
    "There is nothing here",
    "The address leads nowhere, or to something that you have no access to.",
    "Check the address, or start from your workspaces.",
)
TOO_MANY = Trouble(
    429, "Too many tries", "For a while nothing more is accepted here.", "Wait some minutes, then try again."
)
BROKEN = Trouble(
    500,
    "Something went wrong on our side",
    "The fault is written down. Nothing that you saved earlier is lost.",
    "Try again; if it stays, tell your operator the request below.",
)
AWAY = Trouble(
    503,
    "The database cannot be written at the moment",
    "What you sent was not saved. Nothing that you saved earlier is lost.",
    "Try again in a minute; if it stays, tell your operator: another program may hold the database.",
    "DATABASE_UNREACHABLE",
)
FULL = Trouble(
    507,
    "The server's disk is full",
    "What you sent was not saved. Nothing that you saved earlier is lost.",
    "Tell your operator; once there is room again, send it once more.",
    "DISK_FULL",
)
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
STALE_FORM = Trouble(
    403,
    "This form is no longer good",
    "You signed in or out since it was opened, or your browser keeps no cookies for this site.",
    "Go back, load the page again and send the form once more.",
    "CSRF",
)


def shown(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """The page of a trouble; JSON for programs that ask for it."""
    number = str(getattr(request, "request_id", ""))
    if _wants_json(request):
        said = {"code": trouble.code or str(trouble.status), "message": trouble.sentence, "hint": trouble.hint or None}
        return JsonResponse({"error": {**said, "request": number or None}}, status=trouble.status)
    # Without the context processors: they ask the database and the session, which may be what broke.
    page = loader.get_template("trouble.html").render({"trouble": trouble, "request_id": number})
    return HttpResponse(page, status=trouble.status)


def _wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def refused(request: HttpRequest, finding: Finding, status: int) -> HttpResponse:
    """The page of a mistake of the person's own, in the finding's words."""
    near = f"Did you mean {' or '.join(finding.nearest)}? " if finding.nearest else ""
    hint = finding.hint or ""
    remedy = f"{near}{hint[:1].upper()}{hint[1:]}{'.' if hint and hint[-1].isalnum() else ''}".strip()
    title = "This cannot be done as it stands" if status < 500 else "A source did not answer"
    return shown(request, Trouble(status, title, finding.message, remedy, finding.code))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400; what is no fault of the request, such as a session that could not be kept, is told as it is."""
    trouble = blamed(exception)
    return shown(request, BAD if trouble is BROKEN else trouble)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return shown(request, FORBIDDEN)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return shown(request, MISSING)


def broken(request: HttpRequest) -> HttpResponse:
    """500; 503 or 507 where the database or the disk is at fault."""
    return shown(request, blamed(sys.exc_info()[1]))


def blamed(fault: BaseException | None) -> Trouble:
    """What is told of a fault: whose it is, as far as it or what led to it says."""
    while fault is not None:
        if isinstance(fault, OSError) and fault.errno in _NO_ROOM:
            return FULL
        if isinstance(fault, OperationalError | InterfaceError):
            return FULL if "disk is full" in str(fault) else AWAY
        fault = fault.__cause__ or fault.__context__
    return BROKEN


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form without its secret."""
    return shown(request, STALE_FORM)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429, for who tried too often."""
    return shown(request, TOO_MANY)
