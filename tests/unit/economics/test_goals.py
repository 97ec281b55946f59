import math

import pytest

from kolopt.economics.goals import goal_models, phase_weights, reads_as, stock_coefficients
from kolopt.economics.timing import decay_of, flow_shares, presence_shares
from kolopt.economics.yields import unit_yields
from kolopt.scenario.catalogue import catalogue
from kolopt.scenario.quantities import World


def goal(scenario, name):
    return {model.id: model for model in goal_models(scenario)}[name]


def terms(scenario):
    offers = catalogue(scenario)
    yields = {offer.id: unit_yields(scenario, offer, World.BASE) for offer in offers}
    return stock_coefficients(scenario, goal_models(scenario), offers, yields)


def test_phase_weights_default_by_kind_and_add_up_to_one(scenario_with):
    assert phase_weights(scenario_with()) == pytest.approx((10 / 75, 45 / 75, 20 / 75))
    phases = [
        {"id": "a", "start": "2027-01-01", "end": "2027-01-31", "weight": "75"},
        {"id": "b", "start": "2027-02-01", "end": "2027-02-28"},
    ]
    assert phase_weights(scenario_with(phases=phases)) == (0.75, 0.25)


def test_a_phases_own_goal_weights_replace_the_scenarios(scenario_with):
    phases = [
        {"id": "a", "start": "2027-01-01", "end": "2027-01-31"},
        {"id": "b", "start": "2027-02-01", "end": "2027-02-28", "goals": {"seo": "1", "proof": "3"}},
    ]
    weights = {model.id: model.weight_by_phase for model in goal_models(scenario_with(phases=phases))}
    assert weights == {"awareness": (0.15, 0.0), "proof": (0.25, 0.75), "seo": (0.6, 0.25)}


def test_goals_without_any_weight_are_left_out_and_the_rest_sorted(scenario_with):
    scenario = scenario_with({"goals.seo.weight": None, "goals.awareness.weight": "0"})
    assert [(m.id, m.weight_by_phase[0]) for m in goal_models(scenario)] == [
        ("awareness", 0.0),
        ("proof", 1.0),
    ]


def test_a_phase_with_only_zero_weights_scores_nothing(scenario_with):
    phases = [{"id": "a", "start": "2027-01-01", "end": "2027-01-31", "goals": {"seo": "0"}}]
    assert [model.weight_by_phase for model in goal_models(scenario_with(phases=phases))] == [(0.0,)] * 3


@pytest.mark.parametrize("shape", ["reach", "saturation", "share", "linear"])
@pytest.mark.parametrize(("over", "stock"), [("phase", 9800 / 3), ("campaign", 9800)])
def test_an_anchor_is_reproduced_at_its_stock_of_one_phase(scenario_with, shape, over, stock):
    anchor = {"stock": "9800", "score": "40%", "phases": "3"}
    seo = {"name": "SEO", "weight": "1", "metric": {"notes": "1"}, "affinity": {"micro": "1"}}
    seo |= {"response": shape, "over": over, "anchor": anchor}
    assert goal(scenario_with({"goals.seo": seo}), "seo").score(stock) == pytest.approx(40.0, rel=1e-12)


@pytest.mark.parametrize(
    ("name", "stock", "points"),
    [
        ("awareness", 3e6, 100 * (1 - math.exp(-1))),
        ("proof", 14000, 50.0),
        ("proof", 28000, 75.0),
        ("seo", 150, 50.0),
        ("seo", 0, 0.0),
    ],
)
def test_responses_take_their_parameters(scenario_with, name, stock, points):
    assert goal(scenario_with(), name).score(stock) == pytest.approx(points, rel=1e-12)


def test_a_goal_without_parameter_is_refused(scenario_with):
    with pytest.raises(ValueError, match="goal seo needs the parameter"):
        goal_models(scenario_with({"goals.seo.rivals": None}))


def test_stock_terms_carry_flows_and_presence_with_their_own_shares(scenario_with):
    scenario = scenario_with()
    offer = {o.id: o for o in catalogue(scenario)}["micro-picture"]
    flow = flow_shares(scenario.phases, decay_of(scenario, offer))
    presence = presence_shares(scenario.phases, decay_of(scenario, offer))
    found = terms(scenario)
    for p in range(3):
        for q in range(p + 1):
            assert found["proof"][p]["micro-picture", q] == pytest.approx(90 * flow[q][p])
            assert found["seo"][p]["micro-picture", q] == pytest.approx(1.1 * presence[q][p])
        assert ("micro-picture", p + 1) not in found["proof"][p]


def test_affinity_is_by_offer_then_tier_then_nothing(scenario_with):
    found = terms(scenario_with({"goals.seo.affinity.micro-video": "2"}))["seo"][0]
    assert found["micro-video", 0] == 2.0
    assert found["micro-picture", 0] == 1.1
    assert found["brand-note", 0] == 0.6
    assert ("feed", 0) not in found


def test_an_affinity_of_zero_for_an_offer_beats_its_tiers(scenario_with):
    assert ("micro-video", 0) not in terms(scenario_with({"goals.seo.affinity.micro-video": "0"}))["seo"][0]


def test_a_campaign_goal_has_one_stock_without_decay(scenario_with):
    (found,) = terms(scenario_with({"goals.proof.over": "campaign"}))["proof"]
    assert [found["mega-picture", q] for q in range(3)] == [240.0, 240.0, 240.0]


def test_a_metric_may_name_a_sum_and_mix_kinds(scenario_with):
    scenario = scenario_with({"goals.proof.metric": {"engagements": "2", "notes": "10"}})
    offer = catalogue(scenario)[0]
    flow = flow_shares(scenario.phases, decay_of(scenario, offer))[0][1]
    presence = presence_shares(scenario.phases, decay_of(scenario, offer))[0][1]
    assert terms(scenario)["proof"][1][offer.id, 0] == pytest.approx(180 * flow + 10 * presence)


@pytest.mark.parametrize(
    ("changes", "name", "stock", "words"),
    [
        ({}, "seo", 54.0, "54 of about 204 notes on these terms would be yours, 26 %"),
        ({}, "seo", 0.0, "0 of about 150 notes on these terms would be yours, 0 %"),
        (
            {}, "proof", 10920.0,
            "10,920 weighted saves + comments, 78 % of the 14,000 that bring half the full score",
        ),
        ({}, "awareness", 3e6, "3,000,000 weighted reads against 3,000,000: an index of 63 %, not reach"),
        (
            {"goals.awareness.affinity.mega": "1"}, "awareness", 669430.65,
            "about 600,000 of an audience of 3,000,000 reached at least once, 20 %",
        ),
        (
            {"goals.seo.response": "linear", "goals.seo.rivals": None, "goals.seo.target": "200"},
            "seo", 260.0, "260 weighted notes, 130 % of the target of 200",
        ),
    ],
)  # fmt: skip
def test_what_a_stock_reads_as(scenario_with, changes, name, stock, words):
    assert reads_as(goal(scenario_with(changes), name), stock) == words


@pytest.mark.parametrize(
    ("stock", "share"),
    [(0.01, "under 0.1 %"), (1.0, "0.7 %"), (16.5, "9.9 %"), (16.6, "10 %"), (1e6, "over 99 %")],
)
def test_shares_are_never_rounded_to_nothing_or_everything(scenario_with, stock, share):
    assert reads_as(goal(scenario_with(), "seo"), stock).endswith(f", {share}")
