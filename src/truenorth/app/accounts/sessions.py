"""Sign-ins that need the secret key: whoever reads the database, or a copy of it, cannot make a cookie from it.

The cookie holds the session's key and a signature of it. The database knows the key only, and what a session holds is
sealed there.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.middleware import SessionMiddleware
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse

from truenorth.app.accounts.sealing import is_sealed, seal, unseal


class SessionStore(DatabaseStore):
    """Sessions in the database, their content sealed."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        """The content as it is kept."""
        return seal(super().encode(session_dict))

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """The content; nothing where it was sealed by another key."""
        kept = session_data if isinstance(session_data, str) else session_data.decode()
        plain = unseal(kept) if is_sealed(kept) else None
        return {} if plain is None else super().decode(plain)


class SignedSessions(SessionMiddleware):
    """A session is that of a cookie only if this installation signed it."""

    def process_request(self, request: HttpRequest) -> None:
        """Find the session of the request."""
        request.session = self.SessionStore(key_in(request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")))

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Keep it, and sign the key in the cookie."""
        answer = super().process_response(request, response)
        cookie = answer.cookies.get(settings.SESSION_COOKIE_NAME)
        if cookie is not None and cookie.value:
            cookie.set(cookie.key, *[cookie_of(cookie.value)] * 2)
        return answer


def cookie_of(key: str) -> str:
    """The cookie of a session by its key."""
    return _signer().sign(key)


def key_in(cookie: str) -> str | None:
    """The session's key in a cookie; None where nobody signed it here."""
    try:
        return _signer().unsign(cookie)
    except BadSignature:
        return None


def _signer() -> Signer:
    return Signer(salt="truenorth.sessions", sep=".")
