"""Pages of one area: home."""
