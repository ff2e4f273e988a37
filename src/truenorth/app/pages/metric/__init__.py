"""Pages of one area: metric."""
