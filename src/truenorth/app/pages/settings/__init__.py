"""Pages of one area: settings."""
