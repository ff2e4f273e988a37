"""What of a KPI was asked to be seen: grain, comparison, segment, mode, tab; and the links that change one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from truenorth.app.pages.drawing.modes import over_of
from truenorth.app.readings.shapes import BreakdownShown, ChartShown, KpiDetail, MemberShown

GRAINS = {
    "hour": "Hour",
    "day": "Day",
    "week": "Week",
    "month": "Month",
    "quarter": "Quarter",
    "year": "Year",
    "fiscal_quarter": "Fiscal quarter",
    "fiscal_year": "Fiscal year",
    "total": "All time",
}
COMPARES = {"target": "Target", "previous": "Previous", "last-year": "Last year", "benchmark": "Benchmark"}
MODES = {"line": "Line", "limits": "Limits", "6-12": "6-12", "total": "Total", "table": "Table"}
TABS = {"why": "Why", "breakdown": "Breakdown", "rows": "Rows", "definition": "Definition"}
FEW = 4
"""So many segments are a row of links; more are a list to choose from."""


@dataclass(frozen=True)
class Asked:
    """A view of a KPI. `compare` is "" where none was chosen; `segment` is dimension:member, "" for the whole."""

    grain: str
    compare: str = ""
    segment: str = ""
    mode: str = "line"
    tab: str = "why"


@dataclass(frozen=True)
class Option:
    """One choice of a control."""

    text: str
    href: str
    here: bool
    value: str = ""


@dataclass(frozen=True)
class Links:
    """How a view's address is written: what it is now, what stands in it by default, what else is kept."""

    asked: Asked
    default: Asked
    kept: str

    def to(self, name: str, value: str) -> str:
        """The address of the view with one thing changed; what is the default is not written."""
        changed = {name: value}
        wanted = replace(self.asked, **changed)
        if name == "segment" and value:
            wanted = replace(wanted, grain=self.default.grain, mode="line" if wanted.mode == "total" else wanted.mode)
        if name in ("grain", "mode") and wanted.segment and wanted.grain != self.default.grain:
            wanted = replace(wanted, segment="")
        pairs = {
            key: each
            for key in ("grain", "compare", "segment", "mode", "tab")
            if (each := getattr(wanted, key)) != getattr(self.default, key)
        }
        text = "&".join(part for part in (urlencode(pairs), self.kept) if part)
        return f"?{text}" if text else "?"


def asked_of(query: Mapping[str, str], detail: KpiDetail) -> Asked:
    """The view that an address asks for; what this KPI has not is answered by the default."""
    default = default_of(detail)
    grain = query.get("grain", "")
    segment = query.get("segment", "")
    made = replace(
        default,
        grain=grain if any(chart["grain"] == grain for chart in detail["charts"]) else default.grain,
        compare=query.get("compare", "") if query.get("compare", "") in compares(detail) else "",
        segment=segment if segment and member_of(detail, segment) is not None else "",
        tab=query.get("tab", "") if query.get("tab", "") in TABS else default.tab,
    )
    if made.segment:
        made = replace(made, grain=default.grain)
    mode = query.get("mode", "")
    return replace(made, mode=mode if mode in modes(detail, made) else default.mode)


def default_of(detail: KpiDetail) -> Asked:
    """The view of an address that says nothing."""
    return Asked(detail["charts"][0]["grain"] if detail["charts"] else "")


def compares(detail: KpiDetail) -> dict[str, str]:
    """The comparisons that there is something for."""
    found = dict(COMPARES)
    if not detail["benchmarks"]:
        found.pop("benchmark")
    if not detail["targets"]:
        found.pop("target")
    return found


def modes(detail: KpiDetail, asked: Asked) -> dict[str, str]:
    """The modes that there is something for."""
    found = dict(MODES)
    grains = {chart["grain"] for chart in detail["charts"]}
    if not {"week", "month"} <= grains or asked.segment:
        found.pop("6-12")
    if not total_over(detail) or asked.segment or asked.grain != default_of(detail).grain:
        found.pop("total")
    return found


def total_over(detail: KpiDetail) -> str:
    """The period over which the target in force adds up; "" for other targets."""
    return next((over for line in detail["targets"] if line["in_force"] and (over := over_of(line["spelled"]))), "")


def chart_at(detail: KpiDetail, grain: str) -> ChartShown | None:
    """The chart at a grain; None where there is none at all."""
    found = (chart for chart in detail["charts"] if chart["grain"] == grain)
    return next(found, detail["charts"][0] if detail["charts"] else None)


def member_of(detail: KpiDetail, segment: str) -> tuple[BreakdownShown, MemberShown] | None:
    """The breakdown and its member that `dimension:member` names."""
    dimension, _, name = segment.partition(":")
    for breakdown in detail["breakdowns"]:
        for member in breakdown["members"]:
            if breakdown["dimension"] == dimension and member["name"] == name:
                return breakdown, member
    return None


def options(links: Links, name: str, choices: Mapping[str, str]) -> list[Option]:
    """The choices of one control as links."""
    now = getattr(links.asked, name)
    return [Option(text, links.to(name, value), value == now, value) for value, text in choices.items()]


def grain_options(links: Links, detail: KpiDetail) -> list[Option]:
    """The grains there are, the finest first."""
    return options(links, "grain", {chart["grain"]: GRAINS.get(chart["grain"], "") for chart in detail["charts"]})


def segment_options(links: Links, detail: KpiDetail) -> list[tuple[str, list[Option]]]:
    """The segments by dimension."""
    return [
        (
            breakdown["label"],
            options(
                links,
                "segment",
                {f"{breakdown['dimension']}:{each['name']}": each["name"] for each in breakdown["members"]},
            ),
        )
        for breakdown in detail["breakdowns"]
        if breakdown["members"]
    ]
