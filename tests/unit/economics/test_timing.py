import math
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kolopt.economics.timing import Fading, decay_of, fates, flow_shares, presence_shares
from kolopt.scenario.catalogue import catalogue
from kolopt.scenario.schema import Phase

MARKET = Fading(30.0, 0.6, 180.0)


def phases_of(*stretches):
    """Phases from (days of gap before, days of length)."""
    day, phases = date(2027, 1, 1), []
    for k, (gap, length) in enumerate(stretches):
        start = day + timedelta(days=gap)
        day = start + timedelta(days=length)
        phases.append(Phase.model_validate({"id": f"p{k}", "start": start, "end": day - timedelta(days=1)}))
    return tuple(phases)


stretches = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 90)), min_size=1, max_size=8)
fadings = st.builds(
    Fading,
    half_life=st.one_of(st.none(), st.floats(0.01, 1e9)),
    at_publication=st.floats(0.0, 1.0),
    protection_days=st.integers(0, 400).map(float),
)


@given(stretches=stretches, fading=fadings)
def test_flows_count_at_most_once_and_every_fate_is_accounted_for(stretches, fading):
    phases = phases_of(*stretches)
    for row, fate in zip(flow_shares(phases, fading), fates(phases, fading), strict=True):
        assert all(share >= 0.0 for share in row)
        assert math.fsum(row) <= 1.0 + 1e-12
        assert fate.inside == math.fsum(row)
        assert min(fate.inside, fate.gaps, fate.cut, fate.after) >= 0.0
        assert fate.inside + fate.gaps + fate.cut + fate.after == pytest.approx(1.0, abs=1e-12)


@given(stretches=stretches, fading=fadings)
def test_presence_is_whole_at_purchase_and_never_rises(stretches, fading):
    for q, row in enumerate(presence_shares(phases_of(*stretches), fading)):
        assert row[q] == 1.0
        assert row[:q] == (0.0,) * q
        assert all(later <= earlier for earlier, later in zip(row[q:], row[q + 1 :], strict=False))


def test_flow_shares_equal_the_contracts_four_exponentials():
    phases = phases_of((0, 21), (7, 33))
    rate, phi = math.log(2) / 30, 0.6
    a, b, c, d = 0, 21, 28, 61
    mass = rate * (b - a)
    own = phi + (1 - phi) * (1 - (1 - math.exp(-mass)) / mass)
    later = (
        math.exp(-rate * (c - b))
        - math.exp(-rate * (c - a))
        - math.exp(-rate * (d - b))
        + math.exp(-rate * (d - a))
    ) * ((1 - phi) / mass)
    shares = flow_shares(phases, MARKET)
    assert shares[0] == pytest.approx((own, later), rel=1e-12)
    assert shares[1][0] == 0.0


def test_flow_shares_equal_a_day_by_day_simulation():
    phases, steps = phases_of((0, 10), (5, 20)), 400
    rate = math.log(2) / 30
    landed = [0.0, 0.0]
    for k in range(10 * steps):
        bought = (k + 0.5) / steps
        landed[0] += 0.6 + 0.4 * (1 - math.exp(-rate * (10 - bought)))
        landed[1] += 0.4 * (math.exp(-rate * (15 - bought)) - math.exp(-rate * (35 - bought)))
    assert flow_shares(phases, MARKET)[0] == pytest.approx(
        [total / (10 * steps) for total in landed], rel=1e-6
    )


@pytest.mark.parametrize("half_life", ["1e12", "1e9", "1e6"])
def test_a_very_long_half_life_stays_exact(half_life):
    phases = phases_of((0, 21), (0, 30))
    u = Fraction(math.log(2)) / Fraction(half_life) * 21
    expected = u / 2 - u**2 / 6 + u**3 / 24
    own = flow_shares(phases, Fading(float(half_life), 0.0, 180.0))[0][0]
    assert own == pytest.approx(float(expected), rel=1e-13, abs=0.0)


def test_the_series_meets_the_closed_form_at_its_border():
    at = 21 * math.log(2)
    below, above = (
        flow_shares(phases_of((0, 21)), Fading(at * f, 0.0, 1.0))[0][0] for f in (1 + 1e-9, 1 - 1e-9)
    )
    assert below == pytest.approx(above, rel=1e-8)
    assert below == pytest.approx(math.exp(-1), rel=1e-8)


def test_without_decay_flows_stay_in_their_phase_and_presence_stays_whole():
    phases, forever = phases_of((0, 10), (5, 20)), Fading(None, 0.6, 180.0)
    assert flow_shares(phases, forever) == ((1.0, 0.0), (0.0, 1.0))
    assert presence_shares(phases, forever) == ((1.0, 1.0), (0.0, 1.0))


def test_presence_halves_with_the_half_life_between_midpoints():
    assert presence_shares(phases_of((0, 20), (10, 20)), MARKET)[0][1] == pytest.approx(0.5, rel=1e-14)


@pytest.mark.parametrize(("protection", "kept"), [(30.0, True), (29.5, False)])
def test_protection_cuts_only_beyond_its_days(protection, kept):
    phases, fading = phases_of((0, 20), (10, 20)), Fading(30.0, 0.6, protection)
    assert (presence_shares(phases, fading)[0][1] > 0) is kept
    assert (flow_shares(phases, fading)[0][1] > 0) is kept
    assert (fates(phases, fading)[0].cut == 0) is kept


def test_protection_never_cuts_the_phase_of_purchase():
    phases, none = phases_of((0, 90)), Fading(30.0, 0.6, 0.0)
    assert presence_shares(phases, none) == ((1.0,),)
    assert flow_shares(phases, none) == flow_shares(phases, MARKET)


def test_decay_is_looked_up_field_by_field_from_offer_tier_and_market(scenario_with):
    own = {"tier": "mega", "format": "video", "decay": {"half_life": "none"}}
    scenario = scenario_with(
        {"offers.own": own, "tiers.mega.decay": {"half_life": "45", "at_publication": "0.5"}}
    )
    offers = {offer.id: offer for offer in catalogue(scenario)}
    assert decay_of(scenario, offers["own"]) == Fading(None, 0.5, 180.0)
    assert decay_of(scenario, offers["mega-video"]) == Fading(45.0, 0.5, 180.0)
    assert decay_of(scenario, offers["micro-video"]) == decay_of(scenario, offers["feed"]) == MARKET
