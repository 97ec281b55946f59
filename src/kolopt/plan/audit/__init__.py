"""The independent audit: everything a plan states, recomputed from its own inputs with code of its own.

Exact arithmetic, apart from exponentials and logarithms. Shared with the rest of kolopt are only
reading (scenario, rules), the evaluation of a rule's tree on given totals, and the record; no
solver, no economics, no formulation. What cannot be recomputed (who solved it, when it stopped,
the bound itself, lints, words) is named where the figures are put together.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kolopt.errors import InvalidInputError
from kolopt.plan.audit import calendar, cash, certificate, results, spending, terms
from kolopt.plan.audit.compare import Discrepancy, Unchecked, differences
from kolopt.plan.audit.facts import gather
from kolopt.plan.audit.rules import broken, judge, on_cash, records
from kolopt.plan.audit.scores import score
from kolopt.plan.file import digest_of_document
from kolopt.rules.read import read_rules
from kolopt.scenario.catalogue import catalogue
from kolopt.scenario.load import from_document
from kolopt.scenario.quantities import World

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kolopt.plan.audit.facts import Facts
    from kolopt.plan.audit.spending import JsonObject
    from kolopt.plan.excerpt import Excerpt
    from kolopt.plan.record import Plan
    from kolopt.rules.tree import Rule
    from kolopt.scenario.load import Case
    from kolopt.scenario.schema import Scenario

__all__ = ["Discrepancy", "audit", "audit_excerpt"]

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
        counted = [(line.phase, line.offer, line.count) for line in plan.lines]
        faults = tuple(_impossible_lines(counted, case.scenario))
        return (*found, *(faults or _recomputed(plan, stated, case)))
    except InvalidInputError as error:
        reason = f"the plan's own inputs are not a valid scenario: {error.diagnostics[0].message}"
    except ArithmeticError as error:
        reason = f"the plan's own inputs cannot be computed with: {error}"
    return (*found, Discrepancy("inputs", "", "", reason))


def audit_excerpt(excerpt: Excerpt, scenario: Scenario, rules: Sequence[Rule]) -> tuple[Discrepancy, ...]:
    """Everything in an excerpt that its counts do not give, and every hard rule that they break.

    Args:
        excerpt: of a plan; it carries no inputs of its own.
        scenario: what it plans.
        rules: all rules of the scenario.
    """
    counted = [(phase, offer, count) for (phase, offer), count in excerpt.counts.items()]
    if faults := tuple(_impossible_lines(counted, scenario)):
        return faults
    facts = gather(scenario, World(excerpt.world), excerpt.counts)
    scores = score(facts)
    judged = judge(rules, facts, scores, cash.ledger(facts) if on_cash(rules) else {})
    recomputed = {
        "world": facts.world.value,
        "gap": Unchecked("what was asked of the solver; the proof is checked against it"),
        "certificate": certificate.certificate(excerpt.certificate, facts, scores, judged),
        "funds": spending.funds(facts),
        "units": results.units(facts),
        "spend": spending.by_tier(facts),
        "scores": results.campaign_scores(scores),
        "kpis": results.kpis_in(facts, facts.world),
    }
    stated = excerpt.model_dump(mode="json", exclude={"counts"})
    return (
        *differences(stated, recomputed),
        *broken(judged),
        *calendar.bought_too_late(facts),
        *certificate.proof(excerpt.certificate, excerpt.gap),
    )


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


def _impossible_lines(lines: Iterable[tuple[str, str, int]], scenario: Scenario) -> Iterator[Discrepancy]:
    """Lines (phase, offer, count) that cannot be counted; with any of them nothing else can be recomputed."""
    phases = [phase.id for phase in scenario.phases]
    offers = [offer.id for offer in catalogue(scenario)]
    seen: dict[tuple[str, str], None] = {}
    for index, (phase, offer, count) in enumerate(lines):
        path = f"lines[{index}]"
        if phase not in phases:
            yield Discrepancy(f"{path}.phase", phase, "", f"its inputs have no phase {phase}")
        if offer not in offers:
            yield Discrepancy(f"{path}.offer", offer, "", f"its inputs have no offer {offer}")
        if not 1 <= count <= MOST_UNITS:
            yield Discrepancy(f"{path}.count", str(count)[:20], "", f"a count is from 1 to {MOST_UNITS:,}")
        if (phase, offer) in seen:
            yield Discrepancy(path, offer, "", f"{offer} in {phase} stands on two lines")
        seen[phase, offer] = None


def _recomputed(plan: Plan, stated: JsonObject, case: Case) -> Iterator[Discrepancy]:
    facts = gather(case.scenario, World(plan.scenario.world), plan.counts())
    scores = score(facts)
    paid = cash.ledger(facts)
    judged = judge(read_rules(case), facts, scores, paid)
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
        "rules": records(judged),
        "assumptions": terms.assumptions(facts, judged),
        "warnings": Unchecked("advice, not figures; `kolopt check` gives it anew"),
        "inputs": Unchecked("what all is computed from; held by the scenario's digest"),
        "digest": Unchecked("compared with the plan's own text"),
    }
    yield from differences(stated, recomputed)
    yield from broken(judged)
    yield from calendar.bought_too_late(facts)
    yield from certificate.proof(plan.certificate, plan.limits.gap)
