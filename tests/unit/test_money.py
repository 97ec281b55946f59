"""Amounts in another currency, and the rounding that closes their sum."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kolopt.money import converted, show_amount, to_cents

RATE = Fraction("7.85")


@pytest.mark.parametrize(
    ("fen", "rate", "cents"),
    [(785, RATE, 100), (0, RATE, 0), (1, Fraction(2), 1), (-1, Fraction(2), -1), (3, RATE, 0), (4, RATE, 1)],
)
def test_cents_are_rounded_half_up_away_from_nothing(fen, rate, cents):
    assert to_cents(fen, rate) == cents


def test_parts_are_converted_one_by_one_and_a_rounding_closes_the_sum():
    found = converted({"a": 3, "b": 3, "c": 3}, RATE)
    assert (found.parts, found.rounding, found.total) == ({"a": 0, "b": 0, "c": 0}, 1, 1)


@given(
    parts=st.dictionaries(st.text(max_size=3), st.integers(-(10**12), 10**12), max_size=6),
    rate=st.fractions(Fraction(1, 1000), Fraction(1000)),
)
def test_the_sum_is_closed_within_half_a_cent_for_each_part(parts, rate):
    found = converted(parts, rate)
    assert sum(found.parts.values()) + found.rounding == found.total
    assert found.total == to_cents(sum(parts.values()), rate)
    assert abs(found.rounding) <= Fraction(len(parts) + 1, 2)


def test_amounts_carry_their_currency():
    assert show_amount(123450, "EUR") == "EUR 1,234.50"
    assert show_amount(-5, "USD") == "-USD 0.05"
