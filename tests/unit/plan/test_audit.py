"""The audit rejects any change of a figure it recomputes, and the digest any other edit."""

import json
import re
import subprocess
import sys
from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from kolopt.economics.tables import tabulate
from kolopt.errors import SolverError
from kolopt.plan.assemble import assemble
from kolopt.plan.audit import audit
from kolopt.plan.audit.facts import gather
from kolopt.plan.certify import Proof
from kolopt.plan.file import dumps, loads, seal
from kolopt.rules.read import read_rules
from kolopt.scenario.load import from_document
from kolopt.scenario.quantities import World

from .documents import COUNTS, document

NOT_RECOMPUTED = (
    r"scenario\.path",
    r"scenario\.overrides.*",
    r"versions\..*",
    r"limits\.(seconds|nodes)",
    r"certificate\.solver",
    r"goals\[\d+\]\.reads_as",
    r"warnings.*",
    r"digest",
)
"""Leaves that the audit leaves to the plan's digest."""

NOT_FIGURES = (
    r"inputs\.(.*\.)?(name|title)\.en",
    r"inputs\.(.*\.)?why",
    r"inputs\.(.*\.)?status",
)
"""Inputs that change no number and no verdict; the plan's digest holds them."""


def plan_for(doc, counts, world=World.BASE, room=0.004, **proof):
    case = from_document(doc, path="serum.yaml")
    economics = tabulate(case.scenario, world)
    facts = gather(case.scenario, world, counts)
    ordered = {(p.phase.id, p.offer.id): p.count for p in facts.purchases if not p.booked}
    stated = {
        "bound": 0.0,
        "stopped": "closed",
        "gap": "0.01 points",
        "seconds": 60.0,
        "nodes": None,
        "solver": "S",
    }
    rules = read_rules(case)
    draft = assemble(case, economics, rules, ordered, Proof(**(stated | {"stopped": "nodes"})))
    value = float(draft.certificate.value)
    bound = -value * (1 - room) if draft.certificate.question == "spend" else value + room
    return assemble(case, economics, rules, ordered, Proof(**(stated | {"bound": bound} | proof)))


@pytest.fixture(scope="module")
def plan():
    return plan_for(document(), COUNTS)


@pytest.mark.parametrize("objective", [{"maximize": "score"}, {"minimize": "spend"}])
def test_a_bound_below_its_own_plan_is_no_proof(objective):
    """Formulation and figures are worked out apart; where they contradict each other, no proof is stated."""
    doc = document() | {"objective": objective}
    with pytest.raises(SolverError, match="lies below its plan's value"):
        plan_for(doc, COUNTS, room=-0.001)
    plan_for(doc, COUNTS, room=-1e-8)


def resealed(plan, change):
    """The plan with its JSON changed and a fresh digest; None when it cannot even be read."""
    doc = json.loads(dumps(plan))
    change(doc)
    del doc["digest"]
    try:
        return seal(doc)
    except ValidationError:
        return None


def steps(path):
    return [int(step) if step.isdigit() else step for step in re.findall(r"[^.\[\]]+", path)]


def put(doc, path, value):
    *front, last = steps(path)
    for step in front:
        doc = doc[step]
    doc[last] = value


def leaves(node, path=""):
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, f"{path}.{key}".removeprefix("."))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from leaves(value, f"{path}[{index}]")
    else:
        yield path, node


def moved(value):
    """Another value of the same form, as near as can be."""
    if value is None:
        return "1.00"
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if re.fullmatch(r"-?\d+\.\d\d", value):
        return f"{float(value) + 0.01:.2f}"
    if re.fullmatch(r"-?\d+\.\d{6}", value):
        return f"{float(value) + 0.000004:.6f}"
    if value.startswith("sha256:"):
        return value[:-1] + ("0" if value[-1] != "0" else "1")
    if re.fullmatch(r"\d+", value):
        return str(int(value) + 1)
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return (date.fromisoformat(value) + timedelta(days=1)).isoformat()
    return f"{value}x"


