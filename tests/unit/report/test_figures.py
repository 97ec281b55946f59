from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kolopt.plan.record import RangePart
from kolopt.report import figures


@pytest.mark.parametrize(
    ("worlds", "shown"),
    [
        ((1_092_000, 1_820_000, 2_730_000), "1.09–1.82–2.73M"),
        ((121_200, 202_000, 303_000), "121–202–303k"),
        ((4_926, 8_210, 12_315), "4.93–8.21–12.3k"),
        ((598, 997, 1_496), "598–997–1,496"),
        ((95, 95, 95), "95"),
        ((0, 0, 0), "0"),
        (("0.4", "0.6", "1.5"), "0–1–2"),
        ((6 * 10**9, 10**10, 1.5 * 10**10), "6.00–10.0–15.0bn"),
    ],
)
def test_three_worlds_share_one_unit(worlds, shown):
    low, base, high = worlds
    assert figures.low_base_high(RangePart(low=low, base=base, high=high)) == shown


def test_a_bound_is_rounded_up():
    assert figures.at_most(Decimal("27.630001")) == "27.64"
    assert figures.at_most(Decimal("27.63")) == "27.63"


@given(st.decimals(min_value=0, max_value=10**6, places=6))
def test_rounding_never_claims_more_than_was_proven(value):
    assert Decimal(figures.at_most(value).replace(",", "")) >= value


def test_figures_are_grouped_and_carry_no_idle_decimals():
    assert figures.trimmed(Decimal("1040.00")) == "1,040"
    assert figures.trimmed(Decimal("102.50")) == "102.5"
    assert figures.number(Decimal("-0.04"), 1) == "0.0"
    assert figures.points(Decimal("27.65")) == "27.7"


def test_nothing_delivered_has_no_price_and_nothing_has_no_share():
    assert figures.price(None) == figures.NOTHING
    assert figures.share(0, 0) == figures.NOTHING
    assert figures.share(1, 3) == "33.3 %"


def test_days_leave_out_the_year():
    assert figures.days(date(2027, 3, 29), date(2027, 4, 18)) == "03-29 → 04-18"
