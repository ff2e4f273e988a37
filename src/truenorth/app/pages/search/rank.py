"""What a search finds: words compared without case and accents, by beginnings, and with small slips forgiven."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from heapq import nsmallest

LEAST_LIKE = 0.75
"""So alike must a misspelt word be."""
_LONGEST = 100
_MOST_WORDS = 8


@dataclass(frozen=True)
class Thing:
    """Something that can be found: its group, its address, what names it, and what else is said of it."""

    noun: str
    key: str
    label: str
    remark: str
    address: str
    names: tuple[str, ...] = ()  # folded words of label and key
    others: tuple[str, ...] = ()  # folded words of everything else
    need: int = 0
    headline: str = ""
    value: str = ""


@dataclass(frozen=True)
class Index:
    """Things and the places at which each word names one, or is said of one."""

    things: tuple[Thing, ...]
    names: Mapping[str, Sequence[int]]
    others: Mapping[str, Sequence[int]]


@dataclass(frozen=True)
class Hit:
    """A thing that was found, and how well it fits."""

    thing: Thing
    score: float


@dataclass(frozen=True)
class Group:
    """The hits of one noun, the best first; `more` were left out."""

    noun: str
    hits: tuple[Hit, ...]
    more: int = field(default=0)


def words_of(*texts: str) -> tuple[str, ...]:
    """The words of texts in the form in which they are compared.

    >>> words_of("Émile’s Straße", "net_revenue")
    ('emile', 's', 'strasse', 'net', 'revenue')
    """
    return tuple(dict.fromkeys(word for text in texts for word in re.findall(r"[^\W_]+", _folded(text))))


def index_of(things: Iterable[Thing]) -> Index:
    """The things, ready to be searched."""
    everything = tuple(things)
    names: dict[str, list[int]] = {}
    others: dict[str, list[int]] = {}
    for place, thing in enumerate(everything):
        for words, places in ((thing.names, names), (thing.others, others)):
            for word in words:
                places.setdefault(word, []).append(place)
    return Index(everything, names, others)


def find(query: str, index: Index, most: int = 50) -> tuple[Hit, ...]:
    """The things in which every word of the query is found, the best first; alike ones by need of attention."""
    wanted = words_of(query[:_LONGEST])[:_MOST_WORDS]
    if not wanted:
        return ()
    scores = _scores(index, _likeness(wanted[0], index))
    for word in wanted[1:]:
        further = _scores(index, _likeness(word, index))
        scores = {place: score + further[place] for place, score in scores.items() if place in further}
    whole = " ".join(wanted)
    hits = (Hit(index.things[place], score / len(wanted)) for place, score in scores.items())
    ranked = (
        (-hit.score - _bonus(hit.thing, whole), hit.thing.need, hit.thing.label, hit.thing.key, hit) for hit in hits
    )
    return tuple(hit for *_, hit in nsmallest(most, ranked, key=lambda ranks: ranks[:4]))


def grouped(hits: Sequence[Hit], each: int) -> tuple[Group, ...]:
    """The hits by noun, the group with the best hit first, so many of each at most."""
    by_noun: dict[str, list[Hit]] = {}
    for hit in hits:
        by_noun.setdefault(hit.thing.noun, []).append(hit)
    return tuple(Group(noun, tuple(found[:each]), max(0, len(found) - each)) for noun, found in by_noun.items())


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss").replace("ø", "o").replace("ł", "l"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _likeness(wanted: str, index: Index) -> dict[str, float]:
    """How well each known word fits: itself 1, one that begins so 0.85, one that holds it 0.6, a misspelt one less."""
    known = index.names.keys() | index.others.keys()
    fits: dict[str, float] = {}
    for word in known:
        if word == wanted:
            fits[word] = 1.0
        elif word.startswith(wanted):
            fits[word] = 0.85
        elif len(wanted) > 2 and wanted in word:
            fits[word] = 0.6
    return fits or _misspelt(wanted, known)


def _misspelt(wanted: str, known: Iterable[str]) -> dict[str, float]:
    """Known words, or their beginnings, that differ from the wanted one by a slip; a short word must be right."""
    if len(wanted) < 4:
        return {}
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    fits: dict[str, float] = {}
    for word in known:
        for text in {word, word[: len(wanted)]}:
            if abs(len(text) - len(wanted)) > 2:
                continue
            matcher.set_seq1(text)
            if matcher.quick_ratio() >= LEAST_LIKE and (like := matcher.ratio()) >= LEAST_LIKE:
                fits[word] = max(fits.get(word, 0.0), like / 2)
    return fits


def _scores(index: Index, fits: dict[str, float]) -> dict[int, float]:
    """How well each thing meets one wanted word: in its name, or half as well elsewhere."""
    scores: dict[int, float] = {}
    for words, weight in ((index.names, 1.0), (index.others, 0.5)):
        for word in fits.keys() & words.keys():
            score = fits[word] * weight
            for place in words[word]:
                if score > scores.get(place, 0.0):
                    scores[place] = score
    return scores


def _bonus(thing: Thing, whole: str) -> float:
    """What a name that is, or begins with, the whole query is worth besides."""
    names = " ".join(thing.names)
    return 0.5 if names == whole else 0.2 if names.startswith(whole) else 0.0
