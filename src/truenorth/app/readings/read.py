"""What pages ask: each question about the newest, or with an instant about what was known then."""

from truenorth.app.readings.kept import detail, known_at, packed, row, rows
from truenorth.app.readings.past import (
    bridge,
    newest_runs,
    publication,
    publications,
    restatements,
    run,
    runs,
    transitions,
)
from truenorth.app.readings.points import points
from truenorth.app.readings.receipts import first_known, receipt

__all__ = [
    "bridge",
    "detail",
    "first_known",
    "known_at",
    "newest_runs",
    "packed",
    "points",
    "publication",
    "publications",
    "receipt",
    "restatements",
    "row",
    "rows",
    "run",
    "runs",
    "transitions",
]
