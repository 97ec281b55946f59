from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kolopt.economics.costs import COST_LINES, quote, unit_cost
from kolopt.scenario.catalogue import catalogue

EXCLUSIVE = {"prices": "exclusive"}
TEN_PER_CENT = {"rate": "10%"}


def cost(scenario, offer="micro-picture", phase=0):
    found = {o.id: o for o in catalogue(scenario)}[offer]
    return unit_cost(scenario, found, scenario.phases[phase])


def lines(unit):
    return {line.name: line.fen for line in unit.lines}


def payees(unit):
    return {line.name: line.payee for line in unit.lines}


@pytest.mark.parametrize(
    ("tax", "agency", "expected"),
    [
        (EXCLUSIVE, TEN_PER_CENT, 1282600),
        (EXCLUSIVE | {"lines": ["creator", "platform"]}, TEN_PER_CENT, 1276000),
        (EXCLUSIVE, None, 1166000),
        (None, None, 1100000),
    ],
)
def test_check_values_of_the_contract(scenario_with, tax, agency, expected):
    extra = {key: value for key, value in (("tax", tax), ("agency", agency)) if value}
    unit = cost(scenario_with({"tiers.micro.quote": "10k", "tiers.micro.handling": "0"}, **extra))
    assert unit.spend == unit.outlay == expected
    assert sum(lines(unit).values()) == expected


def test_lines_stand_in_order_with_their_payees_and_without_zeros(scenario_with):
    scenario = scenario_with(tax=EXCLUSIVE, agency=TEN_PER_CENT, product={"cost": "120", "shipping": "15.50"})
    unit = cost(scenario)
    assert lines(unit) == {
        "creator": 250000, "platform": 25000, "product": 13550,
        "handling": 25000, "agency": 27500, "vat": 18150,
    }  # fmt: skip
    assert list(lines(unit)) == [name for name in COST_LINES if name in lines(unit)]
    assert payees(unit) == {
        "creator": "creators", "platform": "marketplace", "product": "brand",
        "handling": "internal", "agency": "agency", "vat": "tax office",
    }  # fmt: skip


@pytest.mark.parametrize(("internal", "spend"), [("false", 275000), ("true", 300000)])
def test_handling_counts_only_when_the_budget_says_so(scenario_with, internal, spend):
    unit = cost(scenario_with({"budget.internal": internal}))
    assert (unit.spend, unit.outlay) == (spend, 300000)
    assert sum(line.fen for line in unit.lines if line.in_spend) == spend


def test_inclusive_prices_show_the_tax_they_contain_as_a_memo(scenario_with):
    unit = cost(scenario_with({"tiers.micro.quote": "10k"}, tax={"prices": "inclusive"}))
    assert unit.vat_contained == 1100000 - 1037736  # 11,000 / 1.06 = 10,377.358…
    assert unit.vat_recoverable == 0
    assert unit.spend == 1100000
    assert "vat" not in lines(unit)


def test_recoverable_tax_on_exclusive_prices_stays_out_of_spend(scenario_with):
    unit = cost(scenario_with(tax=EXCLUSIVE | {"recoverable": "true"}))
    assert (unit.spend, unit.vat_recoverable, unit.vat_contained) == (275000, 16500, 0)
    assert "vat" not in lines(unit)


def test_recoverable_tax_in_inclusive_prices_is_a_negative_line_so_that_the_lines_add_up(scenario_with):
    unit = cost(scenario_with(tax={"prices": "inclusive", "recoverable": "true"}))
    contained = 275000 - 259434
    assert lines(unit)["vat"] == -contained
    assert (unit.spend, unit.vat_recoverable, unit.vat_contained) == (259434, contained, contained)
    assert unit.note_cost == 259434


def test_a_stated_tax_rate_replaces_the_markets(scenario_with):
    assert lines(cost(scenario_with(tax=EXCLUSIVE | {"rate": "3%"})))["vat"] == 8250


def test_a_rebate_on_the_order_reduces_the_creator_line_but_not_the_fee(scenario_with):
    unit = cost(scenario_with(rebate={"rate": "30%", "settled": "order"}))
    assert (lines(unit)["creator"], lines(unit)["platform"], unit.rebate_memo) == (175000, 25000, 0)


def test_a_rebate_settled_later_is_only_a_memo(scenario_with):
    unit = cost(scenario_with(rebate={"rate": "30%"}))
    assert (lines(unit)["creator"], unit.rebate_memo) == (250000, 75000)


def seasonal(*seasons):
    """One month per season, from January on."""
    months = [
        {"id": f"m{k}", "start": f"2027-{k:02d}-01", "end": f"2027-{k:02d}-28"}
        for k in range(1, len(seasons) + 1)
    ]
    return [month | {"season": season} for month, season in zip(months, seasons, strict=True)]


