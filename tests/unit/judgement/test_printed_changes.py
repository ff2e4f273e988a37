"""What an explanation prints adds up: parts, change and the two values, wherever they are shown."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from truenorth.judgement.why import Compared, Explanation, as_printed, explained
from truenorth.model.metrics import Unit
from truenorth.stats.decompose import Effect
from truenorth.wording import exact, round_half_up

AMOUNTS = st.decimals(-1000, 1000, places=5)


def explanation(value: Decimal, reference: Decimal, parts: list[Decimal], unit: str) -> Explanation:
    change = Fraction(value) - Fraction(reference)
    effects = [Fraction(part) for part in parts]
    effects.append(change - sum(effects, start=Fraction(0)))
    made = tuple(Effect(str(place), "rate" if place % 2 else "mix", effect) for place, effect in enumerate(effects))
    compared = Compared(value, reference, "May", "in April", "previous-period")
    return explained(Explanation("k", "K", Unit(unit), compared, change, made, "carrier"))


@given(AMOUNTS, AMOUNTS, st.lists(AMOUNTS, max_size=6), st.sampled_from(["minutes", "percent", "EUR", "count"]))
def test_parts_sum_to_the_change_between_the_printed_values(
    value: Decimal, reference: Decimal, parts: list[Decimal], unit: str
) -> None:
    found = explanation(value, reference, parts, unit)
    shown = as_printed(found)
    places = shown.decimals + (2 if unit == "percent" else 0)
    ends = [round_half_up(exact(each) or Decimal(0), places) for each in (value, reference)]
    assert sum(shown.effects, start=Fraction(0)) == shown.change == Fraction(ends[0]) - Fraction(ends[1])
    assert all(
        abs(made - Fraction(effect.effect)) <= Fraction(2, 10**places)
        for made, effect in zip(shown.effects, found.effects, strict=True)
    )


def test_the_sentence_says_the_printed_numbers() -> None:
    found = explanation(Decimal("16.56"), Decimal("5.44"), [Decimal("-0.14")], "minutes")
    text = found.sentence.text
    assert text.startswith("K rose by 11.2 minutes to 16.6 minutes in May, against 5.4 minutes in April.")
    rate, mix = (Fraction(each) for each in re.findall(r"made \+([\d.]+) minutes, the changed mix −([\d.]+)", text)[0])
    assert rate - mix == Fraction("11.2")
