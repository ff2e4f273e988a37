"""Decompositions: their residual and whether the order of the parts plays a part; segments named in noise."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from benchmarks.judgement.row import Row
from truenorth.stats import Declined, additive, lmdi, mix_and_rate, search, shapley

Leaves = dict[tuple[object, ...], tuple[float, float]]


def rows(seed: int = 20261126, series: int = 2000) -> Iterator[Row]:
    """The lines of the table."""
    random = np.random.default_rng(seed)
    on = f"{series} simulated, seed {seed}"
    residual = max(_residual(random) for _ in range(series))
    yield Row("decomposition residual and order", "≤ 1e-9", "", f"{residual:.1e}", residual <= 1e-9, on)
    named = 100 * float(np.mean([_named(_leaves(random, heavy=index % 2 == 0)) for index in range(series)]))
    yield Row("a segment named when nothing special happened", "≤ 2 %", "1", f"{named:.2f} %", named <= 2, on)
    found = 100 * float(np.mean([_found(random) for _ in range(series)]))
    yield Row("a segment that fell by 40 % named (not demanded)", "", "", f"{found:.1f} %", True, on)


def _residual(random: np.random.Generator) -> float:
    """The largest relative error of a sum of effects, and difference between two orders of the parts."""
    names = [f"s{index}" for index in range(int(random.integers(2, 7)))]
    before, after = ({name: float(random.lognormal(3, 1)) for name in names} for _ in range(2))
    rates = [
        {name: (value * float(random.random()), value) for name, value in side.items()} for side in (before, after)
    ]
    products = (float(np.prod(list(before.values()))), float(np.prod(list(after.values()))))
    ratios = [sum(over for over, _ in side.values()) / sum(under for _, under in side.values()) for side in rates]
    cases = (
        (additive(before, after), sum(after.values()) - sum(before.values()), sum(after.values())),
        (mix_and_rate(*rates), ratios[1] - ratios[0], 1.0),
        (shapley(lambda v: math.prod(v.values()), before, after), products[1] - products[0], max(products)),
        (lmdi(before, after), products[1] - products[0], max(products)),
    )
    worst = 0.0
    for effects, change, scale in cases:
        assert not isinstance(effects, Declined)
        worst = max(worst, abs(float(sum(float(e.effect) for e in effects)) - change) / scale)
    turned = mix_and_rate(*({name: side[name] for name in reversed(names)} for side in rates))
    first = cases[1][0]
    assert not isinstance(turned, Declined) and not isinstance(first, Declined)
    sides = [{(e.name, e.kind): float(e.effect) for e in found} for found in (first, turned)]
    return max(worst, *(abs(sides[0][key] - sides[1][key]) for key in sides[0]))


def _leaves(random: np.random.Generator, *, heavy: bool, planted: float = 1.0) -> Leaves:
    """Leaves of two dimensions that grow alike, with noise like the root of their size."""
    height, width = int(random.integers(5, 9)), int(random.integers(4, 7))
    size = random.lognormal(5, 1, (height, width))
    after = size * random.uniform(0.7, 1.4)
    after[0] *= planted
    noise = random.standard_t(4, (height, width)) if heavy else random.normal(size=(height, width))
    after = np.maximum(after + noise * np.sqrt(size) * random.uniform(0.5, 3), 0)
    return {
        (f"a{row}", f"b{column}"): (float(size[row, column]), float(after[row, column]))
        for row in range(height)
        for column in range(width)
    }


def _named(leaves: Leaves) -> bool:
    return not isinstance(search(leaves), Declined)


def _found(random: np.random.Generator) -> bool:
    found = search(_leaves(random, heavy=False, planted=0.6))
    return not isinstance(found, Declined) and found.where == ((0, "a0"),)
