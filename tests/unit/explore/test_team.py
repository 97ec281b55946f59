"""Work shared among processes: the same answers, errors and ends as in one."""

import multiprocessing
import os
import pickle
import time
from dataclasses import replace
from fractions import Fraction

import pytest
from tests.unit.explore.test_conflicts import _subject as without_plan
from tests.unit.explore.tiny_case import tiny

from kolopt.diagnostics import Diagnostic
from kolopt.errors import InvalidInputError, SolverError
from kolopt.explore import alternatives, conflicts, fragility, money, room, rule_prices, short, whynot
from kolopt.explore.compare import Entry, compare
from kolopt.explore.member import Member
from kolopt.explore.subject import Request, subject_of
from kolopt.explore.team import Team
from kolopt.explore.work import Work, answer_of
from kolopt.planning import Gap, Options
from kolopt.scenario.load import from_document, with_patches
from kolopt.scenario.patch import parse_patch
from kolopt.scenario.quantities import World

OPTIONS = Options(seconds=None)
REQUEST = Request(Gap(share=0.1), Fraction("0.2"))
PATIENCE = 60
"""Seconds that the first process waits for the other one to take a task."""


def process_of(_, seconds):
    time.sleep(seconds)
    return os.getpid()


def busy(_, seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return os.getpid()


def doubled(about, number):
    return about * number


def refused(_, number):
    if number >= 2:
        raise InvalidInputError([Diagnostic("some-code", f"number {number}", hint="another one")])
    return number


def defective(_, number):
    raise ZeroDivisionError(number)


def dead(parent, _):
    if os.getpid() != parent:
        os._exit(1)
    time.sleep(0.1)


class Taken:
    """How many tasks there were, and how many of them the first process answered."""

    every = here = 0
    waits = None


@pytest.fixture
def taken(monkeypatch):
    """A first process that waits for the other one to take part in each work, and what it did."""
    taken = Taken()

    def patiently(function, about, task):
        taken.here += 1
        taken.waits()
        return answer_of(function, about, task)

    class Counted(Work):
        joined = False
        own = 0

        def __init__(self, function, about, tasks):
            super().__init__(function, about, tasks)
            taken.every += len(tasks)
            taken.waits = self.shared

        def shared(self):
            self.own += 1
            deadline = time.monotonic() + PATIENCE
            while self.joined and self.taken == self.own and self.told.empty():
                assert time.monotonic() < deadline
                time.sleep(0.001)

    def join(member, work):
        work.joined = True
        joined(member, work)

    joined = Member.join
    monkeypatch.setattr(Member, "join", join)
    monkeypatch.setattr("kolopt.explore.team.answer_of", patiently)
    monkeypatch.setattr("kolopt.explore.team.Work", Counted)
    return taken


@pytest.fixture(scope="module")
def pair():
    """Two processes at work."""
    with Team(2) as team:
        deadline = time.monotonic() + 60
        while len({*team.each(process_of, None, [0.01] * 6)}) < 2:
            assert time.monotonic() < deadline
        yield team


@pytest.fixture
def started():
    """Processes that were not there before the test."""
    before = {*multiprocessing.active_children()}
    return lambda: {*multiprocessing.active_children()} - before


@pytest.fixture(scope="module")
def case():
    return from_document(tiny(), path="tiny")


def cell(subject, _):
    return whynot.explain(subject, f"micro@{subject.case.scenario.phases[0].id}")


def closest(subject, request):
    return alternatives.explain(subject, replace(request, closest_to=subject.plan.counts))


TOPICS = {
    "short": short.explain,
    "money": money.explain,
    "rules": rule_prices.explain,
    "room": room.explain,
    "fragility": fragility.explain,
    "alternatives": alternatives.explain,
    "closest": closest,
    "cell": cell,
}
ONE_AFTER_THE_OTHER = ("alternatives", "closest")
"""Topics in which each solve rests on the one before."""


@pytest.mark.parametrize("objective", ["{maximize: score}", "{minimize: spend}"])
@pytest.mark.parametrize("topic", TOPICS)
def test_a_topic_has_the_same_answer_in_two_processes(case, pair, taken, topic, objective):
    asked = with_patches(case, [parse_patch(f"objective={objective}")])
    alone, shared = subject_of(asked, OPTIONS), subject_of(asked, OPTIONS, None, pair)
    assert repr(TOPICS[topic](shared, REQUEST)) == repr(TOPICS[topic](alone, REQUEST))
    if topic not in ONE_AFTER_THE_OTHER:
        assert taken.here < taken.every


def test_ways_out_of_a_conflict_are_the_same_in_two_processes(pair, taken):
    rules = {"few": "count(micro) <= 1 in campaign", "many": "count(micro) >= 4 in campaign"}
    alone = without_plan(rules, budget="100k")
    found = conflicts.explain(replace(alone, team=pair))
    assert found.repairs
    assert repr(found) == repr(conflicts.explain(alone))
    assert taken.here < taken.every


def test_a_comparison_is_the_same_in_two_processes(case, taken):
    texts = ("name=same", "budget.total=9k", "budget.total=1k", "tiers.nano.quote*=1.5")
    cases = {text: with_patches(case, [parse_patch(text)]) for text in texts}
    entries = [Entry(name, changed, world) for name, changed in cases.items() for world in (World.BASE,)]
    entries += [Entry("low", case, World.LOW)]
    shared = compare(entries, OPTIONS, compromise=True, jobs=2)
    assert taken.here < taken.every == len(entries)
    assert shared.compromise is not None
    assert repr(shared) == repr(compare(entries, OPTIONS, compromise=True))


def test_answers_keep_the_order_of_the_tasks(pair, taken):
    tasks = range(20)
    assert pair.each(doubled, 3, tasks) == tuple(3 * task for task in tasks)
    assert pair.each(doubled, "ab", tasks) == tuple("ab" * task for task in tasks)
    assert taken.here < taken.every
    assert pair.each(doubled, 3, []) == ()


def test_the_first_task_that_fails_is_told(pair):
    for _ in range(3):
        with pytest.raises(InvalidInputError) as told:
            pair.each(refused, None, range(30))
        assert [(finding.message, finding.hint) for finding in told.value.diagnostics] == [
            ("number 2", "another one")
        ]
    assert pair.each(doubled, 1, range(9)) == tuple(range(9))


def test_a_defect_says_where_it_was(pair, taken):
    with pytest.raises(ZeroDivisionError, match="7"):
        pair.each(defective, None, [7, 7, 7, 7])
    with pytest.raises((AttributeError, pickle.PicklingError)):  # no other process can be told of it
        pair.each(process_of, lambda: 0, [0.05] * 4)
    assert pair.each(doubled, 1, range(9)) == tuple(range(9))


def test_a_process_that_dies_is_a_solver_error(started):
    with Team(2) as team, pytest.raises(SolverError, match="died"):
        team.each(dead, os.getpid(), range(100))
    assert not started()


def test_an_interrupt_leaves_no_process(started):
    def interrupted():
        for number, _ in team.answers(process_of, None, [0.2] * 50):
            if number > 3:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), Team(2) as team:
        interrupted()
    assert not started()


def test_short_work_starts_no_process(started):
    with Team() as alone, Team(None) as team:
        for some in (alone, team):
            some.each(process_of, None, [0.001] * 20)
            assert not started()
        assert len({*alone.each(process_of, None, [0.1] * 12)}) == 1


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="there is no second core")
def test_work_that_lasts_starts_one(started):
    with Team(None) as team:
        assert len({*team.each(busy, None, [0.2] * 40)}) > 1
    assert not started()
