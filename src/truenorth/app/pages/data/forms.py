"""What people decided in the form of a preview."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from truenorth.app.readings.proposal import Proposed
from truenorth.errors import refuse

OPTIONS = (
    ("separated_by", "between two values: a character, tab or blanks"),
    ("decimal", "the decimal sign: . or ,"),
    ("encoding", "such as utf-8, cp1252, utf-16"),
    ("header", "how many rows make the header; 0 for none"),
    ("skip_rows", "rows to pass over before the header"),
    ("null_values", "texts that mean no value, with blanks between them"),
)
"""How a file may be told to be read, where it was read wrongly."""
ROLES = ("date", "key", "dimension")


def options_of(request: HttpRequest) -> dict[str, Any]:
    """The reading options that were filled in."""
    given = {name: request.POST.get(f"option-{name}", "").strip() for name, _ in OPTIONS}
    found: dict[str, Any] = {name: text for name, text in given.items() if text}
    if "null_values" in found:
        found["null_values"] = found["null_values"].split()
    return found


def proposed_of(request: HttpRequest, seen: dict[str, Any]) -> Proposed:
    """The source as the form has it; columns are known by their place in the preview, never by what was sent."""
    table = next((each for each in seen["tables"] if each["name"] == request.POST.get("table")), seen["tables"][0])
    names = [each["name"] for each in table["columns"]]
    roles = {name: request.POST.get(f"role-{at}", "") for at, name in enumerate(names)}
    dates = [name for name, role in roles.items() if role == "date"]
    if len(dates) > 1:
        raise refuse(
            "TWO_DATES",
            f"Two columns are the date: {dates[0]} and {dates[1]}.",
            hint="leave one; the other can be an `other_dates` of the table later",
        )
    kinds = {each["name"]: each["type"] for each in table["columns"]}
    written = request.POST.get("written", "").strip() if dates and kinds[dates[0]] == "text" else ""
    if dates and kinds[dates[0]] not in ("date", "timestamp", "instant") and not written:
        raise refuse(
            "DATE_NOT_READ",
            f"{dates[0]} was read as {kinds[dates[0]]}, which is no date.",
            hint="choose another column, or say how its dates are written, such as d/m/yy",
        )
    return Proposed(
        key=request.POST.get("key", "").strip(),
        kind=str(seen["kind"]),
        address=str(seen["address"]),
        name=str(table["name"]),
        options=dict(seen["options"]),
        date=dates[0] if dates else "",
        written=written,
        keys=tuple(name for name, role in roles.items() if role == "key"),
        dimensions=tuple(name for name, role in roles.items() if role == "dimension"),
        fresh_within=request.POST.get("fresh_within", "").strip(),
    )
