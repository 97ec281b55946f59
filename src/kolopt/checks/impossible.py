"""What plain arithmetic proves impossible before any solve.

Every floor is met in the cheapest way that the caps allow, so what it is said to need, it needs
in every plan. Hence what is called impossible is so; the reverse does not hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from kolopt.checks.limits import BUDGET, is_availability, limits
from kolopt.checks.needs import by_rule, demands, together, weigh
from kolopt.checks.wording import amount, asked, money, quantity, where
from kolopt.diagnostics import Diagnostic
from kolopt.economics.measures import booked_total, coefficients, constant_of
from kolopt.money import show_money

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kolopt.checks.limits import Limit
    from kolopt.checks.needs import Demand, Need
    from kolopt.diagnostics import Position
    from kolopt.economics.tables import Economics
    from kolopt.rules.tree import Rule
    from kolopt.scenario.load import Case

CODES = {
    "nothing-plannable": "reserve and fixed costs exceed the budget",
    "floor-over-pool": "a hard rule asks for more than can be had",
    "floor-over-budget": "hard rules ask for more than the plannable budget buys",
    "floor-over-cap": "hard rules ask for more than another hard rule allows",
    "fixed-over-cap": "fixed costs alone take more cash than a hard rule allows",
    "booked-over-cap": "what is booked already is more than a hard rule allows",
}
"""Diagnostic code → meaning."""


def impossible(case: Case, rules: Sequence[Rule], economics: Economics) -> tuple[Diagnostic, ...]:
    """What leaves no plan, provably and without a solver; empty when arithmetic finds nothing.

    Args:
        case: where the budget stands.
        rules: all rules, derived ones included.
        economics: of the same scenario.
    """
    if economics.funds.plannable < 0:
        return (_nothing_plannable(case, economics),)
    read = limits(rules, economics)
    wanted = demands(read.floors, read.caps, economics)
    reach = [(demand, demand.floor.bound - demand.most()) for demand in wanted]
    met = tuple(demand for demand, missing in reach if missing == 0)
    short = [_short(case, demand, missing, read.caps, economics) for demand, missing in reach if missing]
    over = [excess for cap in read.caps if not cap.broken for excess in _over(case, cap, met, economics)]
    known = [_known_over(case, cap, economics) for cap in read.caps if cap.broken]
    return _worst([*short, *over, *known])


@dataclass(frozen=True, slots=True)
class _Proof:
    """Why there is no plan: the rules that clash, by how much, and how to say it."""

    rules: tuple[str, ...]
    excess: Fraction
    diagnostic: Diagnostic


def _worst(proofs: Sequence[_Proof]) -> tuple[Diagnostic, ...]:
    """One finding per set of clashing rules: that of the phase where they clash most."""
    worst: dict[tuple[str, ...], _Proof] = {}
    for proof in proofs:
        if proof.rules not in worst or proof.excess > worst[proof.rules].excess:
            worst[proof.rules] = proof
    return tuple(proof.diagnostic for proof in worst.values())


def _nothing_plannable(case: Case, economics: Economics) -> Diagnostic:
    funds = economics.funds
    return Diagnostic(
        "nothing-plannable",
        f"a reserve of {show_money(funds.reserve)} and fixed costs of {show_money(funds.fixed)} exceed the "
        f"budget of {show_money(funds.total)}",
        at=case.position(("budget", "total")),
        hint=f"a total above {show_money(funds.reserve + funds.fixed)} leaves money to plan",
    )


def _booked_over(case: Case, cap: Limit, economics: Economics) -> _Proof:
    """A cap that what is booked exceeds, whatever is bought beside it."""
    held = Fraction(constant_of(economics, cap.measure, cap.phases))
    cash = cap.measure.kind == "cash"
    what = f"{money(held)} of cash" if cash else amount(cap.measure, held)
    known = "is booked or fixed" if cash else "is booked"
    found = Diagnostic(
        "booked-over-cap",
        f"{cap.rule.id}: {what} {where((cap,))} {known}, "
        f"but {quantity(cap.measure, held + cap.bound)} is allowed",
        at=_place(case, cap.rule),
        hint=f"{quantity(cap.measure, -cap.bound)} too much; raise {cap.rule.id}, or cancel orders",
    )
    return _Proof((cap.rule.id,), -cap.bound, found)


def _short(
    case: Case, demand: Demand, missing: Fraction, caps: Sequence[Limit], economics: Economics
) -> _Proof:
    """A floor that even unlimited money cannot meet."""
    floor, available = demand.floor, demand.most_available()
    wanted = f"{floor.rule.id}: {asked((floor,))}"
    if available < floor.bound:
        most = quantity(floor.measure, available)
        text, cure = f"{wanted} cannot be had, only {most}", "what is available"
        blocking: tuple[str, ...] = ()
    else:
        most = quantity(floor.measure, demand.most())
        blocking = _blocking(demand, caps, economics)
        text = f"{wanted} cannot be had beside {' and '.join(blocking)}, only {most}"
        cure = " or ".join(blocking)
    found = Diagnostic(
        "floor-over-cap" if blocking else "floor-over-pool",
        text,
        at=_place(case, floor.rule),
        hint=f"ask for at most {most}, or raise {cure}",
    )
    return _Proof((floor.rule.id, *blocking), missing, found)


def _blocking(demand: Demand, caps: Sequence[Limit], economics: Economics) -> tuple[str, ...]:
    """Ids of the stated rules that cap units of a floor's lines."""
    counts = [cap for cap in caps if cap.measure.kind == "count" and not is_availability(cap)]
    touching = (
        cap.rule.id
        for cap in counts
        if not demand.lines.isdisjoint(coefficients(economics, cap.measure, cap.phases))
    )
    return tuple(dict.fromkeys(touching))


