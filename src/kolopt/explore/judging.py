"""Counts of one origin judged in a scenario of another: their value there, and the rules they break."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kolopt.economics.standing import still_binding
from kolopt.economics.totals import Totals
from kolopt.plan.assemble import assemble
from kolopt.plan.certify import Proof
from kolopt.rules.evaluate import evaluate

if TYPE_CHECKING:
    from kolopt.economics.tables import Counts
    from kolopt.explore.subject import Subject
    from kolopt.plan.record import Plan


@dataclass(frozen=True, slots=True)
class Judged:
    """What counts are worth in a scenario.

    Attributes:
        value: of the scenario's question: points, or −yuan for the least spend; None where the counts
            use a phase or an offer that the scenario does not have.
        broken: closed lines that the counts use, and hard rules that they break, ``rule`` or
            ``rule in phase``; or the missing lines.
    """

    value: float | None
    broken: tuple[str, ...]


def judge(subject: Subject, counts: Counts) -> Judged:
    """Value and broken hard rules of counts, exactly."""
    economics = subject.economics
    known = {(phase.id, offer.id): True for phase in economics.phases for offer in economics.offers}
    if missing := tuple(
        f"{offer} in {phase}: no such line" for phase, offer in counts if (phase, offer) not in known
    ):
        return Judged(None, missing)
    return Judged(subject.value_of(counts), broken_rules(subject, counts))


def broken_rules(subject: Subject, counts: Counts) -> tuple[str, ...]:
    """Closed lines that counts of the subject's own lines use, then hard rules that they break."""
    totals = Totals(subject.economics, counts)
    rules = (rule for rule in still_binding(subject.economics, subject.rules) if rule.soft is None)
    broken = tuple(
        rule.id if verdict.scope == "campaign" else f"{rule.id} in {verdict.scope}"
        for rule in rules
        for verdict in evaluate(rule, totals)
        if not verdict.holds
    )
    closed = ((line, subject.economics.closed[line]) for line in counts if line in subject.economics.closed)
    return (*(f"{offer} in {phase} is closed: {phase} {why}" for (phase, offer), why in closed), *broken)


def figures_of(subject: Subject, counts: Counts, bound: float) -> Plan:
    """Every figure of counts that no solve chose, as a plan record; it claims no proof of its own.

    Args:
        subject: the scenario.
        counts: of its lines.
        bound: what no plan of the scenario exceeds, in the unit of its objective.
    """
    proof = Proof(bound=bound, stopped="nodes", gap="none", seconds=None, nodes=None, solver="none")
    return assemble(subject.case, subject.economics, subject.rules, counts, proof)
