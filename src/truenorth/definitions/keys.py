"""The one table of keys: every section of a project, what it holds and under which keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from truenorth.definitions.dates import COLUMN_DATE, PARTS_DATE, SPAN_DATE
from truenorth.definitions.grammar import Key, Noun, record
from truenorth.definitions.keys_check import CHECK, SUPPRESSION
from truenorth.definitions.keys_kpis import (
    BASELINE,
    BENCHMARK,
    KEY_RESULT,
    KPI,
    LINE,
    OBJECTIVE,
    PERSON,
    SCORECARD,
    TEAM,
)
from truenorth.definitions.keys_metrics import CONVERSION, MANUAL, METRIC, RETENTION
from truenorth.definitions.keys_tables import (
    CALENDAR,
    DIMENSION,
    LATE_DATA,
    LINK,
    RATES,
    SOURCE,
    TABLE,
    VERSIONS,
)
from truenorth.definitions.kinds import LONG_TEXT, MOMENT, TEXT, choice
from truenorth.definitions.names import is_key
from truenorth.definitions.spellings import NEWEST, SIDE
from truenorth.definitions.target_ways import PHASING, STEPS
from truenorth.definitions.targets import LEVELS, TARGET
from truenorth.model.definitions import Definitions


def is_address(text: str) -> bool:
    """Whether a person may be keyed so: an e-mail address."""
    name, at, domain = text.partition("@")
    return bool(name and at and domain) and "@" not in domain and not any(character.isspace() for character in text)


@dataclass(frozen=True)
class Section:
    """A section of a file: definitions of one noun, each by its key."""

    name: str
    noun: Noun
    doc: str
    accepts: Callable[[str], bool] = is_key
    keyed_by: str = "letters, digits and _, not beginning with a digit"


SECTIONS = (
    Section("sources", SOURCE, "where rows come from"),
    Section("tables", TABLE, "rows with keys, dates and links"),
    Section("metrics", METRIC, "how quantities are computed"),
    Section("people", PERSON, "who answers for what", is_address, "an e-mail address"),
    Section("teams", TEAM, "groups of people"),
    Section("objectives", OBJECTIVE, "what is wanted, in words"),
    Section("kpis", KPI, "metrics to steer by"),
    Section("key_results", KEY_RESULT, "dated targets inside a cycle"),
    Section("scorecards", SCORECARD, "chosen, weighted lists of KPIs"),
)
"""In the order in which they are read: each needs only those before it."""

PROJECT = Noun(
    "project",
    "What is said once for the whole project.",
    Definitions,
    (
        Key("version", replace(choice("version", ["1"]), schema={"enum": [1, "1"]}), "the version of this format", "1"),
        Key("name", TEXT, "what the project is called", "Shop"),
        Key("mission", LONG_TEXT, "what the organisation is for", "'Good pizza, on time, at a fair price.'"),
        Key("currency", TEXT, "the currency of reports", "EUR"),
        Key("calendar", record(CALENDAR), "how dates become weeks, months and years", "{ time_zone: Europe/Rome }"),
        Key("as_of", MOMENT, "sample data only: the project's today", "2015-12-31"),
        Key("check", record(CHECK), "how the KPIs are checked", "{ limits: { team: 7 } }"),
        Key("rates", record(RATES), "exchange rates", "{ table: fx, date: day, from: base, to: quote, rate: rate }"),
    ),
    build=lambda noun, values: values,
)

NOUNS: tuple[Noun, ...] = (
    PROJECT,
    CALENDAR,
    RATES,
    SOURCE,
    TABLE,
    COLUMN_DATE,
    PARTS_DATE,
    SPAN_DATE,
    NEWEST,
    LATE_DATA,
    VERSIONS,
    LINK,
    DIMENSION,
    METRIC,
    CONVERSION,
    RETENTION,
    SIDE,
    MANUAL,
    PERSON,
    TEAM,
    OBJECTIVE,
    KPI,
    BASELINE,
    BENCHMARK,
    TARGET,
    STEPS,
    PHASING,
    LEVELS,
    KEY_RESULT,
    SCORECARD,
    LINE,
    CHECK,
    SUPPRESSION,
)


def section(name: str) -> Section:
    """The section of this name."""
    return next(one for one in SECTIONS if one.name == name)


__all__ = ["NOUNS", "PROJECT", "SECTIONS", "Section", "section"]
