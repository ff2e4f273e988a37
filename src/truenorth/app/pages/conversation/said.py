"""What people wrote, as safe HTML: plain text in which addresses and mentions are links."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from truenorth.app.work.read import Who

_ADDRESS = r"https?://[^\s<>\"']+"
_ENDS = ".,;:!?)]}…”’"


def linked(text: str, mentions: Mapping[str, Who], slug: str) -> SafeString:
    """The text, escaped; web addresses and the mentions found when it was written are links."""
    spellings = "|".join(re.escape(spelling) for spelling in sorted(mentions, key=len, reverse=True))
    pattern = re.compile(rf"({_ADDRESS})" + (rf"|(?<!\w)({spellings})(?!\w)" if spellings else "()"))
    parts: list[SafeString] = []
    at = 0
    for found in pattern.finditer(text):
        shown = _web(found[1]) if found[1] else _mention(found[2], mentions[found[2]], slug)
        taken = found.start() + len(_address(found[1]) if found[1] else found[2])
        parts += [escape(text[at : found.start()]), shown]
        at = taken
    return format_html_join("", "{}", [(part,) for part in (*parts, escape(text[at:]))])


def _address(found: str) -> str:
    """The address without the sentence's marks behind it."""
    return found.rstrip(_ENDS) or found


def _web(found: str) -> SafeString:
    address = _address(found)
    shown = address.split("://", 1)[1]
    short = shown if len(shown) <= 48 else f"{shown[:47]}…"
    return format_html('<a href="{}" rel="nofollow noopener noreferrer" target="_blank">{}</a>', address, short)


def _mention(spelling: str, who: Who, slug: str) -> SafeString:
    address = f"{reverse('search', args=[slug])}?{urlencode({'q': who.name})}"
    return format_html('<a class="mention" href="{}" title="{}">{}</a>', address, who.address, spelling)
