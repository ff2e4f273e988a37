"""Every word and sentence a person reads, by its key: one table a language."""

from __future__ import annotations

from collections.abc import Mapping

from truenorth.wording.words_cards import CARD_WORDS
from truenorth.wording.words_forecast import FORECAST_WORDS
from truenorth.wording.words_leads import LEAD_WORDS
from truenorth.wording.words_signals import SIGNAL_WORDS
from truenorth.wording.words_targets import TARGET_WORDS
from truenorth.wording.words_why import WHY_WORDS

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
          "December")  # fmt: skip

WORDS: Mapping[str, str] = {
    **CARD_WORDS,
    **SIGNAL_WORDS,
    **FORECAST_WORDS,
    **WHY_WORDS,
    **LEAD_WORDS,
    **TARGET_WORDS,
    **{f"month.{number}": name for number, name in enumerate(MONTHS, 1)},
    "period.day": "{day} {month} {year}",
    "period.week": "week of {day} {month} {year}",
    "period.month": "{month} {year}",
    "period.quarter": "Q{number} {year}",
    "period.year": "{year}",
    "period.fiscal": "{label}",
    "period.all": "all rows",
    "period.range": "{first} – {last}",
    "age.none": "up to date",
    "age.minutes": "{count} min",
    "age.hours": "{count} h",
    "age.days.1": "1 day",
    "age.days": "{count} days",
    "note.nothing_expected": "nothing expected yet",
    "note.answers": "{count} answers, {least} needed",
    "note.default_red": "red line taken as 5 % of the target",
    "note.natural_red": "red line taken half the way to the natural limits",
    "note.zero_red": "no red line: 5 % of zero is no distance",
    "note.even_instead": "spread evenly: {year} is not complete",
    "note.straight_instead": "a straight way: the season of {year} is not known",
    "note.no_weights": "spread evenly: no weights are given for this period",
    "note.no_working_days": "spread evenly: the period has no working day",
    "note.no_baseline": "no value before {day} to start from; give a baseline",
    "note.no_value_on": "no value in {period} to improve on",
    "note.no_side": "neither baseline nor direction says which way is better",
    "note.equal_baseline": "the baseline equals the target",
    "note.begins": "the first target begins on {day}",
    "note.no_period": "no complete period yet",
    "note.no_value": "{period}: {reason}",
    "note.broken": "{message}",
    "note.last": "last seen {headline}",
    "note.late": "data {age} old",
    "facet.rows_end": "Rows end on {day}",
    "note.rows_end": "{period} is over, but its rows end on {day}",
    "note.doubt": "{doubt}",
    "reason.no_rows": "no rows",
    "reason.before_data": "before the first row",
    "reason.division_by_zero": "division by zero",
    "reason.not_yet": "too early to tell",
    "reason.not_loaded": "not loaded yet",
    "reason.no_rate": "no exchange rate",
    "reason.no_age": "not an age of this metric",
    "reason.no_partner": "nothing to compare with",
    "reason.no_date": "the table has no date",
    "reason.missing": "{metric} is missing",
    "reason.no_number": "not a number",
    "reason.failed": "it could not be computed",
    "reason.no_member": "no row was ever in its segment",
    "reason.percent_beyond": "more than a share can be: percent points?",
    "reason.cells_not_read": "some of the rows or cells behind it could not be read as they stand",
    "reason.unknown_member": "no row has a member that is asked for, but one is much like it",
    "reason.repeated_key": "a key stands more than once",
}


def say(key: str, words: Mapping[str, str] = WORDS, /, **facts: object) -> str:
    """The sentence of a key with its facts filled in; KeyError for a key that is not in the table.

    >>> say("age.days", count=3)
    '3 days'
    """
    return words[key].format(**facts)


def spell_reason(reason: str | None) -> str:
    """Why a number is missing, in words; a reason not in the table is written as it is.

    >>> spell_reason("missing:expenses"), spell_reason("no_rows")
    ('expenses is missing', 'no rows')
    """
    if reason is None:
        return ""
    name, _, metric = reason.partition(":")
    key = f"reason.{name}"
    return say(key, metric=metric) if key in WORDS else reason.replace("_", " ")
