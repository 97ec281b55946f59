"""The scenario schema: a campaign on top of its market, everything that a plan depends on.

A scenario is read on top of its market (the root of every ``extends`` chain), so one model
describes both. Checks across fields (unknown tiers, overlapping phases, …) are in
:mod:`kolopt.scenario.consistency`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag

from kolopt.scenario.market_schema import (
    Category,
    Deal,
    Decay,
    Goal,
    Habit,
    Kpi,
    LevelSet,
    Lint,
    OfferSpec,
    Param,
    PhaseKind,
    PlatformFee,
    RuleText,
    Scheme,
    Terms,
    Tier,
    Variation,
    Worlds,
)
from kolopt.scenario.orders import Orders
from kolopt.scenario.quantities import (
    Amount,
    BudgetPart,
    CurrencyCode,
    Day,
    Flag,
    HurdleRate,
    Identifier,
    Money,
    Name,
    Positive,
    Prose,
    Record,
    Season,
    Share,
    Sourced,
    Whole,
)

FORMAT_VERSION = 1
"""The scenario file format that this version reads and writes (key ``kolopt``)."""
DEFAULT_MARKET = "xiaohongshu"
"""The built-in market of a scenario that names none."""


class PhaseBudget(Record):
    """Least and most spend of a phase; shares are of the plannable budget."""

    min: BudgetPart | None = None
    max: BudgetPart | None = None


class Phase(Sourced):
    """A dated stretch of the campaign; both dates included."""

    id: Identifier
    name: Name | None = None
    kind: Identifier = "always_on"
    """test, buildup, warmup, burst, tail or always_on; sets the default weight."""
    start: Day
    end: Day
    weight: Amount | None = None
    """Relative weight of the phase's score; default by kind."""
    goals: dict[Identifier, Amount] | None = None
    """Goal weights of this phase; replaces the scenario's."""
    season: Season = Field(default_factory=dict)
    budget: PhaseBudget | None = None


class Release(Record):
    """A part of the reserve that was set free."""

    amount: Money
    """Yuan."""
    on: Day
    """From this day on it can be planned with."""
    by: str
    """Who decided it."""
    why: str
    """The reason, shown with the plan."""


MODEL_CURRENCY = "CNY"
"""The currency of every price, cost line and rule."""


class Currency(Sourced):
    """The currency that figures are reported in beside CNY, and at which rate. Prices stay in CNY."""

    report: CurrencyCode
    rate: Positive
    """Yuan for one unit of the report currency."""
    buffer: Share | None = None
    """Part of a budget stated in the report currency that is kept back against a falling rate."""


def _read_model_currency(raw: Any) -> Any:
    if raw != MODEL_CURRENCY:
        raise ValueError(
            "plans are made in CNY; for reports write {report: EUR, rate: 7.85, as_of: 2026-11-01}"
        )
    return raw


def _currency_form(raw: Any) -> str:
    return "word" if isinstance(raw, str) else "record"


CurrencyChoice = Annotated[
    Annotated[Literal["CNY"], BeforeValidator(_read_model_currency), Tag("word")]
    | Annotated[Currency, Tag("record")],
    Discriminator(_currency_form),
]


class Budget(Record):
    """The money."""

    total: Money
    """Everything included; yuan, unless `in` names the report currency."""
    in_: Annotated[CurrencyCode | None, Field(alias="in")] = None
    """Currency of the amounts of this record; converted once, at the rate less the buffer."""
    reserve: BudgetPart | None = None
    """Held back: an amount or a share of the total."""
    released: tuple[Release, ...] = ()
    """What was set free of the reserve since, in the order of the decisions."""
    internal: Flag = False
    """Whether internal cost lines (handling) count against the budget."""


class Tax(Record):
    """VAT. Without it prices are taken as stated and every output says so."""

    prices: Literal["exclusive", "inclusive"]
    """Whether quotes and fees are before VAT or contain it."""
    rate: Share | None = None
    """Default: the market's."""
    lines: tuple[Literal["creator", "platform", "media", "product", "production", "agency"], ...] | None = (
        None
    )
    """Cost lines that carry VAT, never handling; default creator, platform, agency, production, media."""
    recoverable: Flag = False
    """The VAT comes back: shown apart, not counted against the budget."""


class Agency(Record):
    """An agency's fee on each unit."""

    rate: Share
    lines: tuple[Literal["creator", "platform", "media", "product", "production", "handling"], ...] = (
        "creator",
        "platform",
    )
    """Cost lines on which the fee is taken."""


class Rebate(Record):
    """A rebate on quotes."""

    rate: Share
    settled: Literal["order", "later"] = "later"
    """Only a rebate settled on the order reduces cost; any other is shown as a memo."""


