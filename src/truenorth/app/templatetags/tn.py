"""Tags and filters of every page: marks, small drawings, links that keep the as-of, instants."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.safestring import SafeString

from truenorth.app.pages.drawing import small
from truenorth.periods import Calendar
from truenorth.wording import NOTHING, format_number, spell_date, spell_until
from truenorth.wording import unit_style as style_of

register = template.Library()


@register.filter
def glyph(headline: str) -> SafeString:
    """The mark of a headline with its word hidden beside it."""
    return small.glyph(headline)


@register.filter
def colour(headline: str) -> str:
    """The colour's name of a headline: `class="badge is-{{ headline|colour }}"`."""
    return small.colour_of(headline)


@register.filter
def facet_colour(word: str) -> str:
    """The colour's name of a facet's word; "" where it has none."""
    return small.FACET_COLOURS.get(word, "")


@register.filter
def unit_style(unit: str) -> str:
    """How numbers of a unit are written, as JSON for numbers.js."""
    return json.dumps(asdict(style_of(unit or None)))


@register.simple_tag
def spark(shown: Any) -> SafeString:
    """A sparkline with its limits."""
    return small.spark(shown)


@register.simple_tag
def strip(cells: Any) -> SafeString:
    """The small marks of past periods."""
    return small.strip(cells)


@register.simple_tag
def four(facets: Any) -> SafeString:
    """The four facets as squares."""
    return small.four(facets)


@register.simple_tag(takes_context=True)
def url_keep(context: Context, name: str, *parts: Any) -> str:
    """The address of a page of this workspace, showing the same knowledge as this page."""
    found = reverse(name, args=(context["visit"].workspace.slug, *parts))
    query = context["as_of"].query if "as_of" in context else ""
    return f"{found}?{query}" if query else found


@register.filter
def count(number: int | None) -> str:
    """A count with its thousands set apart; a dash for none."""
    return NOTHING if number is None else format_number(number)


def _instant(given: Any) -> Any:
    """What was given, an ISO text read; None for an empty one."""
    if isinstance(given, str):
        return datetime.fromisoformat(given) if given else None
    return given


@register.filter
def until(end: Any, zone: str = "UTC") -> str:
    """Where rows or their completeness end: the last day before a midnight of the zone, or the clock time there."""
    instant = _instant(end)
    return NOTHING if instant is None else spell_until(Calendar(zone), instant)


@register.filter
def when(instant: Any, zone: str = "UTC") -> str:
    """An instant in words, with its time; a day as a day; texts of ISO dates as well."""
    instant = _instant(instant)
    if instant is None:
        return "–"
    if isinstance(instant, datetime):
        local = instant.astimezone(ZoneInfo(zone)) if instant.tzinfo else instant
        return f"{spell_date(local.date())}, {local:%H:%M}"
    return spell_date(instant) if isinstance(instant, date) else str(instant)
