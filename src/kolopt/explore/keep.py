"""Stability: of all plans within a margin of the best, the one that changes a given plan least."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kolopt.checks.lints import lint_plan
from kolopt.errors import LimitError
from kolopt.explore.near_best import ROUNDING, plans_worth
from kolopt.explore.subject import Best, subject_of
from kolopt.model.near import closest_to, no_farther_than
from kolopt.plan.assemble import assemble
from kolopt.plan.audit import audit
from kolopt.plan.record import KeptPart
from kolopt.planning import advice_on, explained_answer, insist, limits_for
from kolopt.scenario.load import from_document
from kolopt.solve.outcome import Limits

if TYPE_CHECKING:
    from kolopt.economics.tables import Economics
    from kolopt.explore.subject import Subject
    from kolopt.plan.certify import Proof
    from kolopt.plan.record import Plan
    from kolopt.planning import Gap, Options, Progress
    from kolopt.scenario.load import Case
    from kolopt.scenario.schema import Scenario

UNIT = 200
"""Fen at which :func:`kolopt.model.near.closest_to` counts one unit more or fewer as 1."""
WHOLE = 0.99
"""Units within which a number of changed units is proven: none but the whole number is left."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a kept plan asks of the lines that are open.

    Attributes:
        units: in the order of the lines, slots that are booked taken off.
        lost: its units on lines that are closed or gone, and that nobody booked.
    """

    units: tuple[int, ...]
    lost: int


def keep(case: Case, kept: Plan, margin: Gap, options: Options, progress: Progress | None = None) -> Plan:
    """The plan that stays closest to a given one, among those that are good enough.

    Good enough are the plans whose value is within the margin, and the gap, of the bound that no
    plan exceeds. Of those that change the fewest units it is the best one. The plan returned says
    what stability cost.

    Args:
        case: the scenario, with what is booked since.
        kept: the plan to stay close to, its own booked units included.
        margin: what may be given up of the best value.
        options: as for the best plan.
        progress: told the stage, value and bound of each solve.

    Raises:
        InvalidInputError, InfeasibleError, LimitError, SolverError: as :func:`kolopt.planning.optimize`.
    """
    subject = subject_of(case, options, progress)
    advice = advice_on(case, subject.economics)
    counts, proof = explained_answer(case, subject.economics, subject.rules, options, progress)
    value = subject.value_of(counts)
    subject = replace(subject, known=Best(counts, value, max(value, proof.bound)))
    wanted = _wanted(subject.economics, kept)
    room = _room(subject, margin)
    found = _closest(subject, wanted.units, min(subject.plan.bound - room, value))
    part = KeptPart.model_validate(
        {
            "digest": kept.digest,
            "margin": str(margin),
            "changed": _distance(subject.vector(found.counts), wanted.units),
            "lost": wanted.lost,
            "given_up": f"{max(0.0, value - found.value):.6f}",
        }
    )
    proof = replace(proof, gap=_asked(subject, proof, room))
    findings = (*advice, *lint_plan(subject.economics, found.counts))
    plan = assemble(case, subject.economics, subject.rules, found.counts, proof, findings, kept=part)
    insist(audit(plan))
    return plan


def _wanted(economics: Economics, kept: Plan) -> _Wanted:
    # By slot, on both sides: a unit that came out in a later phase stands for its own slot.
    left = Counter({(line.phase, line.offer): line.count for line in kept.lines})
    left.update(_slots(from_document(kept.document(), path=kept.scenario.path).scenario))
    left.subtract(_slots(economics.scenario))
    lines = [(phase.id, offer.id) for phase in economics.phases for offer in economics.offers]
    still = [0 if line in economics.closed else max(0, left[line]) for line in lines]
    return _Wanted(tuple(still), sum(max(0, units) for units in left.values()) - sum(still))


def _slots(scenario: Scenario) -> Counter[tuple[str, str]]:
    """Booked units that count, by the phase and offer of their slot."""
    return Counter((order.phase, order.offer) for order in scenario.orders.values() if order.counts)


def _room(subject: Subject, margin: Gap) -> float:
    """How far below the bound a plan may be, in the unit of the objective."""
    allowed = limits_for(margin, subject.question, subject.options).gap(subject.plan.bound)
    return allowed + subject.limits.gap(subject.plan.value)


def _asked(subject: Subject, proof: Proof, room: float) -> str:
    """The gap that the plan is proven to, in words that the audit reads; rounded up."""
    if proof.stopped != "closed":
        return proof.gap
    if subject.question.goal == "score":
        return f"{math.ceil(room * 1e6) / 1e6:.6f} points"
    share = room / max(abs(subject.plan.bound), 1.0)
    return f"{math.ceil(share * 1e8) / 1e6:.6f} %"


def _closest(subject: Subject, wanted: tuple[int, ...], floor: float) -> Best:
    """The best of the plans worth at least ``floor`` that change the fewest units."""
    if (same := _as_it_is(subject, wanted, floor)) is not None:
        return same
    options = subject.options
    limits = Limits(gap_absolute=WHOLE, seconds=options.seconds, nodes=options.nodes)
    near = closest_to(plans_worth(subject, floor), wanted, [UNIT] * len(wanted))
    closest = subject.solved(near, limits, subject.vector(subject.plan.counts))
    if closest is None:
        raise LimitError("the search for the plan that changes least found none; allow more time")
    start = subject.vector(closest.counts)
    program = no_farther_than(subject.program, wanted, _distance(start, wanted))
    best = subject.solved(program, subject.limits, start)
    chosen = closest if best is None else best
    return Best(chosen.counts, subject.value_of(chosen.counts), subject.plan.bound)


def _as_it_is(subject: Subject, wanted: tuple[int, ...], floor: float) -> Best | None:
    """The wanted units themselves, where they keep the rules and are worth enough."""
    if subject.program.judge(wanted).broken:
        return None
    lines = ((p.id, o.id) for p in subject.economics.phases for o in subject.economics.offers)
    counts = {line: n for line, n in zip(lines, wanted, strict=True) if n}
    value = subject.value_of(counts)
    return Best(counts, value, subject.plan.bound) if value >= floor - ROUNDING else None


def _distance(counts: tuple[int, ...], wanted: tuple[int, ...]) -> int:
    """Units that differ, more and fewer."""
    return sum(abs(count - want) for count, want in zip(counts, wanted, strict=True))
