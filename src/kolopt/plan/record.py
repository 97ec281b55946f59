"""The plan record: what was decided, what it costs and brings, and the proof; immutable.

Units: money is integer fen in memory and yuan with two decimals in the file; scores are
points (0–100) with six decimals; KPIs have two decimals. The JSON form is in
:mod:`kolopt.plan.file` and documented in docs/plan-format.md.
"""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, model_serializer

from kolopt.money import fen_from_yuan, yuan

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import SerializerFunctionWrapHandler

PLAN_VERSION = 1
"""The plan file format that this version writes."""
OPTIONAL_PARTS = ("currency", "booked", "calendar", "reserve", "kept", "cash")
"""Parts that only some plans have, or that came after the first plans; without one, none is written."""


def _decimal_reader(places: int) -> Callable[[Any], Any]:
    def read(raw: Any) -> Any:
        try:
            if isinstance(raw, Fraction):
                raw = Decimal(raw.numerator) / Decimal(raw.denominator)
            number = Decimal(str(raw))
            rounded = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
        except InvalidOperation:
            rounded = Decimal("nan")
        if not rounded.is_finite():
            raise ValueError("a finite number is expected here")
        return abs(rounded) if rounded == 0 else rounded

    return read


def _read_fen(raw: Any) -> Any:
    return fen_from_yuan(raw) if isinstance(raw, str) else raw


Fen = Annotated[int, BeforeValidator(_read_fen), PlainSerializer(yuan, return_type=str)]
"""Integer fen; in the file yuan with two decimals."""
Points = Annotated[Decimal, BeforeValidator(_decimal_reader(6)), PlainSerializer(str, return_type=str)]
"""A score or weight with six decimals."""
Figure = Annotated[Decimal, BeforeValidator(_decimal_reader(2)), PlainSerializer(str, return_type=str)]
"""A KPI, stock or rule value with two decimals."""
Digest = Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]


class Part(BaseModel):
    """Base of the parts of a plan."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class OverridePart(Part):
    """One ``--set`` that the plan was made with."""

    path: str
    operator: Literal["=", "*=", "+="]
    value: str
    before: str | None
    after: str | None


class ScenarioPart(Part):
    """Which inputs the plan answers."""

    path: str
    name: str
    digest: Digest
    """Of everything that can change a number or a verdict."""
    world: Literal["low", "base", "high"]
    overrides: tuple[OverridePart, ...] = ()


class BasisPart(Part):
    """On what terms the figures are stated."""

    market: str
    currency: str
    """Of every amount in the plan."""
    prices: Literal["exclusive", "inclusive", "not stated"]
    vat_rate: str | None
    vat_recoverable: bool
    internal_in_budget: bool
    yield_window_days: int
    tiers: dict[str, str]
    """Tier → follower bounds in words."""


class CurrencyPart(Part):
    """The currency in which reports show figures beside CNY."""

    report: str
    rate: str
    """Yuan for one unit, as exact decimal text."""
    as_of: date | None
    source: str | None
    buffer: str
    """Share of a budget in this currency that is kept back against a falling rate; decimal text."""
    budget: Fen | None
    """The total as stated in this currency (cents in memory); none when the budget is in CNY."""


class Certificate(Part):
    """What was proven."""

    status: Literal["proven", "limit"]
    question: Literal["score", "spend", "score-hurdle"]
    value: str
    """Points (six decimals), or yuan (two decimals) when spend is minimised."""
    bound: str
    """No plan is better; rounded away from the value."""
    gap: str
    """|bound − value| / max(|value|, 1), a share, rounded up."""
    gap_points: str | None
    """|bound − value| in points, rounded up; none when spend is minimised."""
    score: Points
    """Score in campaign."""
    penalties: Points
    """Points lost to soft rules."""
    solver: str
    """Name and version of the solver that gave the bound."""
    stopped: Literal["closed", "time", "nodes"]


class LinePart(Part):
    """Units of one offer bought in one phase."""

    phase: str
    offer: str
    tier: str
    """The tier; ``media`` or ``owned`` for other offers."""
    count: int
    unit_cost: Fen
    """What one unit counts against the budget."""
    cost: Fen
    """count × unit_cost."""
    cost_lines: dict[str, Fen]
    """Every cost line of one unit, internal ones included; VAT that comes back is none."""


class BookedLinePart(Part):
    """Booked units of one offer in one phase: that of their publication, else that of their slot."""

    phase: str
    offer: str
    tier: str
    """The tier; ``media`` or ``owned`` for other offers."""
    count: int
    """Units that count: ordered, published and settled ones."""
    by_status: dict[str, int]
    """Status → units; of cancelled ones only the fee is in the cost."""
    cost: Fen
    """What they count against the budget, all together."""
    cost_lines: dict[str, Fen]
    """Every cost line of all of them, internal ones included."""
    vat: Fen
    """VAT on all of them: added to the cost, contained in it, or recoverable beside it."""


class BookedPart(Part):
    """What the ledger holds already; every total of the plan includes it."""

    by_status: dict[str, int]
    """Status → units in the campaign."""
    cost: Fen
    lines: tuple[BookedLinePart, ...]
    """By phase, then catalogue order."""


class ClosedPart(Part):
    """Lines of which no new units could be bought on the planning day, and why."""

    phase: str
    offers: tuple[str, ...]
    """Tiers, ``media`` or ``owned`` where all of them are meant, else ids; empty = every offer."""
    why: str


class CalendarPart(Part):
    """The day on which was planned, and what it closes."""

    as_of: date
    closed: tuple[ClosedPart, ...]


class ReleasePart(Part):
    """A part of the reserve that was set free."""

    amount: Fen
    on: date
    by: str
    why: str


class ReservePart(Part):
    """The reserve and the log of its releases; what is held of it stands in the funds."""

    agreed: Fen
    """Before anything was released."""
    released: Fen
    """By the planning day."""
    log: tuple[ReleasePart, ...]
    """Every release, also those after the planning day."""


class KeptPart(Part):
    """How this plan relates to the one that it was asked to stay close to."""

    digest: Digest
    """Of that plan."""
    margin: str
    """What was to be given up at most: points, or a percentage of the value."""
    changed: int
    """Units that differ, more and fewer added up, on lines that are open; no plan within the margin
    changes fewer."""
    lost: int
    """Its units on lines that are closed or gone, and that nobody booked."""
    given_up: Points
    """How much better the best plan found is: points, or yuan when spend is minimised."""


class FixedPart(Part):
    """One payment that is not a decision."""

    id: str
    payee: str
    on: date
    net: Fen
    vat: Fen


class FundsPart(Part):
    """Where the budget goes."""

    total: Fen
    reserve: Fen
    fixed: Fen
    plannable: Fen
    spend: Fen
    left: Fen
    """plannable − spend."""


class SpendPart(Part):
    """The decision's money that counts against the budget."""

    total: Fen
    by_tier: dict[str, Fen]
    by_phase: dict[str, Fen]
    by_cost_line: dict[str, Fen]
    by_payee: dict[str, Fen]


