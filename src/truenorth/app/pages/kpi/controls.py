"""What stands above the chart: the number, the four controls, and the words a KPI is classified by."""

from __future__ import annotations

from dataclasses import dataclass

from truenorth.app.pages.kpi import asked as asking
from truenorth.app.pages.kpi.asked import FEW, TABS, Links, Option, grain_options, options, segment_options
from truenorth.app.pages.shell import address
from truenorth.app.readings.shapes import KpiDetail, KpiRow

CLASSES = (
    ("state", "State"),
    ("role", "Role"),
    ("timing", "Timing"),
    ("horizon", "Horizon"),
    ("stage", "Stage"),
    ("nature", "Nature"),
    ("level", "Level"),
    ("department", "Department"),
    ("team_label", "Team"),
    ("perspective", "Perspective"),
    ("objective_label", "Objective"),
    ("review", "Review"),
    ("grain", "Grain"),
)
NOTICES = {
    "no data": ("warn", "No number to judge."),
    "stale": ("warn", "The data is old, so nothing is judged."),
    "doubtful": ("warn", "A check of the data fired: take the number with care."),
}


@dataclass(frozen=True)
class Head:
    """The large number in two parts, what stands beside it, and what must be said first."""

    number: str
    unit: str
    against: str
    notice: tuple[str, str] | None
    long: bool


@dataclass(frozen=True)
class FacetView:
    """One facet: its name, its word, and what is said of it in whole sentences."""

    name: str
    word: str
    text: str


@dataclass(frozen=True)
class Controls:
    """The four controls and the tabs. Many segments are chosen from a list."""

    grain: list[Option]
    compare: list[Option]
    mode: list[Option]
    segments: list[tuple[str, list[Option]]]
    few: bool
    whole: Option
    tabs: list[Option]
    table: str  # the address of the chart as a table
    kept: list[tuple[str, str]]


def head_of(row: KpiRow) -> Head:
    """The head of a KPI's page."""
    number, _, unit = row["value"]["text"].partition(" ")
    notice = NOTICES.get(row["headline"])
    return Head(number, unit, row.get("gap_words", ""), notice, len(row["value"]["text"]) > 9)


def facets_of(row: KpiRow, detail: KpiDetail) -> list[FacetView]:
    """The four facets with their sentences."""
    more = {
        "target": f"Score {row['score']} of 10." if row["score"] else "",
        "data": f"To {row['data_until']}." if row["data_until"] else "",
    }
    made = []
    for name in ("target", "signal", "outlook", "data"):
        one = detail["facets"].get(name) or {"word": "", "sentence": ""}
        said = one["sentence"].rstrip(". ")
        told = said[:1].upper() + said[1:] + "." if said else ""
        made.append(FacetView(name, one["word"], " ".join(part for part in (told, more.get(name, "")) if part)))
    return made


def controls_of(links: Links, detail: KpiDetail) -> Controls:
    """Everything that can be chosen."""
    asked = links.asked
    segments = segment_options(links, detail)
    compare = options(links, "compare", asking.compares(detail))
    if not asked.compare:
        compare = [Option(each.text, each.href, each.value == "target", each.value) for each in compare]
    kept = [
        (name, value)
        for name in ("compare", "tab")
        if (value := getattr(asked, name)) and value != getattr(links.default, name)
    ]
    kept += [(name, value) for part in links.kept.split("&") if part for name, _, value in [part.partition("=")]]
    tabs = dict(TABS)
    if not detail["breakdowns"]:
        tabs.pop("breakdown")
    return Controls(
        grain_options(links, detail),
        compare,
        options(links, "mode", asking.modes(detail, asked)),
        segments,
        sum(len(found) for _, found in segments) <= FEW,
        Option("All", links.to("segment", ""), not asked.segment),
        options(links, "tab", tabs),
        links.to("mode", "table"),
        kept,
    )


def classes_of(row: KpiRow) -> list[tuple[str, str]]:
    """The words that classify a KPI, where they are said."""
    return [(name, str(row[key])) for key, name in CLASSES if row[key]]  # type: ignore[literal-required]


def scorecards_of(detail: KpiDetail, slug: str) -> list[tuple[str, str]]:
    """The scorecards that the KPI stands on: label and address."""
    return [(each["label"], address("scorecard", slug, each["key"])) for each in detail["scorecards"]]
