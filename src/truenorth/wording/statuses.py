"""A status in one line: its numbers in one style, its target and gap, and which comes first."""

from __future__ import annotations

from decimal import Decimal

from truenorth.model.answers import Amount
from truenorth.model.kpis import Kpi
from truenorth.model.metrics import Metric
from truenorth.model.status import Status
from truenorth.model.targets import Aim
from truenorth.wording.numbers import NOTHING, exact
from truenorth.wording.styles import Style, row_style

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
    """The style of a status's numbers: value, target and gap alike."""
    amounts = [status.value, *_targets(status)]
    return row_style(amounts, status.unit, metric.decimals if metric else None, currency)


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
    value = exact(status.value)
    wanted = status.expected_to_date if status.expected_to_date is not None else status.target
    if value is None or wanted is None:
        return None
    low, high = (exact(each) for each in (wanted if isinstance(wanted, tuple) else (wanted, wanted)))
    if low is None or high is None:
        return None
    if isinstance(wanted, tuple) and low <= value <= high:
        return Decimal(0)
    return value - low if value < low or low == high else value - high


def gap_text(status: Status, style: Style) -> str:
    """The gap as it is written; `inside` a band."""
    gap = gap_of(status)
    if gap is None:
        return NOTHING
    banded = isinstance(status.target, tuple) and status.expected_to_date is None
    return "inside" if banded and not gap else style.bare_change(gap)


def spell_key(key: str) -> str:
    """A word of classification for people: `internal_process` as `Internal process`."""
    return key.replace("_", " ").capitalize()
