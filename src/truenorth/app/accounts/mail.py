"""Links sent by mail, where the installation can send any."""

from __future__ import annotations

import smtplib

from django.conf import settings
from django.core.mail import send_mail

from truenorth.app.accounts.links import LINK_DAYS


def can_send() -> bool:
    """Whether an operator has set up mail."""
    return bool(settings.OPTIONS.email_url)


def send_invitation(email: str, link: str, workspace: str, by: str) -> bool:
    """Whether the mail server took it; where it did not, the link is to be handed over otherwise."""
    text = (
        f"{by} invites you to the workspace {workspace} in Truenorth.\n\n{link}\n\n"
        f"The link is good once, for {LINK_DAYS} days. If you did not expect it, do nothing."
    )
    try:
        return bool(send_mail(f"Truenorth: {workspace}", text, None, [email]))
    except (OSError, smtplib.SMTPException):
        return False
