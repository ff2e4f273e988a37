"""One round of check-ins: which cards were done and which skipped; kept with the session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone

from truenorth.app.work.owed import Owed
from truenorth.wording import format_number

PAUSE = timedelta(hours=1)
"""After so long a pause a new round begins."""


@dataclass(frozen=True)
class Done:
    """A card that was saved: the confidence given, what was computed, how many values were typed."""

    kpi: str
    label: str
    headline: str = ""
    confidence: int | None = None
    p_hit: float | None = None
    next_step: str = ""
    values: tuple[str, ...] = ()

    @property
    def chance(self) -> str:
        """What was computed, as printed; empty where there were no odds."""
        return "" if self.p_hit is None else format_number(self.p_hit, "percent", decimals=0)


@dataclass(frozen=True)
class Round:
    """The cards of one sitting."""

    done: tuple[Done, ...] = ()
    skipped: tuple[str, ...] = ()

    @property
    def behind(self) -> int:
        """So many cards lie behind."""
        return len(self.done) + len(self.skipped)

    def left(self, owed: Sequence[Owed]) -> tuple[Owed, ...]:
        """The cards still to come."""
        behind = {done.kpi for done in self.done} | set(self.skipped)
        return tuple(due for due in owed if due.row["key"] not in behind)

    def with_done(self, done: Done) -> Round:
        """One more card saved."""
        return Round((*(one for one in self.done if one.kpi != done.kpi), done), _without(self.skipped, done.kpi))

    def with_skipped(self, kpi: str) -> Round:
        """One more card skipped."""
        return replace(self, skipped=(*_without(self.skipped, kpi), kpi))


def round_of(request: HttpRequest, slug: str) -> Round:
    """The round that the visitor is in; a new one after a pause."""
    kept = request.session.get(_key(slug))
    if not isinstance(kept, dict) or kept.get("until", 0) < timezone.now().timestamp():
        return Round()
    done = tuple(Done(**{**each, "values": tuple(each["values"])}) for each in kept["done"])
    return Round(done, tuple(kept["skipped"]))


def keep(request: HttpRequest, slug: str, round: Round) -> None:
    """Keep the round with the session."""
    until = (timezone.now() + PAUSE).timestamp()
    request.session[_key(slug)] = {
        "done": [asdict(done) for done in round.done], "skipped": list(round.skipped), "until": until
    }  # fmt: skip


def begin(request: HttpRequest, slug: str) -> None:
    """Begin a new round."""
    request.session.pop(_key(slug), None)


def _key(slug: str) -> str:
    return f"check-in:{slug}"


def _without(keys: tuple[str, ...], key: str) -> tuple[str, ...]:
    return tuple(each for each in keys if each != key)
