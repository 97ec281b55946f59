"""The columns of the schedule: what is bought, its unit prices, and costs as formulas over both."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from kolopt.economics.costs import COST_LINES, quote, season_factor, unit_cost
from kolopt.money import to_fen
from kolopt.plan.record import LinePart
from kolopt.report.table import Count, Day, Money, Phrase, Term, word
from kolopt.report.xlsx.schedule import Column, Schedule
from kolopt.scenario.catalogue import catalogue
from kolopt.scenario.payments import INTERNAL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kolopt.economics.costs import UnitCost
    from kolopt.plan.record import BookedLinePart, Plan
    from kolopt.report.table import Cell
    from kolopt.report.xlsx.schedule import Heading
    from kolopt.scenario.catalogue import Offer
    from kolopt.scenario.schema import Phase, Scenario

    Line: TypeAlias = LinePart | BookedLinePart

NEW = "new"
"""Id of the state of units that are still to be booked."""


def schedule(plan: Plan, scenario: Scenario) -> Schedule:
    """The schedule of a plan.

    Args:
        plan: whose lines stand in it.
        scenario: the plan's inputs, for list prices and what an offer is.
    """
    counted, beside = _budget_lines(plan), _internal_lines(plan)
    offers = {offer.id: offer for offer in catalogue(scenario)}
    units = _unit_costs(plan, scenario, offers)
    payees: dict[str, str] = {"handling": INTERNAL}
    payees |= {line: payee for line, payee in scenario.payees.items()}
    return Schedule(
        columns=(
            *_identity(plan, scenario, offers),
            *_units(plan, "unit-prices", counted),
            *_costs(plan, "costs", counted, payees),
            *_totals(plan, counted, units),
            *_units(plan, "internal", beside),
            *_costs(plan, "internal", beside, payees),
            *_keys(plan, offers),
        ),
        new=len(plan.lines),
        payees=payees,
        spend="net" if plan.basis.vat_recoverable else "gross",
    )


def _budget_lines(plan: Plan) -> tuple[str, ...]:
    """The cost lines that count against the budget, VAT last."""
    return tuple(line for line in COST_LINES if line in plan.spend.by_cost_line)


def _internal_lines(plan: Plan) -> tuple[str, ...]:
    """The cost lines beside the budget."""
    used = dict.fromkeys(line for part in plan.all_lines for line in part.cost_lines)
    return tuple(line for line in COST_LINES if line in used and line not in plan.spend.by_cost_line)


def _unit_costs(plan: Plan, scenario: Scenario, offers: Mapping[str, Offer]) -> tuple[UnitCost, ...]:
    phases = {phase.id: phase for phase in scenario.phases}
    return tuple(unit_cost(scenario, offers[line.offer], phases[line.phase]) for line in plan.lines)


def _identity(plan: Plan, scenario: Scenario, offers: Mapping[str, Offer]) -> tuple[Column, ...]:
    phases = {phase.id: phase for phase in scenario.phases}

    def column(name: str, cell: Callable[[Line, Offer, Phase], Cell]) -> Column:
        cells = tuple(cell(line, offers[line.offer], phases[line.phase]) for line in plan.all_lines)
        return Column(name, "line", word(name), cells)

    columns = (
        column("phase", lambda line, offer, phase: Term("phase", line.phase)),
        column("first-day", lambda line, offer, phase: Day(phase.start)),
        column("last-day", lambda line, offer, phase: Day(phase.end)),
        column("cooperation", lambda line, offer, phase: _cooperation(offer)),
        column("tier", lambda line, offer, phase: Term("tier", line.tier)),
        column("fit", lambda line, offer, phase: Term("fit", offer.fit) if offer.fit else None),
        column("creator-name", lambda line, offer, phase: Term("offer", line.offer) if offer.spec else None),
    )
    list_price = column("list-price", lambda line, offer, phase: _list_price(scenario, offer, phase))
    units = tuple(Count(line.count) for line in plan.all_lines)
    total = Count(sum(line.count for line in plan.all_lines))
    state = column("state", lambda line, offer, phase: word(f"state-{_state(line)}"))
    return (
        *columns,
        Column("count", "line", word("count"), units, total=total),
        list_price,
        *((state,) if plan.booked else ()),
    )


def _state(line: Line) -> str:
    return NEW if isinstance(line, LinePart) else "booked"


def _cooperation(offer: Offer) -> Cell:
    if offer.kind != "creator":
        return word(f"cooperation-{offer.kind}")
    kind = "registered" if offer.registered else "unregistered"
    return Phrase(
        f"cooperation-{kind}", {"format": Term("format", offer.format), "deal": Term("deal", offer.deal)}
    )


def _list_price(scenario: Scenario, offer: Offer, phase: Phase) -> Cell:
    asked = quote(scenario, offer) * season_factor(offer, phase)
    return Money(to_fen(asked)) if asked else None


def _units(plan: Plan, band: str, names: tuple[str, ...]) -> tuple[Column, ...]:
    headings = {"creator": word("net-price")}
    if band == "internal":
        headings = dict.fromkeys(names, word("unit-price"))

    def column(name: str) -> Column:
        prices: list[Cell] = [Money(line.cost_lines.get(name, 0)) for line in plan.lines]
        prices += [None for _ in plan.all_lines[len(plan.lines) :]]
        return Column(f"unit-{name}", band, headings.get(name, Term("cost_line", name)), tuple(prices))

    return tuple(map(column, names))


def _costs(plan: Plan, band: str, names: tuple[str, ...], payees: Mapping[str, str]) -> tuple[Column, ...]:
    def column(name: str) -> Column:
        amounts = tuple(_times(line) * line.cost_lines.get(name, 0) for line in plan.all_lines)
        told = {"line": Term("cost_line", name), "payee": Term("payee", payees[name])}
        return _money(name, band, Phrase("paid-to", told), amounts, _OF_UNITS.format(name))

    return tuple(map(column, names))


def _times(line: Line) -> int:
    """How often a line's cost lines count: those of booked units stand for all of them."""
    return line.count if isinstance(line, LinePart) else 1


