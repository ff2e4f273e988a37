"""The tabs below the chart: why the number changed, and what it is made of."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from truenorth.app.pages.drawing.multiples import multiple, shared_span
from truenorth.app.pages.drawing.waterfall import name_of, waterfall
from truenorth.app.pages.kpi.asked import Asked, Links, Option, options
from truenorth.app.readings.shapes import BreakdownShown, ChartShown, KpiDetail, MemberShown, WhyPart, WhyShown

VERSUS = {"previous": "previous-period", "last-year": "same-period-last-year", "target": "target"}
NAMES = {"previous": "Previous period", "last-year": "A year ago", "target": "Target"}


@dataclass(frozen=True)
class WhyView:
    """One explanation with its bars; `why` is None where there is none to show."""

    why: WhyShown | None
    bars: SafeString
    parts: list[tuple[str, WhyPart]]
    options: list[Option]


@dataclass(frozen=True)
class MemberView:
    """A segment with its small chart."""

    member: MemberShown
    svg: SafeString
    href: str


@dataclass(frozen=True)
class BreakdownView:
    """A dimension with its segments; `shared` says that all are drawn on one scale."""

    breakdown: BreakdownShown
    members: list[MemberView]
    shared: bool


def why_view(detail: KpiDetail, asked: Asked, links: Links) -> WhyView:
    """The explanation against what was chosen, else the first of previous, last year and target that there is."""
    known = {each["versus"]: each for each in detail["why"]}
    possible = {name: known[versus] for name, versus in VERSUS.items() if versus in known}
    chosen = possible.get(asked.compare)
    if chosen is None:
        chosen = next((why for why in possible.values() if not why["refused"]), None)
    if chosen is None:
        chosen = next(iter(possible.values()), None)
    now = next((name for name, why in possible.items() if why is chosen), "")
    shown = [
        Option(each.text, each.href, each.value == now, each.value)
        for each in options(links, "compare", {name: NAMES[name] for name in possible})
    ]
    if chosen is None:
        return WhyView(None, SafeString(), [], [])
    unit, currency = _unit(detail["charts"])
    parts = [(name_of(part), part) for part in chosen["parts"]]
    return WhyView(chosen, waterfall(chosen, unit, currency), parts, shown)


def breakdown_views(detail: KpiDetail, links: Links) -> list[BreakdownView]:
    """Each dimension, its largest segment first."""
    made = []
    for breakdown in detail["breakdowns"]:
        span = shared_span(breakdown["members"])
        members = [
            MemberView(each, multiple(each, span, _said(each)), links.to("segment", _name(breakdown, each)))
            for each in breakdown["members"]
        ]
        made.append(BreakdownView(breakdown, members, span is not None))
    return made


def _name(breakdown: BreakdownShown, member: MemberShown) -> str:
    return f"{breakdown['dimension']}:{member['name']}"


def _said(member: MemberShown) -> str:
    known = sum(1 for value in member["values"] if value is not None)
    return f"{member['name']}: {known} periods, the newest {member['value']['text']}"


def _unit(charts: list[ChartShown]) -> tuple[str, str]:
    return (charts[0]["unit"], charts[0]["currency"]) if charts else ("", "")
