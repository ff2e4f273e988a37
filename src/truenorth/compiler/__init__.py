"""A question becomes a recipe: what to fetch and how to combine it. Knows no SQL.

Planning is the validator: what can be planned can be answered, and `check` plans every metric.
"""

from truenorth.compiler.plan import plan

__all__ = ["plan"]
