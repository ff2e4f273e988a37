"""How sign-in behaves where the library asks."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

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
