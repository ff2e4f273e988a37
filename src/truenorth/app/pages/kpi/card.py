"""The card of the thing a page is about, and what to say where there is none yet."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest

from truenorth.app.pages.door import Visit
from truenorth.app.pages.shell import as_of_of, zone_of
from truenorth.app.readings import read
from truenorth.app.readings.receipts import first_known
from truenorth.wording import spell_date


@dataclass(frozen=True)
class CardShown:
    """One thing's line and detail, as they were known at the instant asked for."""

    noun: str
    key: str
    kept: bytes  # the detail as it is kept: two cards are the same where it is
    row: Any = field(compare=False)
    detail: Any = field(compare=False)


def card_of(request: HttpRequest, visit: Visit, noun: str, key: str) -> CardShown | None:
    """The card; None where the thing exists but was not known at the instant; 404 where it never was."""
    at = as_of_of(request, visit).at
    found = read.packed(visit.workspace, noun, key, at)
    if found is None:
        if first_known(visit.workspace, noun, key) is None:
            raise Http404
        return None
    row, kept = found
    return CardShown(noun, key, kept, json.loads(row), json.loads(zlib.decompress(kept)))


def not_yet(request: HttpRequest, visit: Visit, noun: str, key: str, period: str = "") -> dict[str, Any]:
    """What a page says of something that was not known: since when it is, and where to look."""
    zone = zone_of(visit)
    known, began = first_known(visit.workspace, noun, key), first_known(visit.workspace)
    return {
        "noun": noun,
        "key": key,
        "period": period,
        "known": spell_date(known.astimezone(zone).date()) if known else "",
        "began": spell_date(began.astimezone(zone).date()) if began else "",
    }
