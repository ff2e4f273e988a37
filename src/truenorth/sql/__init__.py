"""Fetches become SQL: one file per shape, one table of functions per dialect.

The text is written by our own small printer out of quoted names, typed literals and the dialect's own table, so that
nothing is translated between dialects and every line can be read by a person.
"""

from truenorth.sql.survey import survey_query
from truenorth.sql.write import Query, write

__all__ = ["Query", "survey_query", "write"]
