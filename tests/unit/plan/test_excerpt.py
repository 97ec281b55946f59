"""An excerpt states what the whole plan states, and its audit rejects any other figure."""

import json

import pytest
from pydantic import ValidationError

from kolopt.economics.tables import tabulate
from kolopt.plan.assemble import assemble
from kolopt.plan.audit import audit_excerpt
from kolopt.plan.certify import Proof
from kolopt.plan.excerpt import Excerpt, excerpt
from kolopt.rules.read import read_rules
from kolopt.scenario.load import from_document
from kolopt.scenario.quantities import World

from .documents import COUNTS, document
from .test_audit import leaves, moved, put
from .test_audit_motion import COUNTS as MOVING_COUNTS
from .test_audit_motion import moving

NOT_RECOMPUTED = ("gap", "certificate.solver")
SPEND = {"minimize": "spend"}
CASES = [
    (document(), COUNTS),
    (moving(), MOVING_COUNTS),
    (document() | {"objective": {"maximize": "score", "hurdle": "0.5 per 10k"}}, COUNTS),
    (document() | {"objective": SPEND}, COUNTS),
    (document() | {"rules": {}}, {}),
]


class Made:
    """The whole plan of counts, the excerpt, and what its audit needs."""

    def __init__(self, doc, counts, world=World.BASE):
        case = from_document(doc, path="serum.yaml")
        economics, self.rules, self.scenario = tabulate(case.scenario, world), read_rules(case), case.scenario
        gap = "0.5 %" if doc.get("objective") == SPEND else "0.01 points"
        first = excerpt(economics, self.rules, counts, Proof(0.0, "nodes", gap, None, None, "S"))
        value = float(first.certificate.value)
        bound = -0.996 * value if doc.get("objective") == SPEND else value + 0.004
        proof = Proof(bound, "closed", gap, None, None, "S")
        self.plan = assemble(case, economics, self.rules, counts, proof)
        self.excerpt = excerpt(economics, self.rules, counts, proof)

    def audit(self, found):
        return audit_excerpt(found, self.scenario, self.rules)


@pytest.fixture(scope="module", params=CASES, ids=["plain", "moving", "hurdle", "spend", "empty"])
def made(request):
    return Made(*request.param)


@pytest.fixture(scope="module")
def plain():
    return Made(*CASES[0])


def test_it_states_what_the_plan_states(made):
    plan, found = made.plan, made.excerpt
    assert (found.certificate, found.funds, found.spend) == (plan.certificate, plan.funds, plan.spend.by_tier)
    assert found.scores == {part.goal: part.score for part in plan.goals if part.phase == "campaign"}
    assert found.kpis == {kpi: part.base for kpi, part in plan.kpis.total.items()}
    units = dict.fromkeys(found.units, 0)
    for line in plan.all_lines:
        units[line.tier] += line.count
    assert found.units == units
    assert found.counts == plan.counts()


@pytest.mark.parametrize("world", World)
def test_it_is_verified_in_every_world(world):
    made = Made(*CASES[0], world)
    assert made.audit(made.excerpt) == ()
    assert made.excerpt.kpis == {
        kpi: getattr(part, world.value) for kpi, part in made.plan.kpis.total.items()
    }


def test_it_is_verified(made):
    assert made.audit(made.excerpt) == ()


def test_any_other_figure_is_rejected(made):
    stated = made.excerpt.model_dump(mode="json", exclude={"counts"})
    blurred = ("certificate.bound",) if stated["certificate"]["question"] == "spend" else ()
    figures = [(path, value) for path, value in leaves(stated) if path not in (*NOT_RECOMPUTED, *blurred)]
    assert len(figures) > 30
    for path, value in figures:
        edited = json.loads(json.dumps(stated))
        put(edited, path, moved(value))
        try:
            changed = Excerpt.model_validate(edited | {"counts": made.excerpt.counts})
        except ValidationError:
            continue
        assert made.audit(changed), path


def test_another_world_is_rejected(plain):
    assert plain.audit(plain.excerpt.model_copy(update={"world": "high"}))


def test_other_counts_are_rejected(plain):
    for line, count in plain.excerpt.counts.items():
        for other in (count + 1, 0):
            changed = plain.excerpt.model_copy(update={"counts": plain.excerpt.counts | {line: other}})
            assert plain.audit(changed), line


@pytest.mark.parametrize("line", [("burst", "nobody"), ("never", "nano-picture")])
def test_lines_that_do_not_exist_are_rejected(plain, line):
    changed = plain.excerpt.model_copy(update={"counts": plain.excerpt.counts | {line: 1}})
    assert plain.audit(changed)


def test_a_broken_rule_is_rejected():
    made = Made(document() | {"rules": {"many": {"rule": "count(nano) >= 100 in campaign"}}}, COUNTS)
    assert any("breaks many" in str(found) for found in made.audit(made.excerpt))


def test_rules_on_cash_are_judged():
    doc = document() | {"rules": {"cash": {"rule": "cash <= 1 in campaign"}}}
    made = Made(doc, COUNTS)
    assert any("breaks cash" in str(found) for found in made.audit(made.excerpt))


def test_a_closed_line_is_rejected():
    made = Made(moving(), {("test", "micro-picture"): 1})
    assert any("is closed on" in str(found) for found in made.audit(made.excerpt))


def test_a_wider_gap_than_asked_is_rejected(plain):
    narrower = plain.excerpt.model_copy(update={"gap": "0.001 points"})
    assert [found.path for found in plain.audit(narrower)] == ["certificate.status"]
