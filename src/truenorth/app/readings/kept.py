"""Cards: the newest, or those in force at an instant."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Max, OuterRef, QuerySet, Subquery

from truenorth.app.accounts.models import Workspace
from truenorth.app.readings.models import Card, Run
from truenorth.app.readings.store import BATCH, batched


def rows(
    workspace: Workspace, noun: str, as_of: datetime | None = None, *, keys: Iterable[str] | None = None
) -> list[Any]:
    """The lines of all things of a noun, or of some, in their own order; as of an instant those known then."""
    if keys is None:
        cards = _cards(workspace, noun, as_of).order_by("rank", "key")
        return [json.loads(text) for text in cards.values_list("row", flat=True)]
    found: list[tuple[int, str, str]] = []
    for some in batched(dict.fromkeys(keys), BATCH):
        cards = _cards(workspace, noun, as_of).filter(key__in=some)
        found += cards.values_list("rank", "key", "row")
    return [json.loads(text) for _, _, text in sorted(found)]


def row(workspace: Workspace, noun: str, key: str, as_of: datetime | None = None) -> Any:
    """The line of one thing; None where there is, or was, none."""
    text = _cards(workspace, noun, as_of).filter(key=key).values_list("row", flat=True).first()
    return None if text is None else json.loads(text)


def packed(workspace: Workspace, noun: str, key: str, as_of: datetime | None = None) -> tuple[str, bytes] | None:
    """One thing's line and detail at once, as they are kept: JSON, and zlib JSON. Equal bytes are equal cards."""
    kept = _cards(workspace, noun, as_of).filter(key=key).values_list("row", "detail").first()
    return None if kept is None or kept[1] is None else (kept[0], bytes(kept[1]))


def detail(workspace: Workspace, noun: str, key: str, as_of: datetime | None = None) -> Any:
    """What the page of one thing shows besides its line; None where there is, or was, none."""
    packed = _cards(workspace, noun, as_of).filter(key=key).values_list("detail", flat=True).first()
    return None if packed is None else json.loads(zlib.decompress(packed))


def known_at(workspace: Workspace, as_of: datetime | None = None) -> datetime | None:
    """The knowledge time of the newest run, or of the newest at an instant; None before the first."""
    runs = Run.objects.filter(workspace=workspace, state="done")
    runs = runs if as_of is None else runs.filter(as_of__lte=as_of)
    found: datetime | None = runs.aggregate(newest=Max("as_of"))["newest"]
    return found


def _cards(workspace: Workspace, noun: str, as_of: datetime | None) -> QuerySet[Card]:
    """Of each key the card of the newest knowledge, of two of one time the later written; things that are gone not."""
    cards = Card.objects.filter(workspace=workspace, noun=noun)
    if as_of is None:
        return cards.filter(superseded_at__isnull=True).exclude(row="")
    same = Card.objects.filter(workspace=workspace, noun=noun, key=OuterRef("key"), known_from__lte=as_of)
    newest = Subquery(same.order_by("-known_from", "-id").values("pk")[:1])
    return cards.filter(known_from__lte=as_of, pk=newest).exclude(row="")
