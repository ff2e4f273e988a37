"""Files to model and back, with file and line, driven by one table of keys."""

from truenorth.definitions.load import load, load_texts

__all__ = ["load", "load_texts"]
