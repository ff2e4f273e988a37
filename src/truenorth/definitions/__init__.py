"""Files to model and back, with file and line, driven by one table of keys."""

from truenorth.definitions.edit import edit, remove
from truenorth.definitions.entries import Entries, entries_in, load_entries, read_entries
from truenorth.definitions.load import HEAD_FILE, definition_texts, load, load_texts
from truenorth.definitions.schema import schema, schema_text
from truenorth.definitions.write import write

__all__ = [
    "HEAD_FILE",
    "Entries",
    "definition_texts",
    "edit",
    "entries_in",
    "load",
    "load_entries",
    "load_texts",
    "read_entries",
    "remove",
    "schema",
    "schema_text",
    "write",
]
