"""Columns become an answer: buckets merged, trees evaluated, states and reasons told; the same for every engine."""

from truenorth.evaluate.answer import answer
from truenorth.evaluate.memory import Memory
from truenorth.evaluate.store import Fetched, Found, Kept, Members, Store, fill_store, merge_found

__all__ = ["Fetched", "Found", "Kept", "Members", "Memory", "Store", "answer", "fill_store", "merge_found"]
