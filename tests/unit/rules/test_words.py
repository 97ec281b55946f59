"""Totals and bounds in words."""

from __future__ import annotations

from fractions import Fraction

import pytest

from kolopt.rules.words import bound_in_unit, in_unit


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (Fraction(123_450), "money", "1234.50"),
        (Fraction(-123_450), "money", "-1234.50"),
        (Fraction(1, 3), "money", "0.00"),
        (Fraction(-1, 3), "money", "0.00"),
        (Fraction(22), "creators", "22"),
        (Fraction(-2), "creators", "-2"),
        (Fraction(5, 2), "creators", "2.50"),
        (Fraction(3), "variety", "3"),
        (40.0000004, "points", "40.000000"),
        (Fraction(40), "points", "40.000000"),
        (Fraction(2, 3), "hours", "0.67"),
        (Fraction(320), "hours", "320.00"),
    ],
)
def test_in_unit(value, unit, text):
    assert in_unit(value, unit) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (Fraction(22), None, ">= 22"),
        (None, Fraction(0), "<= 0"),
        (Fraction(2), Fraction(2), "= 2"),
        (Fraction(2), Fraction(4), "between 2 and 4"),
    ],
)
def test_bound_in_unit(low, high, text):
    assert bound_in_unit(low, high, "creators") == text


def test_a_bound_needs_a_side():
    with pytest.raises(ValueError, match="side"):
        bound_in_unit(None, None, "creators")
