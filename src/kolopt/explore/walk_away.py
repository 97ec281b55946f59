"""The walk-away price: the quote above which no best plan buys a tier in a phase."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from kolopt.economics.costs import quote, season_factor
from kolopt.explore.subject import TIE
from kolopt.model.near import with_row
from kolopt.model.program import Row
from kolopt.money import decimal_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from kolopt.explore.subject import Best, Subject
    from kolopt.model.program import Program
    from kolopt.scenario.catalogue import Offer
    from kolopt.scenario.schema import Phase

FINE = 10**9
"""A season's factor is stated in steps of one over this: finer than one yuan of any quote."""

FREE = 1
"""Yuan: the least quote that is tried."""

DEAREST = 10**8
"""Yuan: the highest quote that is tried."""

SURE_NODES = 500
"""Branch-and-bound nodes for one decision at the finest gap."""

Verdict = Literal["in", "out", "either"]
"""Whether the best plan buys the line; "either" where the gap leaves it open."""


@dataclass(frozen=True, slots=True)
class WalkAway:
    """At which quote a line enters or leaves the best plan.

    Attributes:
        path: the value whose quote is moved: an offer's own, or a tier's season in the phase.
        unit: id of the offer whose quote is stated; others of its tier ask for their part of it.
        now: the quote now, yuan.
        enters: at this quote (yuan) and the plan's other inputs the best plan buys the line; None
            when it does not even at ¥1.
        leaves: at this quote it does not; None when no price drives it out. A yuan above
            ``enters``, unless the gap blurs it.
        at: the override that sets the quote ``enters``, "" when there is none.
        beside_free: creators who ask for nothing were asked about too; they are left aside.
    """

    path: str
    unit: str
    now: float
    enters: int | None
    leaves: int | None
    at: str
    beside_free: bool = False


@dataclass(frozen=True, slots=True)
class _Price:
    """One quote that decides about some lines: how it is set, whose it is, and what it is now, in yuan."""

    path: str
    unit: str
    now: Fraction
    override: Callable[[int], str]


def walk_away(subject: Subject, offers: tuple[str, ...], phase: str) -> WalkAway | None:
    """The quote up to which a best plan has at least one unit of the offers in the phase.

    A quote is decided by two exact solves: the best plan with none of them, and the best with
    at least one at that quote.

    Args:
        subject: a scenario that has a plan.
        offers: ids; of one tier without quotes of their own, or one offer with its own quote. Creators
            who ask for nothing, as for gifts, are left aside: no price drives them out.
        phase: where.

    Returns:
        None where more than one quote decides.

    Raises:
        LimitError, SolverError: as :func:`kolopt.planning.optimize`.
    """
    free = _free(subject, offers)
    asking = tuple(offer for offer in offers if offer not in free)
    found = _found(subject, asking, phase)
    return replace(found, beside_free=True) if found and free else found


def _free(subject: Subject, offers: tuple[str, ...]) -> tuple[str, ...]:
    """Offers built from a tier whose season moves no quote, for they ask for none."""
    built = (o for o in subject.economics.offers if o.id in offers and o.spec is None)
    return tuple(o.id for o in built if o.kind == "creator" and quote(subject.case.scenario, o) == 0)


def _found(subject: Subject, offers: tuple[str, ...], phase: str) -> WalkAway | None:
    price = _price(subject, offers, phase)
    if price is None:
        return None
    decide = _Decision(subject, offers, phase, price)
    if decide.required:
        return WalkAway(price.path, price.unit, float(price.now), round(price.now), None, "")
    now = max(FREE, round(price.now))
    enters = _last(FREE, now, lambda quote: decide(quote) == "in")
    if enters is None:
        first = _first(FREE, now, lambda quote: decide(quote) == "out")
        return WalkAway(price.path, price.unit, float(price.now), None, first, "")
    leaves = _first(enters + 1, enters + 1, lambda quote: decide(quote) == "out")
    return WalkAway(price.path, price.unit, float(price.now), enters, leaves, price.override(enters))


def quotes(subject: Subject, offers: tuple[str, ...]) -> tuple[str, ...]:
    """Paths of the quotes that set the prices of some offers: their own, or their tiers'."""
    paths = []
    for offer in subject.economics.offers:
        if offer.id in offers and offer.kind == "creator":
            own = offer.spec is not None and offer.spec.quote is not None
            paths.append(f"offers.{offer.id}.quote" if own else f"tiers.{offer.tier}.quote")
    return tuple(dict.fromkeys(paths))