def _over(case: Case, cap: Limit, met: Sequence[Demand], economics: Economics) -> Iterator[_Proof]:
    """Floors that take more than a cap: of single rules, else of several together."""
    groups: dict[str, list[Need]] = {}
    for need in weigh(cap, met, economics):
        groups.setdefault(need.demands[0].floor.rule.id, []).append(need)
    single = [together(group) for group in groups.values()]
    alone = [need for need in single if need.amount > cap.bound]
    joint = together([need for group in groups.values() for need in group])
    for need in alone or ([joint] if joint.amount > cap.bound else []):
        rules = tuple(by_rule(need.demands))
        yield _Proof((*rules, cap.rule.id), need.amount - cap.bound, _excess(case, cap, need, economics))


def _known_over(case: Case, cap: Limit, economics: Economics) -> _Proof:
    """A cap that is exceeded whatever is bought: by fixed costs, by what is booked, or by both."""
    booked = booked_total(economics, cap.measure, cap.phases)
    return _booked_over(case, cap, economics) if booked else _fixed_over(case, cap)


def _fixed_over(case: Case, cap: Limit) -> _Proof:
    """Cash that fixed costs alone take beyond a cap."""
    too_much = money(-cap.bound)
    found = Diagnostic(
        "fixed-over-cap",
        f"{cap.rule.id}: the fixed costs due {where((cap,))} alone take {too_much} more than it allows",
        at=_place(case, cap.rule),
        hint=f"allow at least {too_much} more, or have them paid in another month",
    )
    return _Proof((cap.rule.id,), -cap.bound, found)


def _excess(case: Case, cap: Limit, need: Need, economics: Economics) -> Diagnostic:
    floors = by_rule(need.demands)
    wanted = "; ".join(f"{rule}: {asked([d.floor for d in same])}" for rule, same in floors.items())
    at = _place(case, need.demands[0].floor.rule)
    if cap.rule.id == BUDGET:
        what = "is left beside what is booked" if economics.booked else "can be planned"
        return Diagnostic(
            "floor-over-budget",
            f"{wanted}: at least {money(need.amount)} is needed, but {money(cap.bound)} {what}",
            at=at,
            hint=f"at least {money(need.amount - cap.bound)} is missing; raise the budget or ask for less",
        )
    return Diagnostic(
        "floor-over-pool" if is_availability(cap) else "floor-over-cap",
        f"{wanted}: at least {amount(cap.measure, need.amount)} {where((cap,))} is needed, but "
        f"{cap.rule.id} allows {quantity(cap.measure, cap.bound)}",
        at=at,
        hint=f"{quantity(cap.measure, need.amount - cap.bound)} too much; raise {cap.rule.id} or ask less",
    )


def _place(case: Case, rule: Rule) -> Position | None:
    """Where a rule's text stands, or the value that it was derived from."""
    origin = rule.numbers[0].origin if rule.numbers else ""
    return rule.at or (case.position(tuple(origin.split("."))) if origin else None)
