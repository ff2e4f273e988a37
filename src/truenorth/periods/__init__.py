"""Where in time a value is read: grains, periods, calendars, durations and moves.

Everything here is a frozen value or a pure function of values; nothing reads the clock.
"""

from truenorth.periods.calendar import Calendar
from truenorth.periods.duration import Duration, parse_duration
from truenorth.periods.grain import FISCAL, Grain
from truenorth.periods.labels import label, parse_period
from truenorth.periods.moves import (
    Clock,
    Here,
    Landing,
    Last,
    Move,
    Opening,
    Seen,
    Shifted,
    There,
    ToDate,
    land,
)
from truenorth.periods.period import Period
from truenorth.periods.shifts import Shift, ShiftKind, parse_shift, shift_period
from truenorth.periods.spine import period_at, spine, split
from truenorth.periods.working_days import working_days

__all__ = [
    "FISCAL",
    "Calendar",
    "Clock",
    "Duration",
    "Grain",
    "Here",
    "Landing",
    "Last",
    "Move",
    "Opening",
    "Period",
    "Seen",
    "Shift",
    "ShiftKind",
    "Shifted",
    "There",
    "ToDate",
    "label",
    "land",
    "parse_duration",
    "parse_period",
    "parse_shift",
    "period_at",
    "shift_period",
    "spine",
    "split",
    "working_days",
]