def test_season_is_by_tier_before_all_and_one_without_either(scenario_with):
    scenario = scenario_with(phases=seasonal({"micro": "1.2", "all": "1.1"}, "1.1", {}))
    assert [lines(cost(scenario, phase=k))["creator"] for k in range(3)] == [300000, 275000, 250000]
    assert lines(cost(scenario, "mega-picture"))["creator"] == 11000000


def test_an_own_quote_is_final(scenario_with):
    star = {"tier": "mega", "format": "video", "quote": "250k"}
    scenario = scenario_with({"offers.star": star}, category="beauty", phases=seasonal("1.5"))
    assert lines(cost(scenario, "star"))["creator"] == 25000000
    assert lines(cost(scenario, "mega-video"))["creator"] == 27300000  # 100k · 1.4 · 1.3 · 1.5


def test_quote_multiplies_tier_format_and_category_exactly(scenario_with):
    scenario = scenario_with(category="beauty")
    quotes = {offer.id: quote(scenario, offer) for offer in catalogue(scenario)}
    assert quotes["micro-video-adjacent"] == Fraction(4550)
    assert quotes["micro-picture-gift"] == 0
    assert quotes["feed"] == quotes["brand-note"] == 0


def test_gifts_media_and_owned_notes_pay_no_fee(scenario_with):
    scenario = scenario_with(product={"cost": "99"}, tax=EXCLUSIVE)
    assert lines(cost(scenario, "micro-picture-gift")) == {"product": 9900, "handling": 25000}
    assert lines(cost(scenario, "feed")) == {"media": 100000, "vat": 6000}
    assert lines(cost(scenario, "brand-note")) == {"production": 80000, "vat": 4800}


def test_an_offers_own_handling_production_and_registration_replace_its_parts(scenario_with):
    own = {"tier": "micro", "format": "picture", "handling": "0", "production": "10", "registered": "false"}
    assert lines(cost(scenario_with({"offers.own": own}), "own")) == {"creator": 250000, "production": 1000}


def test_note_cost_is_creator_and_platform_with_their_tax_only(scenario_with):
    unit = cost(scenario_with(tax=EXCLUSIVE, agency=TEN_PER_CENT, product={"cost": "50"}))
    assert unit.note_cost == 291500


def test_half_a_fen_rounds_up_on_each_line(scenario_with):
    unit = cost(scenario_with({"tiers.micro.quote": "100.05", "tiers.micro.handling": "0"}, tax=EXCLUSIVE))
    assert lines(unit) == {"creator": 10005, "platform": 1001, "vat": 660}  # 1000.5 → 1001; 660.36 → 660


def test_total_adds_the_named_lines(scenario_with):
    unit = cost(scenario_with())
    assert unit.total(("platform", "handling", "media")) == 50000


shares = st.integers(0, 100).map(lambda n: f"{n}%")


@given(
    cents=st.integers(0, 10**9),
    fee=shares, vat=shares, agency=shares, rebate=shares,
    prices=st.sampled_from(["exclusive", "inclusive"]),
    recoverable=st.sampled_from(["true", "false"]),
    settled=st.sampled_from(["order", "later"]),
)  # fmt: skip
def test_lines_always_add_up_and_nothing_is_negative_but_recovered_tax(
    scenario_with, cents, fee, vat, agency, rebate, prices, recoverable, settled
):
    scenario = scenario_with(
        {"tiers.micro.quote": f"{cents // 100}.{cents % 100:02d}", "platform_fee.rate": fee, "vat": vat},
        tax={"prices": prices, "recoverable": recoverable},
        agency={"rate": agency},
        rebate={"rate": rebate, "settled": settled},
    )
    unit = cost(scenario)
    assert unit.outlay == sum(line.fen for line in unit.lines) == unit.spend + unit.total(("handling",))
    assert unit.spend >= 0
    assert all(line.fen > 0 or (line.name == "vat" and prices == "inclusive") for line in unit.lines)
    assert 0 <= unit.note_cost <= unit.spend


@given(k=st.integers(1, 50), quote_yuan=st.integers(1, 10_000))
def test_costs_scale_with_prices_where_every_line_is_whole_fen(scenario_with, k, quote_yuan):
    def priced(factor):
        return cost(
            scenario_with(
                {
                    "tiers.micro.quote": str(100 * quote_yuan * factor),
                    "tiers.micro.handling": str(7 * factor),
                },
                tax=EXCLUSIVE,
                agency=TEN_PER_CENT,
            )
        )

    one, many = priced(1), priced(k)
    assert lines(many) == {name: k * fen for name, fen in lines(one).items()}
    assert (many.spend, many.outlay, many.note_cost) == (k * one.spend, k * one.outlay, k * one.note_cost)