class OutlayPart(Part):
    """All money that leaves the brand: spend + internal + fixed."""

    total: Fen
    spend: Fen
    internal: Fen
    """Internal cost lines outside the budget."""
    fixed: Fen
    vat_recoverable: Fen
    """Recoverable VAT: paid and returned, in none of the other figures."""
    vat_contained: Fen
    """VAT inside tax-inclusive prices: a memo, already in spend."""
    rebate_later: Fen
    """Rebates settled later: a memo, not deducted."""


class CashPart(Part):
    """What is paid to outside payees, by calendar month: outlay + recoverable VAT − internal = total."""

    total: Fen
    internal: Fen
    """The brand's own team: in the outlay, but paid to nobody outside."""
    by_month: dict[str, Fen]
    """Every month (``2027-05``) from the first payment to the last."""
    by_payee: dict[str, dict[str, Fen]]
    """Payee → month → fen; months without a payment left out."""


class RangePart(Part):
    """One figure in the three worlds."""

    low: Figure
    base: Figure
    high: Figure


class KpisPart(Part):
    """What the units bought bring, at full yield."""

    total: dict[str, RangePart]
    by_phase: dict[str, dict[str, RangePart]]
    by_tier: dict[str, dict[str, RangePart]]


class UnitCostsPart(Part):
    """Cost per result in the plan's world; None where nothing is delivered."""

    basis: str
    cost: Fen
    cpm: Figure | None
    """Yuan per 1,000 exposures."""
    per_read: Figure | None
    per_engagement: Figure | None


class PhasePart(Part):
    """One phase."""

    id: str
    kind: str
    start: date
    end: date
    weight: Points
    """Share of the phase in the campaign's score."""
    creators: int
    notes: Figure
    hours: Figure
    spend: Fen
    by_tier: dict[str, int]
    """Creators by tier."""
    by_format: dict[str, int]
    by_fit: dict[str, int]
    unit_costs: UnitCostsPart
    score: Points


class GoalPart(Part):
    """One goal in one phase; phase ``campaign`` for the whole."""

    goal: str
    phase: str
    weight: Points
    """Share of the goal in the phase's score (in the campaign: weighted mean)."""
    stock: Figure | None
    """Affinity-weighted stock; none in the row of the whole campaign."""
    score: Points
    reads_as: str


