"""Pages of one area: search."""
