"""Stored definitions: what a workspace's metrics and KPIs are, and were, by whom and why."""
