"""Cells of files that people open in a spreadsheet."""

from __future__ import annotations

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula, full-width forms included."""


def plain(text: str) -> str:
    """Text that no spreadsheet takes for a formula: one that begins like one gets an apostrophe before it.

    >>> plain("=HYPERLINK(1)"), plain("ann@acme.example"), plain("  @SUM(1)")
    ("'=HYPERLINK(1)", 'ann@acme.example', "'  @SUM(1)")
    """
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS) else text
