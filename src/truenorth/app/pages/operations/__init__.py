"""Pages of one area: operations."""
