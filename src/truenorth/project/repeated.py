"""Keys that stand more than once: a finding wherever the rows are only added up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from truenorth.errors import Finding, Level
from truenorth.model.relations import Survey
from truenorth.model.tables import Table

SHOWN = 3
"""So many days are named; of more only how many."""


def repeated_keys(tables: Mapping[str, Table], surveys: Iterable[Survey]) -> Iterator[Finding]:
    """A warning for each table whose key repeats, with the days of the rows concerned."""
    for survey in surveys:
        if survey.repeated:
            table = tables[survey.table]
            keys, one = ", ".join(table.one_row_per), survey.repeated == 1
            yield Finding(
                "KEY_REPEATED",
                f"{table.key}: {survey.repeated} key{'' if one else 's'} of {keys} stand{'s' if one else ''} more than "
                f"once{_days(survey)}; what is added up over these rows is doubtful.",
                table.places.get("one_row_per", table.place),
                Level.WARNING,
                hint="Mend the rows, or correct one_row_per; with versions the newest row of each key counts.",
            )


def _days(survey: Survey) -> str:
    days = [day.date().isoformat() for day in sorted(set(survey.repeated_on))]
    if not days:
        return ""
    more = f" and {len(days) - SHOWN} more days" if len(days) > SHOWN else ""
    return f", on {', '.join(days[:SHOWN])}{more}"