class FatePart(Part):
    """Where a flow KPI of the units bought falls in time, in units of the KPI."""

    inside: Figure
    """In the campaign's phases."""
    gaps: Figure
    """Between phases."""
    cut: Figure
    """In phases beyond the protection period."""
    after: Figure
    """After the campaign's last day."""


class RulePart(Part):
    """One rule in one instance of its scope."""

    id: str
    text: str
    scope: str
    """Phase ids, or months of ``cash``, joined by +, or ``campaign``."""
    value: str
    bound: str
    """In the rule's own unit, with its sense: ``>= 22``."""
    slack: str
    holds: bool
    binding: bool
    """Holds with less than one unit of room."""
    past: bool = False
    """Booked units break it where nothing can be bought any more; it binds no plan."""
    soft: bool
    penalty: Points
    origin: Literal["scenario", "market", "derived"]
    assumed: bool
    """The bound is an assumption."""

    @model_serializer(mode="wrap")
    def _without_what_is_not(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Rules that are not past are written as before there was a calendar."""
        fields: dict[str, Any] = write(self)
        return {key: value for key, value in fields.items() if key != "past" or value}


class WarningPart(Part):
    """A finding about the plan or its inputs."""

    code: str
    severity: Literal["error", "warning", "notice"]
    message: str
    why: str = ""
    silenced: str | None = None
    """The scenario's reason for silencing it."""


class AssumptionsPart(Part):
    """How much of the plan rests on guesses."""

    assumed: int
    """Inputs with status assumption among those that the plan's lines rest on."""
    inputs: int
    """All inputs that the plan's lines rest on."""
    binding: tuple[str, ...]
    """Binding rules whose bound is an assumption: ``available-nano-specialist in test``."""


class VersionsPart(Part):
    """Software that made the plan."""

    kolopt: str
    solver: str
    pulp: str
    python: str


class LimitsPart(Part):
    """How the solve was bounded."""

    gap: str
    """As asked: points, or a percentage."""
    seconds: str | None
    nodes: int | None


class Plan(Part):
    """A plan: self-contained, so that it can be audited without any other file."""

    kolopt_plan: Literal[1]
    scenario: ScenarioPart
    versions: VersionsPart
    limits: LimitsPart
    basis: BasisPart
    currency: CurrencyPart | None = None
    """None when figures are reported in CNY alone."""
    certificate: Certificate
    lines: tuple[LinePart, ...]
    """Only lines with count > 0, by phase, then catalogue order."""
    booked: BookedPart | None = None
    """None where the scenario has no orders."""
    calendar: CalendarPart | None = None
    """None where the scenario has no planning day."""
    reserve: ReservePart | None = None
    """None where nothing of the reserve was released."""
    kept: KeptPart | None = None
    """None where no plan was to be kept."""
    fixed_costs: tuple[FixedPart, ...]
    funds: FundsPart
    spend: SpendPart
    outlay: OutlayPart
    cash: CashPart | None = None
    """None in plans of versions that did not know it."""
    kpis: KpisPart
    unit_costs: UnitCostsPart
    phases: tuple[PhasePart, ...]
    goals: tuple[GoalPart, ...]
    fate: dict[str, FatePart]
    """Flow KPI → where it falls, in the plan's world."""
    rules: tuple[RulePart, ...]
    assumptions: AssumptionsPart
    warnings: tuple[WarningPart, ...]
    inputs: dict[str, Any]
    """The resolved scenario and market, as text."""
    digest: Digest
    """Of all the above."""

    @model_serializer(mode="wrap")
    def _without_what_is_not(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Parts that a plan does not have are not written: old plans stay as they were."""
        fields: dict[str, Any] = write(self)
        return {key: value for key, value in fields.items() if key not in OPTIONAL_PARTS or value is not None}

    def counts(self) -> dict[tuple[str, str], int]:
        """(phase id, offer id) → new units, for lines with any."""
        return {(line.phase, line.offer): line.count for line in self.lines}

    @property
    def all_lines(self) -> tuple[LinePart | BookedLinePart, ...]:
        """The new units, then what is booked; a phase and offer may stand in both."""
        return (*self.lines, *(self.booked.lines if self.booked else ()))

    def document(self) -> dict[str, Any]:
        """The resolved inputs as this version reads them.

        A plan without a calendar has no planning day: an ``as_of`` in its inputs is, under the key
        that markets used first, the day of the market's figures.
        """
        if self.calendar is not None or "as_of" not in self.inputs:
            return self.inputs
        return {("collected" if key == "as_of" else key): value for key, value in self.inputs.items()}
