"""Near-best programs, single cells and guesses on scenarios small enough to work out by hand."""

from __future__ import annotations

from dataclasses import asdict, replace
from fractions import Fraction

import pytest
from tests.unit.explore.tiny_case import tiny

from kolopt.errors import InvalidInputError
from kolopt.explore import alternatives, fragility, money, room, whynot
from kolopt.explore.guesses import guesses
from kolopt.explore.subject import Interval, Request, subject_of
from kolopt.model.near import apart_from, closest_to, most_of, within
from kolopt.planning import Gap
from kolopt.report.changes import change, loss
from kolopt.report.guesses import fragility_line, render_fragility
from kolopt.report.money import render_money
from kolopt.report.near_best import render_alternatives, render_room
from kolopt.report.whynot import render_whynot
from kolopt.scenario.load import from_document

REQUEST = Request(Gap(share=0.1), Fraction("0.2"))


@pytest.fixture(scope="module")
def subject():
    return subject_of(from_document(tiny(), path="tiny"))


def test_a_distance_is_half_of_what_moves(subject) -> None:
    here = subject.vector(subject.plan.counts)
    prices = subject.prices
    there = tuple(max(0, count - 1) for count in here)
    moved = sum(price for price, count in zip(prices, here, strict=True) if count) / 2
    away = closest_to(subject.program, here, prices)
    assert away.judge(here).value == 0
    assert away.judge(there).value == pytest.approx(-moved / 100)
    assert "apart:x" in apart_from(subject.program, here, prices, 1, "x").judge(here).broken
    assert "apart:x" not in apart_from(subject.program, here, prices, int(moved), "x").judge(there).broken
    assert "apart:x" in apart_from(subject.program, here, prices, int(moved) + 1, "x").judge(there).broken


def test_another_objective_keeps_the_plans(subject) -> None:
    here = subject.vector(subject.plan.counts)
    counted = most_of(subject.program, ((0, 1), (1, -1)))
    assert counted.judge(here).value == here[0] - here[1]
    assert counted.rows == subject.program.rows
    narrowed = within(subject.program, here)
    assert not narrowed.judge(here).broken
    assert narrowed.judge((here[0] + 1, *here[1:])).broken


@pytest.mark.parametrize("topic", ["nanno@burst", "nano@brust", "nano@ "])
def test_unknown_names_in_a_topic_are_refused(subject, topic: str) -> None:
    with pytest.raises(InvalidInputError):
        whynot.explain(subject, topic)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("mega@burst", True), ("micro & video@tail", True), ("@a", False), ("a@", False), ("ab", False)],
)
def test_topics_of_one_cell(text: str, is_one: bool) -> None:
    assert whynot.is_cell(text) == is_one


def test_guesses_name_values_that_can_be_changed(subject) -> None:
    found = guesses(subject)
    paths = [guess.path for guess in found]
    assert len(paths) == len(set(paths))
    assert {"tiers.nano.quote", "tiers.micro.yields"} <= set(paths)
    for guess in found:
        assert subject.patched(*guess.changes("2")).case.overrides


def test_a_plan_that_no_longer_fits_is_cut_down(subject) -> None:
    found = {guess.path: guess for guess in fragility.explain(subject).guesses}
    quotes = [guess.double.kept for path, guess in found.items() if path.endswith("quote")]
    assert "part" in quotes
    assert all(guess.half.kept == "all" for path, guess in found.items() if path.endswith("quote"))


def test_every_explanation_is_plain_data_and_fits_the_width(subject) -> None:
    phase = subject.economics.phases[-1].id
    pairs = [
        (room.explain(subject, REQUEST), render_room),
        (alternatives.explain(subject, REQUEST), render_alternatives),
        (
            alternatives.explain(subject, replace(REQUEST, closest_to=subject.plan.counts)),
            render_alternatives,
        ),
        (whynot.explain(subject, f"micro@{phase}"), render_whynot),
        (fragility.explain(subject), render_fragility),
        (money.explain(subject), render_money),
    ]
    for result, render in pairs:
        assert isinstance(asdict(result), dict)
        text = render(result, 60)
        lines = [line for line in text.splitlines() if "--set" not in line]
        assert max(map(len, lines)) <= 60
        assert text.endswith("\n")
    assert "the least money moved" in render_alternatives(pairs[2][0])
    assert pairs[2][0].closest.moved == 0
    assert fragility_line(pairs[4][0]).startswith("Fragility")


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (-0.005, 0.01, "nothing"),
        (1.81, 1.811, "+1.81"),
        (-2.0, -1.5, "-(1.50–2.00)"),
        (0.5, 0.75, "+(0.50–0.75)"),
    ],
)
def test_changes_in_words(low: float, high: float, words: str) -> None:
    assert change(Interval(low, high), 0.01) == words


def test_losses_in_words() -> None:
    assert loss(Interval(0.0, 0.01), 0.01) == "nothing"
    assert loss(Interval(0.0, 0.5), 0.01) == "up to 0.50"
    assert loss(Interval(0.4, 0.5), 0.01) == "0.40–0.50"


def test_fragility_of_a_plan_is_one_line(subject) -> None:
    found = fragility.explain(subject)
    assert "\n" not in fragility_line(found)
    calm = replace(found, guesses=())
    assert "no single guess" in fragility_line(calm)