def _last(least: int, near: int, holds: Callable[[int], bool]) -> int | None:
    """The largest whole number at which a condition that fails from some number on holds."""
    if not holds(least):
        return None
    low, high = least, near
    while holds(high):
        low, high = high, high * 2
        if high > DEAREST:
            return low
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def _first(least: int, near: int, holds: Callable[[int], bool]) -> int | None:
    """The smallest whole number of ``least`` or more from which on a condition holds."""
    if holds(least):
        return least
    low, high, step = least, near, 1
    while not holds(high):
        low, high, step = high, high + step, step * 2
        if high > DEAREST:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


class _Decision:
    """Whether the best plan buys the lines at a quote; a plan found starts the next solve."""

    def __init__(self, subject: Subject, offers: tuple[str, ...], phase: str, price: _Price) -> None:
        self._subject = subject
        self._price = price
        places = ((p.id, offer.id) for p in subject.economics.phases for offer in subject.economics.offers)
        self._lines = tuple(i for i, (p, o) in enumerate(places) if p == phase and o in offers)
        self._start: tuple[int, ...] | None = subject.vector(subject.plan.counts)
        self._known: dict[int, Verdict] = {}
        without = self._with_count(subject.program, None, 0)
        self._without = self._solve(subject, without, fine=True)

    @property
    def required(self) -> bool:
        """Whether no plan can do without the lines."""
        return self._without is None

    def __call__(self, quote: int) -> Verdict:
        if quote not in self._known:
            self._known[quote] = self._decided(quote)
        return self._known[quote]

    def _decided(self, quote: int) -> Verdict:
        # A price changes no rule; read again, the rules would include those that the subject goes without.
        changed = self._subject.patched(self._price.override(quote)).with_rules(self._subject.rules)
        program = self._with_count(changed.program, 1, None)
        verdict = self._compared(self._solve(changed, program, fine=False))
        return verdict if verdict != "either" else self._compared(self._solve(changed, program, fine=True))

    def _compared(self, best: Best | None) -> Verdict:
        """A tie counts as in: such a plan is one of the best."""
        if best is None or self._without is None or best.bound < self._without.value - TIE:
            return "out"
        return "in" if best.value >= self._without.bound - TIE else "either"

    def _with_count(self, program: Program, least: int | None, most: int | None) -> Program:
        terms = tuple((line, 1) for line in self._lines)
        return with_row(program, Row("asked", "asked", terms, least, most))

    def _solve(self, subject: Subject, program: Program, *, fine: bool) -> Best | None:
        limits = subject.limits
        if fine:
            limits = replace(limits, gap_absolute=0.0, gap_relative=0.0, nodes=SURE_NODES)
        best = subject.solved(program, limits, self._start)
        if best is not None:
            self._start = subject.vector(best.counts)
        return best


def _price(subject: Subject, offers: tuple[str, ...], phase: str) -> _Price | None:
    scenario = subject.case.scenario
    records = [offer for offer in subject.economics.offers if offer.id in offers]
    own = [offer for offer in records if offer.spec is not None and offer.spec.quote is not None]
    if len(own) == 1 == len(records):
        path = f"offers.{own[0].id}.quote"
        spec = own[0].spec
        assert spec is not None
        assert spec.quote is not None
        return _Price(path, own[0].id, spec.quote.base, lambda asked: f"{path}={asked}")
    built = [offer for offer in records if offer.kind == "creator" and offer not in own]
    tiers = tuple(dict.fromkeys(offer.tier for offer in built))
    if own or len(tiers) != 1 or len(built) < len(records):
        return None
    stretch = next(p for p in scenario.phases if p.id == phase)
    asks = quote(scenario, built[0])
    return _season_price(subject, stretch, built[0], asks) if asks else None


def _season_price(subject: Subject, phase: Phase, offer: Offer, asks: Fraction) -> _Price:
    """A tier's quotes in one phase, told by those of one offer of it.

    Moved is the tier's season there, stated beside what the phase states already.

    Args:
        subject: the scenario.
        phase: where.
        offer: the one whose quote is told.
        asks: that quote before season, yuan.
    """
    tier = offer.tier
    documents = {record["id"]: record for record in subject.case.document["phases"]}
    stated = documents[phase.id].get("season")
    path = f"phases.{phase.id}.season"

    def override(asked: int) -> str:
        factor = decimal_text(Fraction(round(Fraction(asked) / asks * FINE), FINE))
        if stated is None or isinstance(stated, dict):
            return f"{path}.{tier}={factor}"
        others = "".join(
            f"{name}: {decimal_text(v.base)}, " for name, v in phase.season.items() if name != tier
        )
        return f"{path}={{{others}{tier}: {factor}}}"

    return _Price(f"{path}.{tier}", offer.id, asks * season_factor(offer, phase), override)
