"""Sequences become arrays."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest

from truenorth.stats import as_array


def test_a_missing_value_is_nan() -> None:
    found = as_array([Decimal("1.5"), None, 2, 3.25])
    assert found.shape == (4,)
    assert np.isnan(found[1])
    assert found[[0, 2, 3]].tolist() == [1.5, 2.0, 3.25]


def test_an_infinite_value_is_refused() -> None:
    with pytest.raises(ValueError, match="infinite"):
        as_array([1.0, float("inf")])
