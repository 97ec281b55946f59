"""Sentences of explanations: what they claim, and in which unit."""

from __future__ import annotations

import pytest
from tests.unit.explore.test_conflicts import _subject

from kolopt.explore import fragility, money, short, whynot
from kolopt.explore.money import Enough, Money
from kolopt.explore.repairs import Change
from kolopt.explore.subject import Interval
from kolopt.report.changes import with_unit
from kolopt.report.explanations import _change, render_short
from kolopt.report.guesses import render_fragility
from kolopt.report.money import render_money


def _short(**changed: object) -> short.Result:
    known = {
        "question": "score", "value": 20.0, "bound": 20.004, "gap": 0.01, "spend": 90_000_00,
        "plannable": 95_000_00, "creators": 1_234, "hurdle": False, "less": None,
        "more": Interval(0.5, 0.51), "dearest": (), "others_most": 0.125,
    }  # fmt: skip
    return short.Result(**{**known, **changed})  # type: ignore[arg-type]


def _told(result: short.Result) -> str:
    return " ".join(render_short(result).split())


def test_the_short_version_claims_what_is_proven() -> None:
    assert (
        "1,234 creators for ¥90,000.00 of ¥95,000.00, 20.00 points, and no plan scores above 20.01."
        in _told(_short())
    )
    assert "20.00 points after the hurdle, and no plan has above 20.01." in _told(_short(hurdle=True))


@pytest.mark.parametrize(
    ("bound", "claim"),
    [(-90_000.0, "no plan costs less."), (-89_991.006, "no plan costs less than ¥89,991.01.")],
)
def test_the_least_spend_is_called_the_least_only_where_it_is(bound: float, claim: str) -> None:
    told = _told(_short(question="spend", value=-90_000.0, bound=bound, more=Interval(-12.5, -12.5)))
    assert claim in told
    assert "A tenth of the budget more: ¥12.50 more." in told
    assert "No rule costs more than ¥0.13." in told
    assert "yuan" not in told


@pytest.mark.parametrize(
    ("figures", "spends", "told"),
    [
        ("0.59–0.61", False, "0.59–0.61 points"),
        ("203.52–233.20", True, "¥203.52–233.20"),
        ("up to 233.20", True, "up to ¥233.20"),
        ("nothing", True, "nothing"),
    ],
)
def test_figures_have_one_unit(figures: str, spends: bool, told: str) -> None:
    assert with_unit(figures, spends=spends) == told


def test_changes_are_told_as_people_write_numbers() -> None:
    euro = Change("budget.total", ("budget",), "25000", "28947.37", "28947.36", True, False, "EUR")
    floor = Change("rules.saved.number.1", ("saved",), "40000", "15792", "15793", False, False)
    assert _change(euro) == "raise the budget from EUR 25,000 to EUR 28,947.37"
    assert _change(floor) == "lower saved from 40,000 to 15,792"


def test_where_money_stops_helping_the_hurdle_is_named_and_nothing_is_gained() -> None:
    enough = Enough(76_413_726, Interval(0.0, 0.01), ("team",))
    told = " ".join(render_money(Money("score", 0.01, 100, (), True, 1, enough, buys_on=False)).split())
    assert (
        "Beyond ¥764,137.26 more money buys nothing that shows; then the plan is held by the hurdle, team."
        in told
    )
    assert "points less the hurdle on the spend" in told


def test_money_claims_no_end_that_it_did_not_find():
    def told(buys_on):
        return " ".join(render_money(Money("score", 0.01, 100, (), False, 1, None, buys_on=buys_on)).split())

    assert "even ten times the budget is not too much" in told(buys_on=True)
    assert "not found within the limits" in told(buys_on=False)
    assert "ten times" not in told(buys_on=False)


def test_closed_pools_stop_no_plan() -> None:
    subject = _subject({"some": "count(micro) >= 1 in burst"}, budget="100k")
    found = money.explain(subject)
    assert found.enough is not None
    assert found.enough.stopped_by == ("available-micro", "available-nano")


def test_notes_of_fragility_explain_only_what_is_shown() -> None:
    case = fragility.Case((), "all", Interval(0.5, 0.51))
    gone, partly = fragility.Case((), "none", None), fragility.Case((), "part", Interval(0.5, 0.51))

    def told(other: fragility.Case) -> str:
        guess = fragility.Fragile("path", "half-life", True, case, other)
        return " ".join(render_fragility(fragility.Fragility("score", 0.01, (guess,))).split())

    assert "no longer fits" not in told(case)
    assert "no longer fits" in told(partly)
    assert "No longer possible: no part of the plan" in told(gone)


def test_a_walk_away_price_is_what_the_seller_asks() -> None:
    """Half as dear again in this category: the quote asked is ¥4,500, not the tier's ¥3,000."""
    category = {"categories": {"baby": {"name": "Baby", "price": "1.5"}}, "category": "baby"}
    found = whynot.explain(_subject({}, budget="20000", **category), "micro@burst")
    assert found.walk_away is not None
    assert found.walk_away.now == 4500.0
    assert found.walk_away.unit.startswith("micro-")
    if found.walk_away.enters is not None:
        factor = float(found.walk_away.at.split("=")[1])
        assert round(factor * 4500, 3) == found.walk_away.enters
