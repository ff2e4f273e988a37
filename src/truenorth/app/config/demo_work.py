"""What people said in the demo: made up, about what the real data show; written once a workspace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from truenorth.app.accounts.models import User, Workspace
from truenorth.app.readings.read import row
from truenorth.app.work.models import Annotation
from truenorth.app.work.spans import read_span
from truenorth.app.work.wanted import Note, Pinned
from truenorth.app.work.write import Author, annotate, check_in, comment, follow
from truenorth.model.definitions import Definitions


@dataclass(frozen=True)
class Flag:
    """An annotation on all charts (or one KPI's) over some days."""

    first: date
    last: date
    kind: str
    text: str
    kpi: str = ""


@dataclass(frozen=True)
class Said:
    """A check-in, or without confidence a comment, by a KPI's owner."""

    day: date
    kpi: str
    text: str
    confidence: int = 0
    next_step: str = ""


FLAGS: dict[str, tuple[Flag, ...]] = {
    "pizza": (
        Flag(date(2015, 9, 24), date(2015, 9, 25), "event", "closed on 24 and 25 September"),
        Flag(date(2015, 10, 5), date(2015, 10, 26), "event", "closed on four Mondays"),
        Flag(
            date(2015, 9, 18),
            date(2015, 9, 19),
            "data issue",
            "rows of 18 and 19 September came a month late (made for this demo, to show a restatement)",
        ),
    ),
    "flights": (Flag(date(2013, 2, 8), date(2013, 2, 9), "incident", "blizzard Nemo: the airports closed"),),
    "nhs-ae": (Flag(date(2018, 1, 1), date(2018, 3, 31), "event", "influenza season; planned operations put off"),),
    "music-shop": (),
}

SAID: dict[str, tuple[Said, ...]] = {
    "pizza": (
        Said(
            date(2015, 11, 30),
            "daily_orders",
            "Fewer guests on weekdays since October.",
            3,
            "Try a lunch menu in January.",
        ),
        Said(
            date(2015, 12, 31),
            "daily_orders",
            "December was quiet until the holidays.",
            2,
            "Lunch menu starts on 11 January.",
        ),
        Said(
            date(2015, 12, 31),
            "daily_orders",
            "The late rows of September are in; the month moved up by two days' orders.",
        ),
        Said(
            date(2015, 12, 31),
            "lunch",
            "The office block opposite is being rebuilt.",
            3,
            "Leaflets at the site office.",
        ),
    ),
    "flights": (
        Said(
            date(2013, 7, 31),
            "on_time_arrivals",
            "Thunderstorms on most afternoons.",
            2,
            "Move two banks to the morning.",
        ),
        Said(
            date(2013, 12, 31),
            "on_time_arrivals",
            "The holidays filled every gate.",
            2,
            "Review gate buffers in January.",
        ),
        Said(
            date(2013, 12, 31),
            "newark_catches_up",
            "One runway short in December.",
            1,
            "Talk to the tower about spacing.",
        ),
    ),
    "nhs-ae": (
        Said(
            date(2019, 3, 31),
            "four_hours",
            "Beds are full before noon in most trusts.",
            1,
            "Discharge lounge pilot in May.",
        ),
        Said(
            date(2019, 3, 31),
            "long_waits",
            "Fewer long waits than last winter.",
            3,
            "Keep the extra evening consultants.",
        ),
    ),
    "music-shop": (
        Said(
            date(2025, 12, 31),
            "yearly_revenue",
            "One large invoice short of the plan.",
            3,
            "Offer box sets to past buyers.",
        ),
        Said(date(2025, 12, 31), "steve_sales", "Two customers moved to Jane.", 2, "Share the territory anew."),
    ),
}


def say_all(workspace: Workspace, definitions: Definitions) -> None:
    """Write everything for one workspace, unless it was written before."""
    if Annotation.objects.filter(workspace=workspace).exists() or workspace.check_ins.exists():
        return
    zone = definitions.calendar.zone
    for flag in FLAGS.get(workspace.slug, ()):
        span = read_span("", flag.first.isoformat(), flag.last.isoformat(), zone, {})
        annotate(_author(workspace, "", flag.last, definitions), flag.kpi, Pinned(flag.kind, flag.text), span)
    for said in SAID.get(workspace.slug, ()):
        _say(workspace, said, definitions)


def _say(workspace: Workspace, said: Said, definitions: Definitions) -> None:
    author = _author(workspace, said.kpi, said.day, definitions)
    known = row(workspace, "kpi", said.kpi, as_of=author.at)
    if known is None:
        return
    if said.confidence:
        check_in(author, known, Note(str(said.confidence), said.text, said.next_step))
        follow(author, said.kpi, on=True)
    else:
        comment(author, said.kpi, known["period"], said.text)


def _author(workspace: Workspace, kpi: str, day: date, definitions: Definitions) -> Author:
    """The KPI's owner, else the first member, in the evening of a day."""
    address = definitions.kpis[kpi].owner if kpi in definitions.kpis else None
    people = User.objects.filter(memberships__workspace=workspace)
    user = people.filter(email=address).first() or people.order_by("pk")[0]
    return Author(workspace, user, at=definitions.calendar.midnight(day + timedelta(days=1)))
