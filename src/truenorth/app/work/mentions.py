"""Whom a text speaks to: `@` before a member's address, name, first name or the part of the address before its @."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Named:
    """A member as far as a text may name them."""

    id: int
    name: str
    address: str


@dataclass(frozen=True)
class Found:
    """A mention: `text[start:end]` names a member, its @ included."""

    start: int
    end: int
    member: Named


def find_mentions(text: str, members: Iterable[Named]) -> tuple[Found, ...]:
    """The mentions in a text, in its order. The longest name wins; a first name that two members share names nobody."""
    spelled = _spellings(members)
    longest_first = sorted(spelled, key=len, reverse=True)
    found: list[Found] = []
    at = text.find("@")
    while at >= 0:
        hit = _at(text, at, longest_first, spelled) if at == 0 or not _in_word(text[at - 1]) else None
        if hit is not None:
            found.append(hit)
        at = text.find("@", at + 1 if hit is None else hit.end)
    return tuple(found)


def _spellings(members: Iterable[Named]) -> dict[str, Named]:
    """Every spelling that names exactly one member; whole names and addresses go before their parts."""
    everybody = tuple(members)
    whole = _unambiguous((name, member) for member in everybody for name in (member.address, member.name))
    parts = _unambiguous(
        (name, member)
        for member in everybody
        for name in (member.address.partition("@")[0], member.name.partition(" ")[0])
    )
    taken = {name.casefold() for member in everybody for name in (member.address, member.name)}
    return whole | {name: member for name, member in parts.items() if name not in taken}


def _unambiguous(pairs: Iterable[tuple[str, Named]]) -> dict[str, Named]:
    named: dict[str, set[Named]] = {}
    for name, member in pairs:
        if name.strip():
            named.setdefault(name.casefold(), set()).add(member)
    return {name: next(iter(members)) for name, members in named.items() if len(members) == 1}


def _at(text: str, at: int, spellings: list[str], spelled: dict[str, Named]) -> Found | None:
    for spelling in spellings:
        end = at + 1 + len(spelling)
        if text[at + 1 : end].casefold() == spelling and not _goes_on(text, end, spelling):
            return Found(at, end, spelled[spelling])
    return None


def _goes_on(text: str, end: int, spelling: str) -> bool:
    """Whether the word goes on behind the spelling: then it names someone else."""
    if end >= len(text):
        return False
    if _in_word(text[end]) or (text[end] == "@" and "@" not in spelling):
        return True
    return text[end] in ".-" and end + 1 < len(text) and _in_word(text[end + 1])


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_"
