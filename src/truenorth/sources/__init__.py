"""A declared source to its tables: files and SQLite databases become immutable Parquet extracts.

`locate` gives the Relation of a table, `preview` what a person wants to see before trusting a file, `table_names`
the tables a source holds. DuckDB and PostgreSQL are attached by their engines, not copied.
"""

from truenorth.sources.facts import ColumnFacts, Dropped
from truenorth.sources.locate import COPIED, locate, table_names
from truenorth.sources.preview import Preview, preview

__all__ = ["COPIED", "ColumnFacts", "Dropped", "Preview", "locate", "preview", "table_names"]