def is_free(path):
    return any(re.fullmatch(pattern, path) for pattern in NOT_RECOMPUTED + NOT_FIGURES)


def test_a_plan_from_the_tables_is_verified(plan):
    assert audit(plan) == ()
    assert audit(loads(dumps(plan), "plan.json")) == ()


def test_many_small_penalties_are_added_up_before_they_are_rounded():
    # Printed one by one, each of them is rounded by 0.4e-6 points; the value would miss the audit's 1e-6.
    doc = document()
    doc["rules"] |= {
        f"small-{k}": {"rule": "count(video) >= 1000 in campaign", "soft": "0.0000014 per 1000"}
        for k in range(9)
    }
    assert audit(plan_for(doc, COUNTS)) == ()


@pytest.mark.parametrize("world", World)
def test_every_world_is_verified(world):
    assert audit(plan_for(document(), COUNTS, world)) == ()


def test_an_empty_plan_is_verified_where_rules_allow_it():
    assert audit(plan_for(document() | {"rules": {}}, {})) == ()


@pytest.mark.parametrize(
    "objective",
    [{"maximize": "score"}, {"maximize": "score", "hurdle": "0.5 per 10k"}, {"minimize": "spend"}],
)
def test_every_question_is_verified(objective):
    plan = plan_for(
        document() | {"objective": objective},
        COUNTS,
        gap="0.5 %" if "minimize" in objective else "0.01 points",
    )
    assert audit(plan) == ()


def test_any_edit_without_a_new_digest_is_rejected(plan):
    text = dumps(plan)
    doc = json.loads(text)
    for path in ("scenario.path", "versions.pulp", "goals[0].reads_as", "inputs.rules.density.why"):
        edited = json.loads(text)
        put(edited, path, "something else")
        assert [d.path for d in audit(loads(json.dumps(edited), "plan.json"))] == ["digest"], path
    assert audit(loads(json.dumps(doc, indent=1), "plan.json")) == ()


def plan_leaves(plan):
    return [(path, value) for path, value in leaves(json.loads(dumps(plan)))]


def rejected(plan, path, value):
    changed = resealed(plan, lambda doc: put(doc, path, moved(value)))
    return changed is None or audit(changed) != ()


def test_every_leaf_is_recomputed_or_listed(plan):
    """All leaves moved at once that do not change what is recomputed: each is reported by its own path."""
    base = ("lines", "scenario.world", "inputs", "kolopt_plan", "certificate", "limits")
    few_words = re.compile(r".*(prices|origin)")
    moving = [
        (path, value)
        for path, value in plan_leaves(plan)
        if not is_free(path) and not path.startswith(base) and not few_words.fullmatch(path)
    ]
    assert len(moving) > 800

    def change(doc):
        for path, value in moving:
            put(doc, path, moved(value))

    reported = [d.path for d in audit(resealed(plan, change))]
    assert [path for path, _ in moving if path not in reported] == []


def test_the_list_of_free_leaves_is_not_longer_than_it_must_be(plan):
    free = [(path, value) for path, value in plan_leaves(plan) if is_free(path) and path != "digest"]
    assert free
    assert [path for path, value in free if rejected(plan, path, value) and "status" not in path] == []


def test_any_leaf_of_the_decision_and_its_proof_moved_alone_is_rejected(plan):
    parts = (
        "lines[0]",
        "lines[6]",
        "certificate",
        "limits.gap",
        "scenario.world",
        "kolopt_plan",
        "basis",
        "rules[0]",
    )
    alone = [
        (path, value) for path, value in plan_leaves(plan) if path.startswith(parts) and not is_free(path)
    ]
    assert [path for path, value in alone if not rejected(plan, path, value)] == []


@pytest.mark.slow
def test_any_leaf_moved_alone_is_rejected(plan):
    alone = [(path, value) for path, value in plan_leaves(plan) if not is_free(path)]
    assert [path for path, value in alone if not rejected(plan, path, value)] == []


