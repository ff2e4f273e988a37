"""Everything of a workspace that can be found, kept in the process until the next run."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from django.urls import reverse

from truenorth.app.accounts.models import Workspace
from truenorth.app.pages.search.rank import Index, Thing, index_of, words_of
from truenorth.app.pages.shell import address
from truenorth.app.readings import read as readings
from truenorth.app.readings.models import Card
from truenorth.app.readings.shapes import KpiRow, MetricRow, WorkspaceRow

NOUNS = {
    "kpi": "KPIs",
    "scorecard": "Scorecards",
    "objective": "Objectives",
    "metric": "Metrics",
    "person": "People",
    "table": "Tables",
}
"""What can be found, and how each group is called."""
_LATER = 10_000
"""What has no need of its own stands behind the KPIs."""


def index(workspace: Workspace) -> Index:
    """The workspace's things, ready to be searched."""
    newest = Card.objects.filter(workspace=workspace).order_by("-id").values_list("id", flat=True).first()
    return _index(workspace.pk, workspace.slug, newest or 0)


@lru_cache(maxsize=16)
def _index(workspace: int, slug: str, newest: int) -> Index:
    """Cards are only ever superseded by further ones: the newest one's number says whether anything changed."""
    return index_of(_things(Workspace.objects.get(pk=workspace), slug))


def _things(workspace: Workspace, slug: str) -> Iterator[Thing]:
    for row in readings.rows(workspace, "kpi"):
        yield _kpi(row, slug)
    for row in readings.rows(workspace, "metric"):
        yield _metric(row, slug)
    for row in readings.rows(workspace, "scorecard"):
        yield _thing("scorecard", row["key"], row["label"], row["level"], address("scorecard", slug, row["key"]), slug)
    for row in readings.rows(workspace, "data"):
        label = row["label"] or row["key"]
        yield _thing("table", row["key"], label, row["source"], address("data-table", slug, row["key"]), slug)
    known: WorkspaceRow | None = readings.row(workspace, "workspace", "workspace")
    if known is not None:
        yield from _of_definitions(known, slug)


def _kpi(row: KpiRow, slug: str) -> Thing:
    said = (
        row["owner_name"],
        row["owner"],
        row["department"],
        row["team_label"],
        row["objective_label"],
        row["metric"],
    )
    return Thing(
        "kpi", row["key"], row["label"], row["owner_name"], address("kpi", slug, row["key"]),
        words_of(row["label"], row["key"]), words_of(*said), row["need"], row["headline"], row["value"]["text"],
    )  # fmt: skip


def _metric(row: MetricRow, slug: str) -> Thing:
    return Thing(
        "metric", row["key"], row["label"], row["words"], address("metric", slug, row["key"]),
        words_of(row["label"], row["key"]), words_of(row["words"], *row["tables"]), _LATER, "", row["value"]["text"],
    )  # fmt: skip


def _of_definitions(known: WorkspaceRow, slug: str) -> Iterator[Thing]:
    kpis = address("kpis", slug)
    for each in known["objectives"]:
        yield _thing("objective", each["key"], each["label"], each["outcome"], f"{kpis}?objective={each['key']}", slug)
    for person in known["people"]:
        remark = ", ".join(text for text in (person["team_label"], _count(len(person["kpis"]))) if text)
        found = f"{kpis}?owner={person['key']}"
        yield _thing("person", person["key"], person["name"] or person["key"], remark, found, slug)


def _thing(noun: str, key: str, label: str, remark: str, there: str, slug: str) -> Thing:
    names = words_of(label, key)
    return Thing(noun, key, label, remark, there or reverse("search", args=[slug]), names, words_of(remark), _LATER)


def _count(kpis: int) -> str:
    return f"{kpis} KPI{'' if kpis == 1 else 's'}" if kpis else ""