class Product(Record):
    """What one creator's product costs the brand."""

    cost: Money
    shipping: Money | None = None


class FixedCost(Sourced):
    """A known cost that is not a decision."""

    name: Name | None = None
    amount: Money
    per: Literal["campaign", "month"] = "campaign"
    """month = once for each calendar month that the campaign touches."""
    payee: Prose
    taxed: Flag = False
    """VAT comes on top where prices are exclusive."""
    on: Day | None = None
    """Day of a campaign-wide cost; default the campaign's first day."""


class Objective(Record):
    """The question: most score (with an optional hurdle), or least spend."""

    maximize: Literal["score"] | None = None
    minimize: Literal["spend"] | None = None
    hurdle: HurdleRate | None = None
    """Points that ¥ must bring at least: `0.5 per 10k`."""


class Scenario(Record):
    """A scenario read on top of its market: everything that a plan depends on."""

    kolopt: Literal["1"]
    """Version of the file format."""
    name: str
    """What this campaign is, for people."""
    extends: str | None = None
    """Parent scenario, relative to this file."""
    market: str = DEFAULT_MARKET
    """A built-in market or a path relative to this file."""
    budget: Budget
    tax: Tax | None = None
    category: Identifier | None = None
    """Product category of the market; scales quotes."""
    competition: Identifier | None = None
    """Level of the market: how crowded the category is."""
    entry_stage: Identifier | None = None
    """Level of the market: how established the brand is."""
    objective: Objective = Objective.model_construct(maximize="score")
    phases: tuple[Phase, ...]
    goals: dict[Identifier, Goal]
    offers: dict[Identifier, OfferSpec] = Field(default_factory=dict)
    rules: dict[Identifier, RuleText] = Field(default_factory=dict)
    parameters: dict[Identifier, Param] = Field(default_factory=dict)
    fixed_costs: dict[Identifier, FixedCost] = Field(default_factory=dict)
    agency: Agency | None = None
    rebate: Rebate | None = None
    product: Product | None = None
    silence: dict[Identifier, str] = Field(default_factory=dict)
    """Lint code → the reason why it does not apply."""
    as_of: Day | None = None
    """The day on which is planned: what lies before it is closed. None = before the campaign."""
    orders: Orders = Field(default_factory=dict)
    """The ledger of booked units, a CSV file relative to this file."""
    # -- usually the market's
    currency: CurrencyChoice = "CNY"
    """`CNY`, or the currency of reports with its rate; prices and rules are in CNY in any case."""
    title: Name | None = None
    """Display name of the market."""
    collected: Day | None = None
    """Day for which the market's figures were collected."""
    sources: dict[str, str] = Field(default_factory=dict)
    """Short source labels, explained."""
    tiers: dict[Identifier, Tier]
    formats: dict[Identifier, Variation]
    fits: dict[Identifier, Variation]
    deals: dict[Identifier, Deal]
    kpis: dict[Identifier, Kpi]
    worlds: Worlds | None = None
    decay: Decay
    """Market-wide half-life, φ and protection; all three are required here."""
    yield_window: Whole
    """Days over which yields were measured."""
    platform_fee: PlatformFee
    vat: Share
    """The market's VAT rate, used when `tax` states none."""
    payees: dict[Literal["creator", "platform", "media", "product", "production", "agency", "vat"], Prose]
    """Who is paid, per cost line; handling is always `internal`."""
    payments: dict[str, Terms] = Field(default_factory=dict)
    """Payee → when it is paid; a payee without terms is paid in full at publication."""
    phase_kinds: dict[Identifier, PhaseKind]
    levels: dict[Identifier, LevelSet] = Field(default_factory=dict)
    categories: dict[Identifier, Category] = Field(default_factory=dict)
    aliases: dict[str, str] = Field(default_factory=dict)
    """Other names (koc, 腰部) → a selection in the rule language."""
    schemes: dict[Identifier, Scheme] = Field(default_factory=dict)
    monthly_users: Amount | None = None
    """The platform's monthly users; an audience above it is suspect."""
    lints: dict[Identifier, Lint] = Field(default_factory=dict)
    habits: dict[Identifier, Habit] = Field(default_factory=dict)
    """Rules of thumb to compare the best plan with; no plan depends on them."""

    @property
    def pursued_goals(self) -> tuple[str, ...]:
        """Ids of the goals that have a weight in the scenario or in some phase, sorted."""
        weighted = [name for name, goal in self.goals.items() if goal.weight is not None]
        weighted += [name for phase in self.phases for name in phase.goals or ()]
        return tuple(sorted(dict.fromkeys(weighted)))
