"""Columns become an answer: buckets merged, trees evaluated, states and reasons told; the same for every engine."""

from truenorth.evaluate.answer import answer
from truenorth.evaluate.store import Fetched, Found, Members, Store, fill_store, merge_found

__all__ = ["Fetched", "Found", "Members", "Store", "answer", "fill_store", "merge_found"]
