"""Engine differences, as tables: one file per dialect."""

from truenorth.sql.dialects.base import Dialect
from truenorth.sql.dialects.duckdb import DUCKDB
from truenorth.sql.dialects.postgres import POSTGRES

DIALECTS: dict[str, Dialect] = {"duckdb": DUCKDB, "postgres": POSTGRES}

__all__ = ["DIALECTS", "Dialect"]
