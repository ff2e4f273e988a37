"""SQL → columns: one driver a file, read-only sandboxed sessions.

The drivers are heavy, so nothing is imported here: `engines.duck.open_duckdb`, `engines.pg.open_postgres`, and
`engines.base.Engine` for what they have in common.
"""
