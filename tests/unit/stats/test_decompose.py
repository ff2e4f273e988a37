"""Decompositions by hand, and what must hold of all of them."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from truenorth.stats import Declined, additive, lmdi, mix_and_rate, rounded, search, shapley
from truenorth.stats.decompose import Effect


def effects(found: tuple[Effect, ...] | Declined) -> dict[tuple[object, str], object]:
    """Effects by name and kind."""
    assert not isinstance(found, Declined)
    return {(each.name, each.kind): each.effect for each in found}


def whole(found: tuple[Effect, ...] | Declined) -> Fraction:
    """What the effects sum to."""
    assert not isinstance(found, Declined)
    return sum((Fraction(each.effect) for each in found), start=Fraction(0))


def test_segments_of_a_sum_new_and_gone_ones_named() -> None:
    found = effects(additive({"north": 100, "south": 50}, {"north": 80, "west": 30}))
    assert found == {("north", "segment"): -20, ("south", "gone"): -50, ("west", "new"): 30}


def test_kitagawas_mix_and_rate_by_hand() -> None:
    """Two wards: rates 1/10 → 2/10 and 4/10 → 4/10, shares 1/2, 1/2 → 1/4, 3/4; the whole 1/4 → 7/20."""
    before = {"a": (Fraction(1), Fraction(10)), "b": (Fraction(4), Fraction(10))}
    after = {"a": (Fraction(2), Fraction(10)), "b": (Fraction(12), Fraction(30))}
    found = effects(mix_and_rate(before, after))
    level = (Fraction(1, 4) + Fraction(7, 20)) / 2
    assert found["a", "rate"] == Fraction(1, 10) * Fraction(3, 8)
    assert found["b", "rate"] == 0
    assert found["a", "mix"] == -Fraction(1, 4) * (Fraction(3, 20) - level)
    assert found["b", "mix"] == Fraction(1, 4) * (Fraction(2, 5) - level)
    assert whole(mix_and_rate(before, after)) == Fraction(7, 20) - Fraction(1, 4)


def test_simpsons_paradox_is_told_apart() -> None:
    """Every rate rises, and yet the whole falls: all of it is mix."""
    before = {"easy": (Fraction(90), Fraction(100)), "hard": (Fraction(3), Fraction(10))}
    after = {"easy": (Fraction(19), Fraction(20)), "hard": (Fraction(40), Fraction(100))}
    found = mix_and_rate(before, after)
    assert not isinstance(found, Declined)
    rates = sum(Fraction(each.effect) for each in found if each.kind == "rate")
    assert rates > 0 > whole(found)


def test_a_segment_without_denominator_is_mix_alone() -> None:
    before = {"a": (Fraction(1), Fraction(2))}
    after = {"a": (Fraction(1), Fraction(2)), "b": (Fraction(0), Fraction(2))}
    found = effects(mix_and_rate(before, after))
    assert ("b", "rate") not in found and found["a", "rate"] == 0
    assert mix_and_rate({}, after) == Declined("why.no_denominator")


def test_shapley_of_a_product_splits_what_both_do_together() -> None:
    found = shapley(lambda v: v["price"] * v["pieces"], {"price": 2, "pieces": 10}, {"price": 3, "pieces": 14})
    assert effects(found) == {("price", "input"): 12, ("pieces", "input"): 10}


def test_lmdi_of_angs_textbook_identity() -> None:
    """E = Q·I: 10·2 → 12·3; L = 16 / ln 1.8."""
    found = effects(lmdi({"activity": 10.0, "intensity": 2.0}, {"activity": 12.0, "intensity": 3.0}))
    weight = 16 / math.log(1.8)
    assert found["activity", "input"] == pytest.approx(weight * math.log(1.2))
    assert found["intensity", "input"] == pytest.approx(weight * math.log(1.5))
    assert lmdi({"a": 0.0}, {"a": 1.0}) == Declined("why.not_positive")


def test_too_many_inputs_are_refused() -> None:
    many = {str(index): 1.0 for index in range(9)}
    with pytest.raises(ValueError, match="at most 8"):
        shapley(lambda v: sum(v.values()), many, many)


parts = st.dictionaries(
    st.sampled_from("abcdef"),
    st.tuples(st.integers(0, 50), st.integers(1, 50)).map(lambda p: (Fraction(p[0]), Fraction(p[1]))),
    min_size=1,
)


@given(parts, parts)
def test_mix_and_rate_sum_exactly_are_free_of_order_and_turn_with_time(
    before: dict[str, tuple[Fraction, Fraction]], after: dict[str, tuple[Fraction, Fraction]]
) -> None:
    found = mix_and_rate(before, after)
    ratios = [
        sum((over for over, _ in side.values()), start=Fraction(0)) / sum(under for _, under in side.values())
        for side in (before, after)
    ]
    assert whole(found) == ratios[1] - ratios[0]
    turned = mix_and_rate(dict(reversed(before.items())), dict(reversed(after.items())))
    assert effects(found) == effects(turned)
    backwards = effects(mix_and_rate(after, before))
    assert {key: -Fraction(str(value)) for key, value in backwards.items()} == effects(found)


@given(st.lists(st.tuples(st.fractions(1, 50), st.fractions(1, 50)), min_size=2, max_size=5))
def test_shapley_sums_exactly_and_is_free_of_order(pairs: list[tuple[Fraction, Fraction]]) -> None:
    before, after = ({f"x{index}": pair[side] for index, pair in enumerate(pairs)} for side in (0, 1))

    def formula(values: dict[str, Fraction]) -> Fraction:
        return values["x0"] / values["x1"] + sum(values[name] for name in values if name not in ("x0", "x1"))

    found = shapley(formula, before, after)  # type: ignore[arg-type]
    assert whole(found) == formula(after) - formula(before)
    turned = shapley(formula, dict(reversed(before.items())), after)  # type: ignore[arg-type]
    assert effects(found) == effects(turned)


@given(st.lists(st.fractions(-100, 100), min_size=1, max_size=9), st.integers(0, 4))
def test_rounded_parts_sum_to_the_rounded_whole(parts_: list[Fraction], decimals: int) -> None:
    total = sum(parts_, start=Fraction(0))
    found = rounded(parts_, total, decimals)
    scale = 10**decimals
    assert sum(found) == Fraction(math.floor(total * scale + Fraction(1, 2)), scale)
    assert all(abs(one - other) <= Fraction(1, scale) for one, other in zip(found, parts_, strict=True))


def grid(factor: float = 1.0) -> dict[tuple[object, ...], tuple[float, float]]:
    """Six shops and five products that all grow by a tenth, but the first shop by a factor of its own."""
    found: dict[tuple[object, ...], tuple[float, float]] = {}
    for shop in range(6):
        for product in range(5):
            size = 100.0 + 10 * product + shop
            wobble = ((7 * shop + 3 * product) % 5 - 2) * 2
            found[f"shop {shop}", f"product {product}"] = (size, size * 1.1 * (factor if shop == 0 else 1) + wobble)
    return found


def test_the_slice_that_stands_out_is_named() -> None:
    found = search(grid(0.5))
    assert not isinstance(found, Declined)
    assert found.where == ((0, "shop 0"),)
    assert found.change < 0 < found.expected


def test_where_nothing_is_special_nothing_is_named() -> None:
    assert search(grid()) == Declined("why.nothing_special")
    few = dict(list(grid(0.5).items())[:19])
    assert search(few) == Declined("why.few_leaves", {"n": 19, "least": 20})


def test_one_leaf_far_off_is_no_segment() -> None:
    leaves = grid()
    leaves["shop 3", "product 2"] = (123.0, 9000.0)
    assert search(leaves) == Declined("why.nothing_special")
