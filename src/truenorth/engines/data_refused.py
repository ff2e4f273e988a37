"""A value in the data that is not what the definition takes it for: the same refusal for every engine."""

from __future__ import annotations

import re

from truenorth.errors import Refused, refuse
from truenorth.model.types import MOST_DIGITS

_QUOTED = re.compile(r"""(['"])(?P<value>.*?)\1""")


def value_refused(said: str) -> Refused:
    """The refusal for what an engine said of a value that it could not cast, or that left its type's range.

    >>> value_refused("Could not convert string 'paid' to INT64").finding.message
    "The data hold 'paid' where a number, a date or another type is expected."
    """
    if any(word in said.lower() for word in ("overflow", "integer out of range", "bigint out of range")):
        return refuse(
            "NUMBER_TOO_LONG",
            f"A number that is worked out from the data has more digits than {MOST_DIGITS}, the most that fit.",
            hint="Round what is multiplied, as in round(orders.rate, 6).",
        )
    quoted = _QUOTED.search(said)
    held = f"'{quoted['value']}'" if quoted else "a value that is too large or not of its kind,"
    return refuse(
        "CELL_NOT_CAST",
        f"The data hold {held} where a number, a date or another type is expected.",
        hint="Mend it in the source, leave such rows out by a filter, or say how dates are spelled (`written:`).",
    )
