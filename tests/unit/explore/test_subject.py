"""What-ifs of a subject equal the same scenario loaded anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from kolopt.explore.subject import Best, Interval, subject_of
from kolopt.scenario.load import load

SCENARIO = Path(__file__).parents[3] / "scenarios" / "impossible.yaml"


@pytest.mark.parametrize(
    "changes",
    [
        ("budget.total=250k",),
        ("rules.hero.number.1=2",),
        ("parameters.density=9",),
        ("tiers.micro.quote*=1.3", "budget.total=300k"),
        ("budget.internal=true",),
        ("phases.burst.weight=90",),
    ],
)
def test_a_what_if_is_the_scenario_loaded_with_it(changes: tuple[str, ...]) -> None:
    changed, loaded = subject_of(load(SCENARIO)).patched(*changes), subject_of(load(SCENARIO, changes))
    assert changed.economics == loaded.economics
    assert [rule.text for rule in changed.rules] == [rule.text for rule in loaded.rules]
    assert changed.case.digest() == loaded.case.digest()


def test_a_what_if_leaves_its_subject_alone() -> None:
    subject = subject_of(load(SCENARIO))
    assert subject.best is None
    assert subject.patched("budget.total=250k").best is not None
    assert subject.without("hero").best is not None
    assert subject.best is None


def test_the_difference_of_two_bests_is_an_interval() -> None:
    better, worse = Best({}, 5.0, 5.5), Best({}, 3.0, 3.25)
    assert better.over(worse) == Interval(1.75, 2.5)
