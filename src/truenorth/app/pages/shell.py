"""What surrounds every page of a workspace: the rail, the top bar, and the instant whose knowledge is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from truenorth.app.pages.door import Visit
from truenorth.app.readings import read
from truenorth.errors import refuse
from truenorth.wording import spell_date

THEME_COOKIE = "truenorth_theme"
THEMES = ("light", "dark")

_GROUPS = (
    ("", (("home", "Home", "home"),)),
    ("See", (("scorecards", "Scorecards", "scorecards"), ("kpis", "KPIs", "kpis"), ("metrics", "Metrics", "metrics"))),
    ("Act", (("check-in", "Check-in", "checkin"),)),
    ("Set up", (("data", "Data", "data"), ("check", "Check", "check"), ("settings", "Settings", "settings"))),
)
"""Groups of the rail: the name of an address, its label, and the section of the pages under it."""


@dataclass(frozen=True)
class AsOf:
    """Whose knowledge a page shows: today's (`at` None), that at the end of a day, or a publication's."""

    at: datetime | None = None
    day: str = ""
    publication: int | None = None
    text: str = "Today"

    @property
    def query(self) -> str:
        """What addresses carry so that the next page shows the same knowledge; "" for today's."""
        if self.publication is not None:
            return urlencode({"publication": self.publication})
        return urlencode({"as_of": self.day}) if self.day else ""


@dataclass(frozen=True)
class RailItem:
    """One line of the rail."""

    label: str
    href: str
    here: bool
    count: int = 0


TODAY = AsOf()


def as_of_of(request: HttpRequest, visit: Visit) -> AsOf:
    """The knowledge that was asked for by `?as_of=2015-06-30` or `?publication=7`."""
    kept: AsOf | None = getattr(request, "_as_of", None)
    if kept is None:
        kept = _asked(request, visit)
        request._as_of = kept  # type: ignore[attr-defined]  # asked once by the view, once by the shell
    return kept


def _asked(request: HttpRequest, visit: Visit) -> AsOf:
    number = request.GET.get("publication", "")
    if number:
        kept = read.publication(visit.workspace, int(number)) if number.isdecimal() and len(number) < 18 else None
        if kept is None:
            raise Http404
        found, made = kept[0], datetime.fromisoformat(kept[0]["made_at"])
        text = f"{found['title']}, frozen on {spell_date(made.date())}"
        return AsOf(datetime.fromisoformat(found["as_of"]), "", found["id"], text)
    day = request.GET.get("as_of", "")
    if not day:
        return TODAY
    try:
        parsed = date.fromisoformat(day)
        begins = datetime.combine(parsed + timedelta(days=1), datetime.min.time(), zone_of(visit))
    except (ValueError, OverflowError):
        hint = "write a date such as 2026-06-30"
        raise refuse("AS_OF_INVALID", f"{day[:40]} is not a date.", hint=hint) from None
    return AsOf(begins, parsed.isoformat(), None, spell_date(parsed))


def zone_of(visit: Visit) -> ZoneInfo:
    """The workspace's time zone."""
    return ZoneInfo(visit.known.get("zone") or "UTC")


def page(
    request: HttpRequest, visit: Visit, template: str, context: dict[str, Any], *, section: str, status: int = 200
) -> HttpResponse:
    """The page of a template with its surroundings; `section` is the part of the rail it belongs to."""
    return render(request, template, {**context, **around(request, visit, section)}, status=status)


def around(request: HttpRequest, visit: Visit, section: str) -> dict[str, Any]:
    """What `base.html` needs beside a page's own values."""
    row = visit.known
    return {
        "visit": visit,
        "as_of": as_of_of(request, visit),
        "rail": _rail(visit, section),
        "workspace_name": row.get("name") or visit.workspace.name,
        "other_workspaces": visit.others,
        "clock": row.get("clock", ""),
        "broken": row.get("broken", ""),
        "publications": _publications(visit),
        "search_address": address("search", visit.workspace.slug),
        "initials": "".join(
            word[0] for word in str(visit.user).replace("@", " ").replace(".", " ").split()[:2]
        ).upper(),
        "kept_query": [(k, v) for k, v in request.GET.items() if k not in ("as_of", "publication", "since")],
    }


def address(name: str, *parts: str | int) -> str:
    """The address of a page; "" where this installation has no such page."""
    try:
        return reverse(name, args=parts)
    except NoReverseMatch:
        return ""


def _publications(visit: Visit) -> list[tuple[int, str]]:
    return [(each["id"], each["title"]) for each in read.publications(visit.workspace, limit=8)]


def _rail(visit: Visit, section: str) -> list[tuple[str, list[RailItem]]]:
    groups = []
    for label, pages in _GROUPS:
        items = [
            RailItem(text, href, part == section, visit.known.get("asks", 0) if name == "check" else 0)
            for name, text, part in pages
            if (href := address(name, visit.workspace.slug))
        ]
        if items:
            groups.append((label, items))
    return groups
