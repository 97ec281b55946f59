from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from tests.property.motion import in_motion
from tests.property.tiny import document
from tests.unit.explore.tiny_case import tiny

from kolopt.errors import InvalidInputError
from kolopt.explore.journal import Journal
from kolopt.explore.sweep import answers, sweep
from kolopt.explore.vary import grid, parse_axis
from kolopt.money import yuan
from kolopt.planning import Options, optimize
from kolopt.scenario.load import from_document, load, with_patches
from kolopt.scenario.patch import parse_patch
from kolopt.scenario.quantities import World

OPTIONS = Options(seconds=None)
SKINCARE = Path(__file__).parents[3] / "scenarios" / "skincare-618.yaml"


@pytest.fixture(scope="module")
def case():
    return from_document(tiny(), path="tiny")


@pytest.fixture(scope="module")
def points():
    axes = ("budget.total=1k,6k,9k,14k", "parameters.density=0,2,900", "tiers.nano.quote*=0.8,1.5")
    return tuple(grid([parse_axis(axis) for axis in axes]))


@pytest.fixture(scope="module")
def rows(case, points):
    return sweep(case, points, OPTIONS, jobs=1)


def stated(plan):
    """What a row states of a plan."""
    proof, funds = plan.certificate, plan.funds
    figures = {name: getattr(proof, name) for name in ("value", "bound", "gap", "score", "penalties")}
    money = {"budget": funds.total} | {name: getattr(funds, name) for name in ("plannable", "spend", "left")}
    units = dict.fromkeys(plan.spend.by_tier, 0)
    for line in plan.all_lines:
        units[line.tier] += line.count
    spend = {f"spend.{tier}": fen for tier, fen in plan.spend.by_tier.items()}
    figures |= {name: yuan(fen) for name, fen in (money | spend).items()}
    figures |= {f"count.{tier}": count for tier, count in units.items()}
    figures |= {f"score.{part.goal}": part.score for part in plan.goals if part.phase == "campaign"}
    figures |= {f"kpi.{kpi}": getattr(part, plan.scenario.world) for kpi, part in plan.kpis.total.items()}
    figures["digest"] = plan.scenario.digest
    lines = {f"{line.phase}/{line.offer}": line.count for line in plan.lines}
    return {name: str(text) for name, text in figures.items()}, lines


def check_rows(case, rows, options=OPTIONS):
    """Each row is what the plan of its point says; returns how many there were with a plan."""
    solved = [row for row in rows if row.figures]
    for row in solved:
        plan = optimize(with_patches(case, [parse_patch(text) for text in row.point]), options)
        assert (dict(row.figures), row.lines) == stated(plan), row.point
        assert row.status == plan.certificate.status
    return len(solved)


def test_every_point_is_what_plan_says(case, points, rows):
    assert [row.point for row in rows] == list(points)
    assert check_rows(case, rows) >= 8


@pytest.mark.parametrize("world", World)
def test_points_of_every_kind_are_what_plan_says(world):
    case = load(SKINCARE)
    every_key = (
        "budget.total*=1.3",
        "budget.reserve=9%",
        "parameters.density=12",
        "competition=low",
        "entry_stage=growth",
        "objective={maximize: score, hurdle: 0.1 per 10k}",
        "name=another",
        "rules.hero=null",
        "tiers.micro.quote*=1.2",
        "goals.awareness.weight=40",
        "phases.burst.end=2027-06-15",
        "tiers.nano.available.phase=90",
        "tax.prices=inclusive",
    )
    points = [(text,) for text in every_key]
    options = replace(OPTIONS, world=world)
    rows = sweep(case, points, options, jobs=1)
    assert check_rows(case, rows, options) == len(points)


def test_points_of_a_running_campaign_are_what_plan_says():
    solved = 0
    for seed in range(9000, 9012):
        case = from_document(in_motion(Random(seed), document(Random(seed))), path=f"motion-{seed}")
        rows = sweep(case, [(f"budget.total*={factor}",) for factor in ("0.7", "1", "2")], OPTIONS, jobs=1)
        solved += check_rows(case, rows)
    assert solved >= 8


