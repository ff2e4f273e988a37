"""How sign-in behaves where the library asks."""

from __future__ import annotations

from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

_log = structlog.get_logger("truenorth.accounts")
_SAYS_NOTHING = frozenset({"account/messages/logged_in.txt", "account/messages/logged_out.txt"})


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """Nobody signs themselves up: people come by invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def add_message(self, request: HttpRequest, level: int, *about: Any, **given: Any) -> None:
        """Say what happened, unless the page itself shows it: that somebody is signed in or out."""
        template = about[0] if about else given.get("message_template")
        if template not in _SAYS_NOTHING:
            super().add_message(request, level, *about, **given)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send it; a mail server that fails is the operator's to see, and shows nobody that an address is known."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as failure:  # those of smtplib are OSErrors too
            _log.error("mail was not sent", mail=template_prefix, why=f"{type(failure).__name__}: {failure}")
