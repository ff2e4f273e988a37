"""The keys of the project's own check."""

from __future__ import annotations

from truenorth.definitions.grammar import Key, Noun, record
from truenorth.definitions.kinds import COUNT, DAY, LONG_TEXT, NAME, list_of, map_of
from truenorth.model.check_settings import CheckSettings, Suppression

SUPPRESSION = Noun(
    "suppression",
    "A finding of the KPI check that is known and accepted for a while.",
    Suppression,
    (
        Key("rule", NAME, "the rule's code", "DEF_NO_OWNER", required=True),
        Key("on", NAME, "the KPI, metric or objective (without: all)", "on_time_delivery"),
        Key("reason", LONG_TEXT, "why it is accepted", "the new owner begins in May", required=True),
        Key("until", DAY, "when it is looked at again", "2027-01-31", required=True),
    ),
)

CHECK = Noun(
    "check",
    "How the project's KPIs are checked.",
    CheckSettings,
    (
        Key("limits", map_of(COUNT, "a level"), "how many KPIs each level may have", "{ team: 7, company: 12 }"),
        Key(
            "suppress",
            list_of(record(SUPPRESSION)),
            "findings that are accepted",
            "[{ rule: DEF_NO_OWNER, reason: the new owner begins in May, until: 2027-01-31 }]",
        ),
    ),
)
