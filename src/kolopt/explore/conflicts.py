"""Why there is no plan: a minimal set of named rules that cannot hold together, and the ways out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kolopt.checks.impossible import impossible
from kolopt.explore.feasibility import BUDGET, feasible, most_money
from kolopt.explore.named_rules import NamedRule, is_pool, named
from kolopt.explore.repairs import Repair, WaysOut, ways_out

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kolopt.explore.subject import Request, Subject
    from kolopt.rules.tree import Rule

MOST_CONFLICTS = 4
"""Conflicts without a common rule that are looked for; ways out need them all."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Rules that cannot hold together, though any of them may be dropped and the others hold.

    Attributes:
        rules: at least one.
        arithmetic: what plain sums say of it; may be empty, since not every clash is one of sums.
        tried_up_to: fen that could be spent when it was proven by searching without the rule
            ``budget``; 0 where it names that rule, or the sums prove it whatever the money.
    """

    rules: tuple[NamedRule, ...]
    arithmetic: tuple[str, ...]
    tried_up_to: int = 0


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to the topic ``conflict``.

    Attributes:
        question: ``score`` or ``spend``, which says what the repairs' values are in.
        conflicts: without common rules; none when there is a plan.
        repairs: the ways out, the best first; none also when nothing in the conflicts is negotiable,
            or no change of a few numbers is enough.
        undecided: paths of numbers, or of combinations, that the time limit left open.
    """

    question: str
    conflicts: tuple[Conflict, ...]
    repairs: tuple[Repair, ...]
    undecided: tuple[tuple[str, ...], ...] = ()


def explain(subject: Subject, _: Request | None = None) -> Result:
    """Every conflict in the way of a plan, and the smallest changes that restore one.

    Raises:
        LimitError, SolverError: as :func:`kolopt.planning.optimize`.
    """
    found = conflicts(subject)
    described = tuple(_described(subject, conflict) for conflict in found)
    ways = ways_out(subject, found) if found else WaysOut()
    return Result(subject.question.goal, described, ways.repairs, ways.undecided)


def conflicts(subject: Subject) -> tuple[tuple[Rule, ...], ...]:
    """Minimal conflicts that have no rule in common, one after the other until the rest can hold."""
    found: list[tuple[Rule, ...]] = []
    left = tuple(rule for rule in subject.rules if rule.soft is None)
    while len(found) < MOST_CONFLICTS and not feasible(subject.with_rules(left)):
        conflict = minimal_conflict(subject, left)
        found.append(conflict)
        left = tuple(rule for rule in left if rule not in conflict)
    return tuple(found)


def minimal_conflict(subject: Subject, rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """Rules among those given that cannot hold together, while all but any one of them can.

    What can be had is a fact, so the rules that people wrote are searched first, while every pool
    holds; then the pools that this conflict needs. Without any one of the rules people wrote the
    others of them can hold beside all pools.

    Args:
        subject: the scenario.
        rules: cannot hold together; by id.
    """

    def clash(held: Sequence[Rule]) -> bool:
        return not feasible(subject.with_rules(sorted(held, key=lambda rule: rule.id)))

    pools = [rule for rule in rules if is_pool(rule)]
    written = sorted((rule for rule in rules if not is_pool(rule)), key=_preference)
    stated = completing(clash, pools, written)
    return (*stated, *completing(clash, stated, pools))


def completing(
    clash: Callable[[Sequence[Rule]], bool], given: Sequence[Rule], candidates: Sequence[Rule]
) -> list[Rule]:
    """The candidates that complete a conflict with the rules given; none where these clash by themselves.

    QuickXplain (Junker, AAAI 2004): the candidates are halved, and a half is only searched where
    the other one does not conflict by itself. Early candidates are preferred.

    Args:
        clash: whether rules cannot hold together.
        given: held throughout.
        candidates: clash together with the rules given.
    """

    def needed(held: list[Rule], rest: list[Rule], *, grown: bool) -> list[Rule]:
        """The candidates that are needed beside the rules held; ``grown`` = more are held now."""
        if grown and clash(held):
            return []
        if len(rest) <= 1:
            return rest
        first, second = rest[: len(rest) // 2], rest[len(rest) // 2 :]
        late = needed(held + first, second, grown=True)
        early = needed(held + late, first, grown=bool(late))
        return early + late

    return needed(list(given), list(candidates), grown=bool(candidates))


def _preference(rule: Rule) -> int:
    """Where a rule that people wrote stands among the candidates: the money, the scenario, the market."""
    if rule.id == BUDGET:
        return 0
    return 2 if rule.origin == "market" else 1


def _described(subject: Subject, conflict: tuple[Rule, ...]) -> Conflict:
    """The conflict with its arithmetic, which may lean on every pool; sums need money to plan."""
    about_money = any(rule.id == BUDGET for rule in conflict)
    rules = tuple(named(subject, rule) for rule in conflict)
    up_to = 0 if about_money else most_money(subject)
    if subject.economics.funds.plannable < 0 and not about_money:
        return Conflict(rules, (), up_to)
    known = [rule for rule in subject.rules if rule in conflict or is_pool(rule)]
    proofs = impossible(subject.case, known, subject.economics)
    return Conflict(rules, tuple(proof.message for proof in proofs), 0 if proofs else up_to)