def _totals(plan: Plan, counted: tuple[str, ...], units: tuple[UnitCost, ...]) -> tuple[Column, ...]:
    """Net, VAT and gross of each line; one amount where the scenario does not state a VAT basis.

    VAT that prices contain, or that comes back, is in no cost line of its own amount; it is stated
    per unit beside the totals. Where it comes back, what counts against the budget is the net amount.
    """
    spend = tuple(line.cost for line in plan.all_lines)
    costs = ",".join(f"{{{name}}}" for name in counted) or "0"
    if plan.basis.prices == "not stated":
        return (_money("gross", "totals", word("spend"), spend, f"=ROUND(SUM({costs}),2)"),)
    back = plan.basis.vat_recoverable
    own_line = plan.basis.prices == "exclusive" and not back and "vat" in counted
    vat = tuple(map(_vat, units))
    tax = tuple(line.count * fen for line, fen in zip(plan.lines, vat, strict=True))
    tax += tuple(line.vat for line in plan.booked.lines) if plan.booked else ()
    net = spend if back else tuple(whole - part for whole, part in zip(spend, tax, strict=True))
    untaxed = f"=ROUND(SUM({costs}),2)" if back else f"=ROUND(SUM({costs})-{{tax}},2)"
    gross = tuple(map(sum, zip(net, tax, strict=True)))
    columns = (
        _money("net", "totals", word("net"), net, untaxed),
        _money("tax", "totals", word("vat"), tax, "={vat}" if own_line else _OF_UNITS.format("tax")),
        _money("gross", "totals", word("gross"), gross, "=ROUND({net}+{tax},2)"),
    )
    if own_line:
        return columns
    stated: list[Cell] = [*map(Money, vat), *(None for _ in tax[len(vat) :])]
    return (Column("unit-tax", "totals", word("unit-vat"), tuple(stated)), *columns)


def _vat(unit: UnitCost) -> int:
    """VAT of one unit, whether it is a cost line, contained in the price, or comes back; fen."""
    return unit.vat_contained or unit.vat_recoverable or unit.total(("vat",))


_OF_UNITS = "=ROUND({{count}}*{{unit-{}}},2)"
"""Formula of an amount that is stated per unit; what is booked is stated as a whole."""


def _money(name: str, band: str, heading: Heading, amounts: tuple[int, ...], formula: str) -> Column:
    return Column(name, band, heading, tuple(map(Money, amounts)), formula, Money(sum(amounts)))


def _keys(plan: Plan, offers: Mapping[str, Offer]) -> tuple[Column, ...]:
    """Ids by which tables add up; names may be equal, ids never are."""
    keys: dict[str, Callable[[Line, Offer], str]] = {
        "phase": lambda line, offer: line.phase,
        "tier": lambda line, offer: line.tier,
        "offer": lambda line, offer: line.offer,
        "kind": lambda line, offer: offer.kind,
        "format": lambda line, offer: offer.format,
        "fit": lambda line, offer: offer.fit,
        **({"state": lambda line, offer: _state(line)} if plan.booked else {}),
    }
    return tuple(
        Column(
            f"{name}-id",
            "ids",
            word(f"id-{name}"),
            tuple(key(line, offers[line.offer]) or None for line in plan.all_lines),
        )
        for name, key in keys.items()
    )
