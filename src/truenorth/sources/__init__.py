"""A declared source to its tables: files and SQLite databases become immutable Parquet extracts.

`locate` gives the Relation of a table, `take_inventory` all that a source holds, `preview` what a person wants to see
before trusting a file, `table_names` the tables of a source. DuckDB and PostgreSQL are attached by their engines, not
copied.
"""

from truenorth.sources.facts import ColumnFacts, Dropped, Facts
from truenorth.sources.inventory import Held, Inventory, beside, is_data_file, load_facts, take_inventory
from truenorth.sources.locate import COPIED, locate, table_names
from truenorth.sources.preview import Preview, preview

__all__ = [
    "COPIED",
    "ColumnFacts",
    "Dropped",
    "Facts",
    "Held",
    "Inventory",
    "Preview",
    "beside",
    "is_data_file",
    "load_facts",
    "locate",
    "preview",
    "table_names",
    "take_inventory",
]
