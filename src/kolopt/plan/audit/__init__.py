"""The independent audit: everything a plan states, recomputed from its own inputs with code of its own.

Exact arithmetic, apart from exponentials and logarithms. Shared with the rest of kolopt are only
reading (scenario, rules), the evaluation of a rule's tree on given totals, and the record; no
solver, no economics, no formulation. What cannot be recomputed (who solved it, when it stopped,
the bound itself, lints, words) is named where the figures are put together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kolopt.errors import InvalidInputError
from kolopt.plan.audit import calendar, cash, certificate, results, rules, spending, terms
from kolopt.plan.audit.compare import Discrepancy, Unchecked, differences
from kolopt.plan.audit.facts import gather
from kolopt.plan.audit.scores import score
from kolopt.plan.file import digest_of_document
from kolopt.rules.read import read_rules
from kolopt.scenario.catalogue import catalogue
from kolopt.scenario.load import from_document
from kolopt.scenario.quantities import World

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kolopt.plan.audit.facts import Facts
    from kolopt.plan.audit.spending import JsonObject
    from kolopt.plan.record import Plan
    from kolopt.scenario.load import Case
    from kolopt.scenario.schema import Scenario

__all__ = ["Discrepancy", "audit"]

MOST_UNITS = 10**9
"""No line of a real plan has more units."""


def audit(plan: Plan) -> tuple[Discrepancy, ...]:
    """Everything in a plan that its own inputs do not give; empty when the plan is verified.

    Never raises for a plan that :func:`kolopt.plan.file.loads` accepts.
    """
    stated = plan.model_dump(mode="json")
    found = list(_sealed(plan, stated))
    try:
        case = from_document(plan.document(), path=plan.scenario.path)
        faults = tuple(_impossible_lines(plan, case.scenario))
        return (*found, *(faults or _recomputed(plan, stated, case)))
    except InvalidInputError as error:
        reason = f"the plan's own inputs are not a valid scenario: {error.diagnostics[0].message}"
    except ArithmeticError as error:
        reason = f"the plan's own inputs cannot be computed with: {error}"
    return (*found, Discrepancy("inputs", "", "", reason))


def _parts(facts: Facts, plan: Plan) -> JsonObject:
    """Of the parts that only some plans have, those that this one has to have."""
    parts = {
        "booked": calendar.booked(facts),
        "calendar": calendar.calendar(facts, plan),
        "reserve": calendar.reserve(facts.scenario),
        "kept": Unchecked("rests on another plan and on the best one") if plan.kept else None,
    }
    return {name: part for name, part in parts.items() if part is not None}


def _sealed(plan: Plan, stated: JsonObject) -> Iterator[Discrepancy]:
    digest = digest_of_document(stated)
    if plan.digest != digest:
        yield Discrepancy("digest", plan.digest, digest, "the plan was changed after kolopt wrote it")


def _impossible_lines(plan: Plan, scenario: Scenario) -> Iterator[Discrepancy]:
    """Lines that cannot be counted; with any of them nothing else can be recomputed."""
    phases = [phase.id for phase in scenario.phases]
    offers = [offer.id for offer in catalogue(scenario)]
    seen: dict[tuple[str, str], None] = {}
    for index, line in enumerate(plan.lines):
        path = f"lines[{index}]"
        if line.phase not in phases:
            yield Discrepancy(f"{path}.phase", line.phase, "", f"its inputs have no phase {line.phase}")
        if line.offer not in offers:
            yield Discrepancy(f"{path}.offer", line.offer, "", f"its inputs have no offer {line.offer}")
        if not 1 <= line.count <= MOST_UNITS:
            yield Discrepancy(
                f"{path}.count", str(line.count)[:20], "", f"a count is from 1 to {MOST_UNITS:,}"
            )
        if (line.phase, line.offer) in seen:
            yield Discrepancy(path, line.offer, "", f"{line.offer} in {line.phase} stands on two lines")
        seen[line.phase, line.offer] = None


def _recomputed(plan: Plan, stated: JsonObject, case: Case) -> Iterator[Discrepancy]:
    facts = gather(case.scenario, World(plan.scenario.world), plan.counts())
    scores = score(facts)
    paid = cash.ledger(facts)
    judged = rules.judge(read_rules(case), facts, scores, paid)
    recomputed = {
        "kolopt_plan": plan.kolopt_plan,
        "scenario": terms.scenario(case, facts.world),
        "versions": Unchecked("which software ran cannot be recomputed"),
        "limits": Unchecked("what was asked of the solver; the proof is checked against it"),
        "basis": terms.basis(case.scenario),
        **terms.currency(case.scenario),
        "certificate": certificate.certificate(plan.certificate, facts, scores, judged),
        "lines": spending.lines(facts),
        **_parts(facts, plan),
        "fixed_costs": spending.fixed_costs(facts),
        "funds": spending.funds(facts),
        "spend": spending.spend(facts),
        "outlay": spending.outlay(facts),
        **({} if plan.cash is None else {"cash": cash.cash(facts, paid)}),
        "kpis": results.kpis(facts),
        "unit_costs": spending.unit_costs(facts, facts.purchases),
        "phases": results.phases(facts, scores),
        "goals": results.goals(facts, scores),
        "fate": results.fate(facts),
        "rules": rules.records(judged),
        "assumptions": terms.assumptions(facts, judged),
        "warnings": Unchecked("advice, not figures; `kolopt check` gives it anew"),
        "inputs": Unchecked("what all is computed from; held by the scenario's digest"),
        "digest": Unchecked("compared with the plan's own text"),
    }
    yield from differences(stated, recomputed)
    yield from rules.broken(judged)
    yield from calendar.bought_too_late(facts)
    yield from certificate.proof(plan)
