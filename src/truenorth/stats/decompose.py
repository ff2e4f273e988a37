"""What made a number change: by segment, by mix and rate, by the inputs of a formula. The effects sum to the change.

Numbers are floats or Fractions: with Fractions every sum is exact.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import TypeVar

from truenorth.stats.declined import Declined

Number = Fraction | float
Name = TypeVar("Name", bound=Hashable)
MOST_INPUTS = 8
"""Inputs up to which every order of change is tried; above, inputs are grouped."""


@dataclass(frozen=True)
class Effect:
    """How much one part contributed to a change. `kind`: segment, new, gone, mix, rate, input."""

    name: Hashable
    kind: str
    effect: Number


def additive(before: Mapping[Name, Number], after: Mapping[Name, Number]) -> tuple[Effect, ...]:
    """The change of each segment of a sum, in the order of the names; segments that stand on one side only are told.

    >>> [(part.name, part.kind, part.effect) for part in additive({"a": 3.0, "b": 2.0}, {"a": 5.0, "c": 1.0})]
    [('a', 'segment', 2.0), ('b', 'gone', -2.0), ('c', 'new', 1.0)]
    """
    zero = Fraction(0)
    found = []
    for name in dict.fromkeys([*before, *after]):
        kind = "gone" if name not in after else "new" if name not in before else "segment"
        found.append(Effect(name, kind, after.get(name, zero) - before.get(name, zero)))
    return tuple(found)


def mix_and_rate(
    before: Mapping[Name, tuple[Number, Number]], after: Mapping[Name, tuple[Number, Number]]
) -> tuple[Effect, ...] | Declined:
    """The change of a ratio of sums, by segments given as (numerator, denominator): two effects for each segment.

    *Rate*: the segment's own ratio changed. *Mix*: its share of the whole changed, and it is better or worse than the
    whole. What both do together is split equally, so before and after may be exchanged. A segment without denominator
    on one side is mix alone. Declined where a whole denominator is 0.

    Source: the symmetric form of E. M. Kitagawa, Components of a difference between two rates, JASA 50 (1955).
    """
    wholes = [sum((under for _, under in side.values()), start=Fraction(0)) for side in (before, after)]
    if not all(wholes):
        return Declined("why.no_denominator")
    tops = [sum((over for over, _ in side.values()), start=Fraction(0)) for side in (before, after)]
    level = (tops[0] / wholes[0] + tops[1] / wholes[1]) / 2
    nothing = (Fraction(0), Fraction(0))
    found = []
    for name in dict.fromkeys([*before, *after]):
        (over0, under0), (over1, under1) = before.get(name, nothing), after.get(name, nothing)
        share0, share1 = under0 / wholes[0], under1 / wholes[1]
        if under0 and under1:
            rate0, rate1 = over0 / under0, over1 / under1
            found.append(Effect(name, "rate", (rate1 - rate0) * (share0 + share1) / 2))
            found.append(Effect(name, "mix", (share1 - share0) * ((rate0 + rate1) / 2 - level)))
        else:
            whole = over1 / wholes[1] - over0 / wholes[0]
            found.append(Effect(name, "mix", whole - (share1 - share0) * level))
    return tuple(found)


def shapley(
    formula: Callable[[Mapping[str, Number]], Number], before: Mapping[str, Number], after: Mapping[str, Number]
) -> tuple[Effect, ...]:
    """The effect of each input of a formula: its mean effect over every order in which the inputs could have changed.

    Raises ValueError above eight inputs: group them first (see `nested`).

    Source: L. S. Shapley, A value for n-person games (1953); A. F. Shorrocks, J. Economic Inequality 11 (2013).
    """
    names = list(before)
    if len(names) > MOST_INPUTS:
        raise ValueError(f"{len(names)} inputs have too many orders; group them into at most {MOST_INPUTS}")
    values: dict[frozenset[str], Number] = {}

    def at(changed: frozenset[str]) -> Number:
        if changed not in values:
            values[changed] = formula({name: after[name] if name in changed else before[name] for name in names})
        return values[changed]

    count = len(names)
    found = []
    for name in names:
        others = [other for other in names if other != name]
        effect: Number = Fraction(0)
        for size in range(count):
            weight = Fraction(math.factorial(size) * math.factorial(count - size - 1), math.factorial(count))
            for chosen in combinations(others, size):
                without = frozenset(chosen)
                effect += (at(without | {name}) - at(without)) * weight
        found.append(Effect(name, "input", effect))
    return tuple(found)


def lmdi(before: Mapping[str, float], after: Mapping[str, float]) -> tuple[Effect, ...] | Declined:
    """The effect of each factor of a product of positive numbers (logarithmic mean Divisia index).

    Source: B. W. Ang, The LMDI approach to decomposition analysis, Energy Policy 33 (2005).

    >>> [round(part.effect, 6) for part in lmdi({"x": 2.0, "y": 3.0}, {"x": 4.0, "y": 3.0})]
    [6.0, 0.0]
    """
    if any(not value > 0 for value in [*before.values(), *after.values()]):
        return Declined("why.not_positive")
    first, last = math.prod(before.values()), math.prod(after.values())
    weight = first if first == last else (last - first) / math.log(last / first)
    return tuple(Effect(name, "input", weight * math.log(after[name] / before[name])) for name in before)


def rounded(effects: Sequence[Number], whole: Number, decimals: int) -> list[Fraction]:
    """The effects with so many decimals, so that they sum to the rounded whole: by the largest remainders.

    >>> [float(part) for part in rounded([1 / 3, 1 / 3, 1 / 3], 1.0, 2)]
    [0.34, 0.33, 0.33]
    """
    scale = 10**decimals
    exact = [Fraction(effect) * scale for effect in effects]
    floors = [math.floor(each) for each in exact]
    target = math.floor(Fraction(whole) * scale + Fraction(1, 2))
    lacking = target - sum(floors)
    order = sorted(range(len(exact)), key=lambda place: (floors[place] - exact[place], place))
    steps, rest = divmod(lacking, len(order)) if order else (0, 0)
    bonus = {place: steps + (rank < rest) for rank, place in enumerate(order)}
    return [Fraction(floor + bonus[place], scale) for place, floor in enumerate(floors)]