def test_failures_are_rows(case, rows):
    assert {row.status for row in rows} == {"proven", "infeasible"}
    assert all(row.message and not row.figures for row in rows if row.status == "infeasible")
    (wrong,) = sweep(case, [("budget.total=x",)], OPTIONS)
    assert wrong.status == "invalid"
    assert "not a number" in wrong.message
    (stopped,) = sweep(case, [()], replace(OPTIONS, seconds=1e-9))
    assert stopped.status == "limit"


def test_a_shuffled_grid_gives_the_same_rows(case, points, rows):
    order = list(range(len(points)))
    Random(1).shuffle(order)
    shuffled = sweep(case, [points[k] for k in order], OPTIONS, jobs=1)
    assert {k: row for k, row in zip(order, shuffled, strict=True)} == dict(enumerate(rows))


def test_two_processes_give_the_same_rows(case, points, rows):
    assert sweep(case, points, OPTIONS, jobs=2) == rows


def test_a_scenario_that_is_wrong_itself_is_no_row():
    text = tiny()
    text["rules"]["team"] = {"rule": "hours <= many in campaign"}
    with pytest.raises(InvalidInputError):
        sweep(from_document(text, path="tiny"), [("budget.total=9k",)], OPTIONS)


class Counted(Journal):
    """A journal that stops the run after some rows, and counts them."""

    most = 10**9
    added = 0

    def add(self, key, row):
        super().add(key, row)
        self.added += 1
        if self.added == self.most:
            raise KeyboardInterrupt


def test_an_interrupted_sweep_goes_on(case, points, rows, tmp_path):
    path = str(tmp_path / "journal")
    with Counted(path) as first:
        first.most = 7
        with pytest.raises(KeyboardInterrupt):
            sweep(case, points, OPTIONS, jobs=1, journal=first)
    with Counted(path) as second:
        assert sweep(case, points, OPTIONS, jobs=1, journal=second) == rows
        assert second.added == len(points) - 7
        second.finish()
    assert not (tmp_path / "journal").exists()


@pytest.mark.parametrize(
    "torn", [b'{"key": "ab', b'{"key": "ab"}\n', b"\xff\n", b"null\n", b'{"key": 1, "row": []}\n']
)
def test_a_torn_journal_costs_only_what_is_torn(case, points, rows, tmp_path, torn):
    path = tmp_path / "journal"
    with Journal(str(path)) as journal:
        sweep(case, points[:6], OPTIONS, jobs=1, journal=journal)
    path.write_bytes(path.read_bytes() + torn)
    with Counted(str(path)) as again:
        assert sweep(case, points, OPTIONS, jobs=1, journal=again) == rows
        assert again.added == len(points) - 6


def test_a_journal_changed_by_somebody_else_is_not_relied_on(case, points, tmp_path):
    path = tmp_path / "journal"
    with Journal(str(path)) as journal:
        found = answers(case, points[6:9], OPTIONS, jobs=1, journal=journal)
        assert tuple(found) == tuple(found) == sweep(case, points[6:9], OPTIONS, jobs=1)
        path.write_bytes(path.read_bytes()[5:])
        with pytest.raises(InvalidInputError):
            tuple(found)


def test_rows_of_other_inputs_or_options_are_not_taken(case, points, tmp_path):
    path = str(tmp_path / "journal")
    for world, other in (
        (World.BASE, case),
        (World.LOW, case),
        (World.BASE, with_patches(case, [parse_patch("tiers.nano.quote*=1.1")])),
    ):
        with Counted(path) as journal:
            sweep(other, points[6:9], replace(OPTIONS, world=world), journal=journal)
            assert journal.added == 3


def test_a_journal_that_cannot_be_written_is_refused(tmp_path):
    with pytest.raises(InvalidInputError) as refused:
        Journal(str(tmp_path / "no" / "folder"))
    assert [finding.code for finding in refused.value.diagnostics] == ["cannot-journal"]


def test_the_tally_counts_to_the_end(case, points):
    seen = []
    sweep(case, points[:3], OPTIONS, tally=lambda *told: seen.append(told))
    assert [(done, every) for done, every, _ in seen] == [(1, 3), (2, 3), (3, 3)]
    assert [left for _, _, left in seen][::2] == [None, 0]
