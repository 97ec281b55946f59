"""The door to the product: gaps, and findings that only show when a scenario is planned."""

from __future__ import annotations

import copy

import pytest
from tests.golden.campaign import DOCUMENT

from kolopt.errors import InvalidInputError
from kolopt.planning import Gap, Options, optimize, parse_gap
from kolopt.scenario.load import from_document


def _codes(document: dict, options: Options) -> list[str]:
    with pytest.raises(InvalidInputError) as caught:
        optimize(from_document(document, path="case"), options)
    return [finding.code for finding in caught.value.diagnostics]


def test_an_offer_that_costs_nothing_needs_a_limit() -> None:
    document = copy.deepcopy(DOCUMENT)
    document["offers"]["friends"] = {"kind": "owned", "yields": {"reads": "5"}}
    assert _codes(document, Options()) == ["free-offer"]
    document["rules"] = {"few": {"rule": "reads(friends) <= 40 in each phase"}}
    plan = optimize(from_document(document, path="case"))
    assert all(count <= 8 for (_, offer), count in plan.counts().items() if offer == "friends")


def test_a_gap_for_the_least_spend_is_a_share() -> None:
    document = {**DOCUMENT, "objective": {"minimize": "spend"}}
    assert _codes(document, Options(gap=Gap(points=0.01))) == ["gap-unit"]


@pytest.mark.parametrize(
    ("text", "gap"), [("0.01", Gap(points=0.01)), ("0.1%", Gap(share=0.001)), (" 2 % ", Gap(share=0.02))]
)
def test_gaps_are_points_or_percentages(text: str, gap: Gap) -> None:
    assert parse_gap(text) == gap


@pytest.mark.parametrize("text", ["", "x", "-1", "nan", "%"])
def test_other_gaps_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"number|gap"):
        parse_gap(text)
