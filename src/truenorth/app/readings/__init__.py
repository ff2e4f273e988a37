"""Numbers as they were known: runs, readings, statuses, and the cards that pages show."""
