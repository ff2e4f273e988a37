"""An installation with many KPIs, made from the cards that a refresh of an example wrote."""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from truenorth.app.accounts.models import Workspace

ADDRESS, PASSWORD = "admin@example.com", "correct horse battery"
SLUG, BOARD, LINES, OWN, PERIODS = "many", "fifty", 50, 5, 48
CHUNK = 1000
T = TypeVar("T")


@dataclass(frozen=True)
class Pattern:
    """A real KPI's card with its detail."""

    row: dict[str, Any]
    detail: dict[str, Any]


def filled(kpis: int) -> None:
    """Fill the installation with so many KPIs, 48 periods of readings each, and a scorecard of 50 of them."""
    sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
    from app_examples import loaded
    from truenorth.app.accounts.models import Membership, Role, User
    from truenorth.app.readings.models import Card

    workspace = loaded(SLUG, "pizza")
    user = User.objects.create_user(ADDRESS, "Ada Admin", PASSWORD)
    Membership.objects.create(workspace=workspace, user=user, role=Role.ADMIN)
    kept = Card.objects.filter(workspace=workspace, noun="kpi", superseded_at=None).exclude(row="").order_by("key")
    patterns = [
        Pattern(json.loads(each.row), json.loads(zlib.decompress(bytes(each.detail)))) for each in kept if each.detail
    ]
    keys = [f"kpi_{number:05}" for number in range(kpis)]
    _cards(workspace, keys, patterns)
    _readings(workspace, keys)
    _board(workspace, keys)
    _owner(workspace, keys)


def _chunks(things: Iterable[T]) -> Iterator[list[T]]:
    every = iter(things)
    while chunk := list(islice(every, CHUNK)):
        yield chunk


def _cards(workspace: Workspace, keys: list[str], patterns: list[Pattern]) -> None:
    """Each KPI's card, and an older one in whose place it came."""
    from truenorth.app.readings.models import Card, Run

    run = Run.objects.filter(workspace=workspace).latest("id")
    before = run.as_of - timedelta(days=30)

    def made() -> Iterator[Card]:
        for number, key in enumerate(keys):
            pattern = patterns[number % len(patterns)]
            row = {**pattern.row, "key": key, "label": f"{pattern.row['label']} {number}", "metric": key}
            row |= {"owner": ADDRESS, "updater": ""} if number < OWN else {"owner": "somebody@example.com"}
            words: dict[str, Any] = {
                "workspace": workspace, "run": run, "noun": "kpi", "key": key, "rank": row["need"],
                "row": json.dumps(row, ensure_ascii=False), "digest": f"{number:064}",
                "detail": zlib.compress(json.dumps(pattern.detail, ensure_ascii=False).encode(), 6),
            }  # fmt: skip
            yield Card(**words, known_from=before, superseded_at=run.as_of)
            yield Card(**words, known_from=run.as_of)

    for chunk in _chunks(made()):
        Card.objects.bulk_create(chunk)


def _readings(workspace: Workspace, keys: list[str]) -> None:
    """48 periods of each KPI's metric, copied from a series that the refresh wrote, one period after the other."""
    from truenorth.app.readings.models import Reading, Run, Series

    run = Run.objects.filter(workspace=workspace).latest("id")
    pattern = Reading.objects.filter(series__workspace=workspace, series__segment="{}").latest("id")
    made = [Series(workspace=workspace, metric=key, grain="month") for key in keys]
    for chunk in _chunks(made):
        Series.objects.bulk_create(chunk)
    months = [(2012 + month // 12, month % 12 + 1) for month in range(PERIODS + 1)]

    def points() -> Iterator[Reading]:
        for series in made:
            for (year, month), (next_year, next_month) in pairwise(months):
                begins = run.as_of.replace(year=year, month=month, day=1, hour=0, minute=0, second=0, microsecond=0)
                yield Reading(
                    series=series, run=run, period=f"{year}-{month:02}", period_start=begins,
                    period_end=begins.replace(year=next_year, month=next_month), value=pattern.value,
                    numerator=pattern.numerator, row_count=pattern.row_count, maturity="complete",
                    value_hash=pattern.value_hash, known_from=run.as_of, recorded_at=run.as_of, cause="first",
                )  # fmt: skip

    for some in _chunks(points()):
        Reading.objects.bulk_create(some)


def _board(workspace: Workspace, keys: list[str]) -> None:
    """A scorecard of 50, with the roll-ups of one that the refresh wrote."""
    from truenorth.app.readings.models import Card

    kept = Card.objects.filter(workspace=workspace, noun="scorecard", superseded_at=None).exclude(row="")[0]
    row = json.loads(kept.row)
    step = len(keys) // LINES
    lines = [{"kpi": key, "weight": "1"} for key in keys[:: step or 1][:LINES]]
    row |= {"key": BOARD, "label": "Fifty", "total": {**row["total"], "lines": lines}}
    for groups in ("perspectives", "objectives"):
        count = len(row[groups])
        row[groups] = [{**group, "lines": lines[at::count]} for at, group in enumerate(row[groups])]
    Card.objects.create(
        workspace=workspace, run=kept.run, noun="scorecard", key=BOARD, row=json.dumps(row), digest=kept.digest,
        known_from=kept.known_from,
    )  # fmt: skip


def _owner(workspace: Workspace, keys: list[str]) -> None:
    """The visitor as the owner of five KPIs, and somebody as the owner of the rest."""
    from truenorth.app.readings.models import Card

    kept = Card.objects.get(workspace=workspace, noun="workspace", superseded_at=None)
    row = json.loads(kept.row)
    person = {"team": "", "team_label": "", "updates": []}
    row["people"] += [
        {**person, "key": ADDRESS, "name": "Ada Admin", "kpis": keys[:OWN]},
        {**person, "key": "somebody@example.com", "name": "Somebody", "kpis": keys[OWN:]},
    ]
    kept.row = json.dumps(row, ensure_ascii=False)
    kept.save(update_fields=["row"])
