"""Names as they stand outside formulas, where back-quotes may be left out."""

from __future__ import annotations

import re

_QUOTED = re.compile(r"`((?:[^`]|``)+)`")


def is_key(text: str) -> bool:
    """Whether a definition may be called so: letters, digits and `_`, not beginning with a digit."""
    from truenorth.expressions.tokens import is_word

    return is_word(text)


def unquoted(text: str) -> str:
    """A name without its back-quotes.

    >>> unquoted("`CPT (£)`"), unquoted("plain name")
    ('CPT (£)', 'plain name')
    """
    text = text.strip()
    found = _QUOTED.fullmatch(text)
    return found[1].replace("``", "`") if found else text


def split_first(text: str) -> tuple[str, str | None]:
    """What stands before and after the first dot outside back-quotes; None where there is no dot.

    >>> split_first("orders.ordered_at"), split_first("`a.b`"), split_first("t.`a.b`")
    (('orders', 'ordered_at'), ('a.b', None), ('t', 'a.b'))
    """
    quoted = False
    for index, character in enumerate(text):
        if character == "`":
            quoted = not quoted
        elif character == "." and not quoted:
            return unquoted(text[:index]), unquoted(text[index + 1 :])
    return unquoted(text), None


def quoted(name: str) -> str:
    """A name in back-quotes where a bare one would be read otherwise.

    >>> quoted("day"), quoted("a.b")
    ('day', '`a.b`')
    """
    if "." in name or "`" in name or name != name.strip():
        return "`" + name.replace("`", "``") + "`"
    return name


def dotted(first: str | None, second: str) -> str:
    """`first.second`, each in back-quotes where needed; the second alone without a first."""
    return f"{quoted(first)}.{quoted(second)}" if first else quoted(second)
