"""Pages of one area: check."""
