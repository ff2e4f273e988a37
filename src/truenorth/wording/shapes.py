"""Status words with their shapes: colour is never the only carrier."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Shape:
    """How a headline or a facet's word looks: a glyph, plain ASCII where glyphs fail, and a colour's name."""

    glyph: str
    ascii: str
    colour: str  # green | yellow | red | blue | grey


HEADLINE_SHAPES = {
    "achieved": Shape("★", "*", "green"),
    "on track": Shape("●", "o", "green"),
    "at risk": Shape("▲", "^", "yellow"),
    "off track": Shape("■", "#", "red"),
    "missed": Shape("✖", "x", "red"),
    "watched": Shape("◆", "~", "blue"),
    "doubtful": Shape("▨", "?", "grey"),
    "stale": Shape("◌", "z", "grey"),
    "no data": Shape("○", "-", "grey"),
}

TARGET_SHAPES = {
    "achieved": Shape("★", "*", "green"),
    "ahead": Shape("●", "o", "green"),
    "on pace": Shape("●", "o", "green"),
    "met": Shape("●", "o", "green"),
    "near": Shape("▲", "^", "yellow"),
    "behind": Shape("■", "#", "red"),
    "missed": Shape("■", "#", "red"),
    "no target": Shape("◆", "~", "blue"),
}

DATA_SHAPES = {
    "fresh": Shape("●", "o", "green"),
    "provisional": Shape("◐", "c", "blue"),
    "late": Shape("▲", "^", "yellow"),
    "too few": Shape("○", "-", "grey"),
    "doubtful": Shape("▨", "?", "grey"),
    "stale": Shape("◌", "z", "grey"),
    "no data": Shape("○", "-", "grey"),
    "broken": Shape("✖", "x", "red"),
}


def shape_of(word: str) -> Shape:
    """The shape of a headline or of a facet's word; an open circle for a word not known.

    >>> shape_of("at risk").glyph
    '▲'
    """
    for shapes in (HEADLINE_SHAPES, TARGET_SHAPES, DATA_SHAPES):
        if word in shapes:
            return shapes[word]
    return Shape("○", "-", "grey")
