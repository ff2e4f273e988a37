"""A status in one line: its numbers in one style, its target and gap, and which comes first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from truenorth.model.answers import Amount
from truenorth.model.kpis import Kpi
from truenorth.model.metrics import Metric
from truenorth.model.status import Status
from truenorth.model.targets import Aim
from truenorth.wording.dates import spell_date
from truenorth.wording.numbers import NOTHING, exact
from truenorth.wording.styles import Style, row_style, tell_apart
from truenorth.wording.words import say

WORST_FIRST = ("missed", "off track", "at risk", "doubtful", "stale", "no data", "on track", "achieved", "watched")
PERSPECTIVES = ("financial", "customer", "internal_process", "learning_and_growth")

_AIMS = {Aim.AT_LEAST: "≥ ", Aim.AT_MOST: "≤ ", Aim.TOWARDS: "→ "}


def place_of(headline: str) -> int:
    """The place of a headline among all, the worst first."""
    return WORST_FIRST.index(headline) if headline in WORST_FIRST else len(WORST_FIRST)


def severity(status: Status) -> tuple[int, float, str]:
    """What statuses are sorted by, so that the worst comes first."""
    score = exact(status.score)
    return place_of(status.headline), 11.0 if score is None else float(score), status.label


def status_style(status: Status, metric: Metric | None, currency: str | None) -> Style:
    """The style of a status's numbers: value, target and gap alike, with the digits that tell them apart."""
    targets = _targets(status)
    style = row_style([status.value, *targets], status.unit, metric.decimals if metric else None, currency)
    return tell_apart(style, [(status.value, each) for each in (*targets, status.expected_to_date)])


def _targets(status: Status) -> tuple[Amount, ...]:
    return status.target if isinstance(status.target, tuple) else (status.target,)


def target_text(status: Status, kpi: Kpi | None, style: Style) -> str:
    """The target of the period: `≥ 95.0 %`, `70.0 – 85.0 %`; of a total the whole."""
    if status.target is None:
        return NOTHING
    if isinstance(status.target, tuple):
        low, high = status.target
        return style.bare(low) if low == high else f"{style.bare(low).removesuffix(' %')} – {style.bare(high)}"
    aims = {target.aim for target in kpi.targets} if kpi else set()
    aim = _AIMS.get(aims.pop(), "") if len(aims) == 1 else ""
    return aim + style.bare(status.target)


def gap_of(status: Status) -> Decimal | None:
    """Value minus target; of a total minus what was expected by now; of a band how far outside it, 0 inside."""
    sides = _apart(status)
    return None if sides is None else sides[0] - sides[1]


def gap_to_target(status: Status) -> Decimal | None:
    """Value minus target, of a total minus the whole; of a band how far outside it, 0 inside."""
    sides = _apart(replace(status, expected_to_date=None))
    return None if sides is None else sides[0] - sides[1]


def _apart(status: Status) -> tuple[Decimal, Decimal] | None:
    """The value, and what it is held against: of a band the end that it is beyond, the value itself inside."""
    value = exact(status.value)
    wanted = status.expected_to_date if status.expected_to_date is not None else status.target
    if value is None or wanted is None:
        return None
    low, high = (exact(each) for each in (wanted if isinstance(wanted, tuple) else (wanted, wanted)))
    if low is None or high is None:
        return None
    return value, min(max(value, low), high)


def gap_text(status: Status, style: Style) -> str:
    """The gap as it is written, the difference of the two numbers as they are written; `inside` a band."""
    sides = _apart(status)
    if sides is None:
        return NOTHING
    banded = isinstance(status.target, tuple) and status.expected_to_date is None
    if banded and sides[0] == sides[1]:
        return "inside"
    return style.bare_change(style.gap(*sides))


def gap_words(status: Status, style: Style) -> str:
    """What the gap is to: `ahead of the pace (467 by 14 November 2026); 450 to go`, `short of the target`; "" for none.

    Of a total that is not over yet it is the distance to what was expected by its last whole day, never to the whole.
    """
    facet, gap = status.facets.get("target"), gap_of(status)
    if facet is None or gap is None or (not gap and status.expected_to_date is None):
        return ""
    side, through = facet.facts.get("side"), status.trace.get("through")
    if status.expected_to_date is None or facet.facts.get("ended") or not isinstance(through, date):
        return say(f"gap.{_side(gap, side)}")
    expected, whole = style.bare(status.expected_to_date), gap_to_target(status) or Decimal(0)
    kind = "budget" if side == -1 else "total"
    word = "on" if not gap else "above" if gap > 0 else "below"
    rest = "left" if whole < 0 else "over" if whole > 0 else "full"
    return "; ".join(
        (
            say(f"gap.{kind}.{word}", expected=expected, day=spell_date(through - timedelta(days=1))),
            say(f"gap.{kind}.{rest}", amount=style.bare(abs(whole))),
        )
    )


def gap_reference(status: Status) -> str:
    """The same in two words, for a table: `to pace`; "" where the gap is one to the target itself."""
    facet = status.facets.get("target")
    running = status.expected_to_date is not None and facet is not None and not facet.facts.get("ended")
    return say("gap.to_pace") if running else ""


def _side(gap: Decimal, side: object) -> str:
    """On which side of the target a value lies; a band has only an outside."""
    if side not in (1, -1):
        return "outside"
    return "better" if gap * Decimal(str(side)) > 0 else "worse" if side == 1 else "over"


def spell_key(key: str) -> str:
    """A word of classification for people: `internal_process` as `Internal process`."""
    return key.replace("_", " ").capitalize()