def test_a_sample_of_inputs_moved_alone_is_rejected(plan):
    inputs = [
        (path, value) for path, value in plan_leaves(plan) if path.startswith("inputs") and not is_free(path)
    ]
    assert len(inputs) > 100
    assert [path for path, value in islice(inputs, 0, None, 6) if not rejected(plan, path, value)] == []


def found(plan, change):
    return {d.path: d.message for d in audit(resealed(plan, change))}


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda d: d["lines"].pop(), "spend.total"),
        (lambda d: d["lines"].reverse(), "lines[0].phase"),
        (lambda d: d["lines"].append(d["lines"][0]), "lines[10]"),
        (lambda d: d["lines"][0].update(count=0), "lines[0].count"),
        (lambda d: d["lines"][0].update(count=-3), "lines[0].count"),
        (lambda d: d["lines"][0].update(count=10**400), "lines[0].count"),
        (lambda d: d["lines"][0].update(offer="nobody"), "lines[0].offer"),
        (lambda d: d["lines"][0].update(phase="never"), "lines[0].phase"),
        (lambda d: d["rules"].pop(), "rules[{last}]"),
        (lambda d: d["rules"].insert(0, d["rules"][0]), "rules[1].id"),
        (lambda d: d["rules"][0].update(origin="market"), "rules[0].origin"),
        (lambda d: d["phases"].pop(), "phases[2]"),
        (lambda d: d["kpis"]["total"].pop("reads"), "kpis.total.reads"),
        (lambda d: d["kpis"]["total"].update(joy=d["kpis"]["total"]["reads"]), "kpis.total.joy"),
        (lambda d: d["spend"]["by_payee"].update(friend="0.00"), "spend.by_payee.friend"),
        (lambda d: d["certificate"].update(bound="-99.000000"), "certificate.bound"),
        (lambda d: d["certificate"].update(gap="0.000000"), "certificate.gap"),
        (lambda d: d["certificate"].update(gap_points=None), "certificate.gap_points"),
        (lambda d: d["certificate"].update(bound="many"), "certificate.bound"),
        (lambda d: d["certificate"].update(question="spend"), "certificate.question"),
        (lambda d: d["certificate"].update(stopped="time"), "certificate.status"),
        (lambda d: d["limits"].update(gap="0.001 points"), "certificate.status"),
        (lambda d: d["limits"].update(gap="tiny"), "limits.gap"),
        (lambda d: d.update(inputs={}), "inputs"),
        (lambda d: d["inputs"]["rules"]["density"].update(rule="count(nobody) >= 1"), "inputs"),
        (lambda d: d["inputs"]["budget"].update(total="301k"), "scenario.digest"),
    ],
)
def test_frauds_are_named(plan, change, path):
    assert path.format(last=len(plan.rules) - 1) in found(plan, change)


CASH = {
    "payments": {
        "creators": [{"share": "40%", "at": "order"}, {"share": "60%", "at": "publication", "days": "45"}],
        "agency": {"terms": [{"share": "100%", "at": "publication", "days": "30"}], "status": "assumption"},
    },
    "currency": {"report": "EUR", "rate": "7.85", "as_of": "2026-11-01", "source": "ECB", "buffer": "3%"},
    "budget": {"total": "40k", "in": "EUR", "reserve": "1.5k"},
    "rules": {"may": {"rule": "cash <= 90k in 2027-05, 2027-06"}, "all": {"rule": "cash >= 1k"}},
}


@pytest.fixture(scope="module")
def paid_plan():
    doc = document() | CASH
    doc["deals"]["paid"]["payments"] = {"marketplace": [{"share": "100%", "at": "order", "days": "3"}]}
    doc["tiers"]["micro"]["lead_days"] = "12"
    doc["offers"]["face-a"]["lead_days"] = "50"
    return plan_for(doc, COUNTS)


