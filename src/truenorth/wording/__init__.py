"""Numbers, units, dates, status words and sentences, as people read them: the only formatter.

Every English word stands in `words.py`, so that another table makes another language. Nothing here reads a locale,
the clock or the environment.
"""

from truenorth.wording.dates import spell_age, spell_date, spell_period, spell_took, spell_until
from truenorth.wording.numbers import (
    MINUS,
    NOTHING,
    common_places,
    exact,
    format_change,
    format_exactly,
    format_number,
    round_half_up,
)
from truenorth.wording.shapes import DATA_SHAPES, HEADLINE_SHAPES, Shape, shape_of
from truenorth.wording.sparkline import sparkline
from truenorth.wording.units import UnitStyle, unit_style
from truenorth.wording.words import WORDS, say, spell_reason

__all__ = [
    "DATA_SHAPES",
    "HEADLINE_SHAPES",
    "MINUS",
    "NOTHING",
    "WORDS",
    "Shape",
    "UnitStyle",
    "common_places",
    "exact",
    "format_change",
    "format_exactly",
    "format_number",
    "round_half_up",
    "say",
    "shape_of",
    "sparkline",
    "spell_age",
    "spell_date",
    "spell_period",
    "spell_reason",
    "spell_took",
    "spell_until",
    "unit_style",
]
