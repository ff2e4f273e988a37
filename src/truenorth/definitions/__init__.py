"""Files to model and back, with file and line, driven by one table of keys."""

from truenorth.definitions.edit import edit, remove
from truenorth.definitions.entries import Entries, load_entries, read_entries
from truenorth.definitions.load import load, load_texts
from truenorth.definitions.schema import schema, schema_text
from truenorth.definitions.write import write

__all__ = [
    "Entries",
    "edit",
    "load",
    "load_entries",
    "load_texts",
    "read_entries",
    "remove",
    "schema",
    "schema_text",
    "write",
]