def test_terms_rules_on_cash_and_a_foreign_budget_are_verified(paid_plan):
    assert audit(paid_plan) == ()
    assert paid_plan.currency.budget == 4_000_000
    assert [r.scope for r in paid_plan.rules if r.id in ("all", "may")] == ["campaign", "2027-05", "2027-06"]


def test_cash_adds_up_to_the_outlay_without_the_own_team(paid_plan):
    cash, outlay = paid_plan.cash, paid_plan.outlay
    assert cash.total == outlay.total + outlay.vat_recoverable - cash.internal
    assert cash.total == sum(cash.by_month.values())
    for month, fen in cash.by_month.items():
        assert fen == sum(by_month.get(month, 0) for by_month in cash.by_payee.values())


@pytest.mark.parametrize("start", ["cash", "currency"])
def test_every_leaf_of_cash_and_currency_moved_alone_is_rejected(paid_plan, start):
    moving = [(path, value) for path, value in plan_leaves(paid_plan) if path.startswith(start)]
    assert len(moving) >= 6
    assert [path for path, value in moving if not rejected(paid_plan, path, value)] == []


def test_a_plan_of_a_version_without_cash_is_verified_and_stays_without(plan):
    old = resealed(plan, lambda doc: doc.pop("cash"))
    assert audit(old) == ()
    assert "cash" not in json.loads(dumps(old))
    assert loads(dumps(old), "plan.json") == old


def test_the_currency_of_the_inputs_cannot_be_left_out(paid_plan):
    assert "currency" in found(paid_plan, lambda doc: doc.pop("currency"))


def test_a_broken_rule_on_cash_is_named():
    doc = document() | {"rules": {"may": {"rule": "cash <= 10k in 2027-05"}}}
    assert any("breaks may" in d.message for d in audit(plan_for(doc, COUNTS)))


def test_a_plan_that_breaks_a_hard_rule_is_not_verified():
    broken = plan_for(document(), COUNTS | {("test", "micro-video"): 41})
    messages = [d.message for d in audit(broken)]
    assert any("available-micro" in message for message in messages)


def test_a_claim_wider_than_asked_is_not_proven():
    wide = plan_for(document(), COUNTS, room=0.02)
    assert [d.path for d in audit(wide)] == ["certificate.status"]
    assert audit(plan_for(document(), COUNTS, room=0.02, stopped="time")) == ()


def test_a_bound_for_least_spend_lies_below_it():
    doc = document() | {"objective": {"minimize": "spend"}}
    plan = plan_for(doc, COUNTS, room=0.001, gap="0.5 %")
    assert audit(plan) == ()
    above = f"{float(plan.certificate.value) + 10:.2f}"
    assert "certificate.bound" in found(plan, lambda d: d["certificate"].update(bound=above))


def test_numbers_beyond_arithmetic_are_a_finding_not_a_traceback(plan):
    tiny = "0." + "0" * 400 + "1"
    assert "inputs" in found(plan, lambda d: d["inputs"]["goals"]["awareness"].update(audience=tiny))


INPUT_LEAVES = [path for path, _ in leaves(document(), "inputs")]
SCRAPS = st.one_of(
    st.none(), st.text(max_size=4), st.sampled_from(["0", "1e9", "100%", "in", "-1", "none", "999999999999"])
)


@settings(max_examples=40)
@given(path=st.sampled_from(INPUT_LEAVES), value=SCRAPS)
def test_hostile_inputs_bring_findings_and_never_a_traceback(plan, path, value):
    changed = resealed(plan, lambda doc: put(doc, path, value))
    assert changed is None or isinstance(audit(changed), tuple)


def test_the_audit_loads_no_solver_and_no_economics():
    code = (
        "import sys, kolopt.plan.audit, kolopt.plan.file\n"
        "bad = [m for m in sys.modules if m.split('.')[0] in ('pulp', 'highspy', 'numpy')"
        " or m.startswith(('kolopt.economics', 'kolopt.model', 'kolopt.solve', 'kolopt.checks'))]\n"
        "sys.exit(repr(bad) if bad else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
