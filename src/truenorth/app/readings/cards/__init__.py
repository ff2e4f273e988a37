"""Cards: what a page shows of one thing, made by the worker from evidence, statuses and answers."""
