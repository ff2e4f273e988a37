"""Work to be done later or again: a queue of leases in the database, and schedules that fill it."""
