"""Rows of runs and cards: what a refresh writes, each thing in one transaction."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from truenorth.app.readings.models import Card, Run

BATCH = 200
"""So many rows are written in one statement: a page's own write waits no longer than that."""
T = TypeVar("T")


def batched(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """The things in lists of at most so many."""
    every = iter(things)
    while batch := list(islice(every, size)):
        yield batch


@dataclass(frozen=True, eq=False)
class Made:
    """One card as it is to be kept; without a row it says that the thing is no more."""

    noun: str
    key: str
    row: Mapping[str, Any] | None
    detail: Mapping[str, Any] | None = None
    rank: int = 0


def canonical(value: object) -> str:
    """JSON text that is the same for the same content."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def digest_of(*values: object) -> str:
    """The SHA-256 of some plain values."""
    return hashlib.sha256("\n".join(canonical(value) for value in values).encode()).hexdigest()


def segment_text(segment: Mapping[str, object]) -> str:
    """A segment as it is stored: canonical JSON of dimension → member."""
    return canonical({key: None if value is None else str(value) for key, value in segment.items()})


def put_card(run: Run, made: Made, now: datetime, next_at: datetime | None) -> Card | None:
    """The new card, or None where the one known then says the same.

    A card of a past date takes its place between the others: what was known later stays the newest. `next_at` is the
    knowledge time of the next finished run, None after all of them.
    """
    digest = digest_of(_lasting(made.row), made.detail, made.rank)
    cards = Card.objects.filter(workspace=run.workspace, noun=made.noun, key=made.key).defer("row", "detail")
    before = cards.filter(known_from__lte=run.as_of).order_by("-known_from", "-id").first()
    if before is not None and before.digest == digest:
        return None
    later = cards.filter(known_from__gt=run.as_of).order_by("known_from", "id").first()
    if before is not None and next_at is not None:
        later = _said_again(before, later, run) or later
    if later is None:
        cards.filter(superseded_at__isnull=True).update(superseded_at=now)
    return Card.objects.create(
        workspace=run.workspace,
        run=run,
        noun=made.noun,
        key=made.key,
        rank=made.rank,
        row="" if made.row is None else json.dumps(made.row, ensure_ascii=False, allow_nan=False),
        detail=_packed(made.detail),
        digest=digest,
        known_from=run.as_of,
        superseded_at=None if later is None else now,
    )


def put_gone(run: Run, noun: str, keys: Iterable[str], now: datetime, next_at: datetime | None) -> None:
    """What was known of a noun and is not among the keys any more is said to be gone."""
    cards = Card.objects.filter(workspace=run.workspace, noun=noun, known_from__lte=run.as_of)
    newest = dict(cards.order_by("known_from", "id").values_list("key", "row"))
    for key in sorted(set(newest) - set(keys)):
        if newest[key]:
            put_card(run, Made(noun, key, None), now, next_at)


def _lasting(row: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The row without what changes with the clock alone."""
    return None if row is None else {key: value for key, value in row.items() if key != "checked_at"}


def _packed(detail: Mapping[str, Any] | None) -> bytes | None:
    return (
        None if detail is None else zlib.compress(json.dumps(detail, ensure_ascii=False, allow_nan=False).encode(), 6)
    )


def _said_again(before: Card, later: Card | None, run: Run) -> Card | None:
    """What the next run had found unchanged, said at its date, lest the new card hide it; None where there is none."""
    between = Run.objects.filter(workspace=run.workspace, state="done", as_of__gt=run.as_of).exclude(pk=run.pk)
    between = between.filter(as_of__lt=later.known_from) if later else between
    first = between.order_by("as_of").first()
    if first is None:
        return None
    if later is None:
        Card.objects.filter(pk=before.pk).update(superseded_at=first.as_of)
    return Card.objects.create(
        workspace=run.workspace,
        run=first,
        noun=before.noun,
        key=before.key,
        rank=before.rank,
        row=before.row,
        detail=before.detail,
        digest=before.digest,
        known_from=first.as_of,
        superseded_at=later.known_from if later else None,
    )
