"""Numbers as cards keep them: exact text, text for tables, full text, and floats for drawing only."""

from __future__ import annotations

import math

from truenorth.app.readings.shapes import Shown
from truenorth.model.answers import Amount
from truenorth.model.metrics import Metric, Unit
from truenorth.project.answer_json import number
from truenorth.wording import NOTHING, format_change, format_number
from truenorth.wording.styles import Style, row_style

MOST = 80
"""So many characters a stored number may have."""


def nothing() -> Shown:
    """What stands where there is no number."""
    return {"exact": None, "text": NOTHING, "full": NOTHING}


def exact_text(value: Amount, *, quotient: bool = False) -> str | None:
    """All digits of a number; those of a quotient to fifteen significant ones; None where there is none."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return None
    found = number(value, quotient=quotient)
    text: str = found.text if hasattr(found, "text") else repr(found)
    return text if len(text) <= MOST else f"{float(text):.15g}"


def drawn(value: Amount) -> float | None:
    """A number as it is drawn: to twelve significant digits; None for a missing or unbounded one."""
    if value is None or abs(float(value)) > 1e300 or math.isnan(float(value)):
        return None
    return float(f"{float(value):.12g}")


def style_of(values: list[Amount], unit: Unit | None, metric: Metric | None, currency: str | None) -> Style:
    """The style in which some values of a metric are written beside one another."""
    return row_style(values, unit, metric.decimals if metric else None, currency)


def shown(value: Amount, style: Style, *, quotient: bool = False) -> Shown:
    """A value as people see it."""
    if value is None:
        return nothing()
    full = format_number(value, style.unit, currency=style.currency)
    return {"exact": exact_text(value, quotient=quotient), "text": style.number(value), "full": full}


def shown_change(value: Amount, style: Style, *, quotient: bool = False) -> Shown:
    """A difference as people see it, with its sign."""
    if value is None:
        return nothing()
    full = format_change(value, style.unit, currency=style.currency)
    return {"exact": exact_text(value, quotient=quotient), "text": style.change(value), "full": full}


def side_of(change: float | None, better: int) -> str:
    """better, worse, or "" where nobody said which way is better or nothing changed."""
    if not change or not better:
        return ""
    return "better" if change * better > 0 else "worse"


def percent(share: float) -> str:
    """A share as a whole percentage: `61 %`."""
    return f"{math.floor(share * 100 + 0.5)} %"
