"""Workspaces and their people: who someone is, what they may do, and what they did."""
