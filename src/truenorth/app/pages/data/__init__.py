"""Pages of one area: data."""
