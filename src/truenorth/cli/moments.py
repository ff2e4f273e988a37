"""Instants as a person reads them."""

from __future__ import annotations

from datetime import datetime

from truenorth.model.definitions import Definitions
from truenorth.wording import spell_until


def spell_as_of(definitions: Definitions, instant: datetime) -> str:
    """`as of 31 December 2015`, and whether that is the sample's own day rather than today's."""
    sample = " (sample data)" if definitions.as_of is not None else ""
    return f"as of {spell_until(definitions.calendar, instant)}{sample}"
