"""Alerts tried on the past."""

from __future__ import annotations

import pytest

from truenorth.stats import backtest_alert

VALUES = [5.0, 9, 9, None, 9, 4, 9, 1, 5]


def test_a_stretch_is_one_alert_also_over_a_gap() -> None:
    assert backtest_alert(VALUES, above=8).fired == (1, 6)
    assert backtest_alert(VALUES, above=8).points == 8
    assert backtest_alert(VALUES, above=8, below=2).fired == (1, 6)
    assert backtest_alert(VALUES, below=4.5).fired == (5, 7)


def test_a_signal_alerts_as_it_would_have_then() -> None:
    steady = [10.0, 12, 9, 11, 10, 12, 8, 11, 9, 10, 12, 9, 11, 10, 8, 12, 10, 11, 9, 10, 11, 9, 12, 10]
    assert backtest_alert([*steady, 40.0, 41.0, 10.0], on_signal=True).fired == (24,)


def test_an_alert_needs_a_rule() -> None:
    with pytest.raises(ValueError, match="needs a rule"):
        backtest_alert(VALUES)
