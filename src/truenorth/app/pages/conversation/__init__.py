"""Pages of one area: conversation."""
