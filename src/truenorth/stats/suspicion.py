"""Values that may not be what they say: slips of the unit, copies, standing still, numbers too good to be counted."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

import numpy as np

from truenorth.stats.arrays import Array, as_array, power_of_two

LEAST = 12
"""Points below which only exact checks are made."""


class Doubt(StrEnum):
    """What is suspected."""

    MISSING = "missing"
    UNIT = "unit error"
    SIGN = "sign error"
    FLAT = "flat line"
    COPIED = "copied block"
    ROUND = "round numbers"
    BUNCHED = "bunched at the target"


@dataclass(frozen=True)
class Suspicion:
    """What is suspected of the points from `first` to before `end`, and the facts."""

    doubt: Doubt
    first: int
    end: int
    facts: dict[str, float] = field(default_factory=dict)


def suspicions(
    values: Iterable[Decimal | float | None], *, target: float | None = None, target_side: int = 1
) -> tuple[Suspicion, ...]:
    """What is suspicious about a series, oldest first; below twelve points only missing values are told.

    Lengths of runs and copies are those that chance would give once in a thousand series.
    """
    array = as_array(values)
    found = list(_missing(array))
    known = array[~np.isnan(array)]
    if len(known) < LEAST:
        return tuple(found)
    found += [*_slips(array), *_flat(array), *_copied(array), *_round(known)]
    if target is not None:
        found += _bunched(known, target, target_side)
    return tuple(sorted(found, key=lambda each: (each.first, each.doubt)))


def _missing(array: Array) -> Iterable[Suspicion]:
    places = np.flatnonzero(~np.isnan(array))
    if len(places):
        for index in range(int(places[0]), int(places[-1]) + 1):
            if math.isnan(array[index]):
                yield Suspicion(Doubt.MISSING, index, index + 1)


def _slips(array: Array) -> Iterable[Suspicion]:
    """Values about a power of ten off their neighbours, or with the sign turned."""
    scaled = array / power_of_two(array)
    known = scaled[~np.isnan(scaled) & (scaled != 0)]
    if len(known) < LEAST:
        return
    sign = float(np.sign(np.median(known)))
    logs = np.log10(np.abs(known))
    spread = 1.4826 * float(np.median(np.abs(logs - np.median(logs))))
    for index, value in enumerate(scaled):
        if math.isnan(value) or value == 0:
            continue
        near = _neighbours(scaled, index)
        if len(near) < 4:
            continue
        away = math.log10(abs(value)) - float(np.median(np.log10(np.abs(near))))
        power = round(away)
        close = abs(away - power) <= max(0.2, min(2.5 * spread, 0.35))
        if power and close and abs(away) > 6 * max(spread, 0.02) and np.sign(value) == sign:
            yield Suspicion(Doubt.UNIT, index, index + 1, {"factor": 10.0**power})
        turned = sign * value < 0 and (np.sign(near) == sign).all() and abs(away) <= max(3 * spread, 0.1)
        if turned and float((np.sign(known) == sign).mean()) > 0.9:
            yield Suspicion(Doubt.SIGN, index, index + 1)


def _neighbours(array: Array, index: int) -> Array:
    """Up to six values on either side, without the one itself, missing ones and zeros."""
    near = np.concatenate((array[max(index - 6, 0) : index], array[index + 1 : index + 7]))
    return np.asarray(near[~np.isnan(near) & (near != 0)])


def _flat(array: Array) -> Iterable[Suspicion]:
    """Runs of one value longer than chance gives."""
    runs = _runs(array)
    alike = sum(length - 1 for _, length in runs)
    steps = max(len(array) - 1, 1)
    for first, length in runs:
        others = alike - (length - 1)
        chance = (others + 1) / (steps - (length - 1) + 2)
        least = max(5, 1 + math.ceil(math.log(0.001 / steps) / math.log(min(chance, 0.9))))
        if length >= least:
            yield Suspicion(Doubt.FLAT, first, first + length, {"length": float(length)})


def _runs(array: Array) -> list[tuple[int, int]]:
    """(first, length) of every stretch of one value, two or more long."""
    found, first = [], 0
    for index in range(1, len(array) + 1):
        if index == len(array) or array[index] != array[first]:
            if index - first > 1:
                found.append((first, index - first))
            first = index
    return found


def _copied(array: Array) -> Iterable[Suspicion]:
    """The longest block that stands twice, where it is longer than chance gives and more than one value."""
    known = array[~np.isnan(array)]
    _, counts = np.unique(known, return_counts=True)
    repeat = float(np.sum((counts / len(known)) ** 2))
    pairs = len(array) * (len(array) - 1) / 2
    least = max(4, math.ceil(math.log(0.001 / pairs) / math.log(min(max(repeat, 1e-6), 0.9))))
    for shift in range(least, len(array) - least + 1):
        same = array[shift:] == array[:-shift]
        first = 0
        for index in range(len(same) + 1):
            if index == len(same) or not same[index]:
                length = min(index - first, shift)
                block = array[first : first + length]
                if length >= least and len(np.unique(block)) > 2:
                    yield Suspicion(Doubt.COPIED, first + shift, first + shift + length, {"from": float(first)})
                    return
                first = index + 1


def _round(known: Array) -> Iterable[Suspicion]:
    """Far more multiples of a hundred or ten than counting gives, among whole numbers large enough."""
    whole = bool((known == np.round(known)).all())
    for step, least in ((100, 2000), (10, 200)):
        if not whole or np.median(np.abs(known)) < least or len(known) < 20:
            continue
        share, expected = float((known % step == 0).mean()), 1 / step
        score = (share - expected) / math.sqrt(expected * (1 - expected) / len(known))
        if score > 5 and share > 0.25:
            yield Suspicion(Doubt.ROUND, 0, len(known), {"step": float(step), "share": share})
            return


def _bunched(known: Array, target: float, side: int) -> Iterable[Suspicion]:
    """Far more values just on the good side of the target than just on the bad one."""
    if len(known) < 24:
        return
    away = side * (known - target)
    width = float(np.std(known)) / 3
    just, barely_not = int(np.sum((away >= 0) & (away < width))), int(np.sum((away < 0) & (away >= -width)))
    if just + barely_not >= 12 and (just - barely_not) / math.sqrt(just + barely_not) > 3.3:
        yield Suspicion(Doubt.BUNCHED, 0, len(known), {"just": float(just), "barely_not": float(barely_not)})
