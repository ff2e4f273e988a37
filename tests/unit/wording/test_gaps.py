"""What a gap is to, and enough digits to see it: value, target and gap never contradict the verdict."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from truenorth.model.answers import Amount
from truenorth.model.metrics import Unit
from truenorth.model.status import Facet, Status
from truenorth.wording.statuses import gap_reference, gap_text, gap_to_target, gap_words, status_style


def status(
    value: str,
    target: str,
    *,
    expected: str | None = None,
    side: int = 1,
    ended: bool = False,
    unit: Unit | None = None,
    high: str | None = None,
) -> Status:
    aim: Amount | tuple[Amount, Amount] = Decimal(target) if high is None else (Decimal(target), Decimal(high))
    return Status(
        kpi="k",
        label="K",
        metric="m",
        period=None,
        period_label="2026-11",
        value=Decimal(value),
        unit=unit,
        target=aim,
        expected_to_date=None if expected is None else Decimal(expected),
        attainment=None,
        score=None,
        facets={"target": Facet("met", "target", {"side": side if high is None else None, "ended": ended})},
        headline="on track",
        rule="on_track",
        as_of=datetime(2026, 11, 15, tzinfo=UTC),
        trace={"through": date(2026, 11, 15)},
    )


@pytest.mark.parametrize(
    ("found", "text", "words"),
    [
        (status("550", "1000", expected="466.7"), "+83", "ahead of the pace (467 by 14 November 2026); 450 to go"),
        (status("320", "1000", expected="467"), "−147", "behind the pace (467 by 14 November 2026); 680 to go"),
        (status("467", "1000", expected="467"), "0", "on the pace (467 by 14 November 2026); 533 to go"),
        (
            status("1200", "1000", expected="467"),
            "+733",
            "ahead of the pace (467 by 14 November 2026); 200 above the whole",
        ),
        (
            status("550", "1000", expected="467", side=-1),
            "+83",
            "above the pace (467 by 14 November 2026); 450 left",
        ),
        (
            status("1001", "1000", expected="467", side=-1),
            "+534",
            "above the pace (467 by 14 November 2026); 1 over the whole",
        ),
        (status("1200", "1000", expected="1000", ended=True), "+200", "better than the target"),
        (status("900", "1000"), "−100", "short of the target"),
        (status("12", "10", side=-1), "+2", "over the target"),
        (status("8", "10", side=-1), "−2", "better than the target"),
        (status("10", "10"), "0", ""),
        (status("5", "10", high="20"), "−5", "outside the range"),
        (status("15", "10", high="20"), "inside", ""),
    ],
)
def test_a_gap_says_what_it_is_to(found: Status, text: str, words: str) -> None:
    style = status_style(found, None, None)
    assert (gap_text(found, style), gap_words(found, style)) == (text, words)
    running = found.expected_to_date is not None and "pace" in words
    assert gap_reference(found) == ("to pace" if running else "")


def test_the_gap_to_a_total_is_to_the_whole() -> None:
    assert gap_to_target(status("550", "1000", expected="467")) == -450
    assert gap_to_target(status("25", "10", high="20")) == 5


@pytest.mark.parametrize(
    ("found", "printed"),
    [
        (status("2.03", "2.0", unit=Unit("hours"), side=-1), ("2.03 hours", "2.00", "+0.03")),
        (status("2.342", "2.34"), ("2.342", "2.340", "+0.002")),
        (status("0.52604", "0.526", unit=Unit("percent")), ("52.604 %", "52.600 %", "+0.004 pp")),
        (status("5.994", "5.976"), ("5.99", "5.98", "+0.01")),
        (status("123456", "123444"), ("123.5k", "123.4k", "+12.0")),
        (status("2", "2"), ("2", "2", "0")),
    ],
)
def test_what_differs_is_seen_to_differ(found: Status, printed: tuple[str, str, str]) -> None:
    style = status_style(found, None, None)
    assert not isinstance(found.target, tuple)
    assert (style.number(found.value), style.bare(found.target), gap_text(found, style)) == printed
