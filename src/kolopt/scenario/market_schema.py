"""What a market states: tiers, formats, deals, offers, KPIs, goals, rules, levels, lints.

A scenario may override or add any of it; :mod:`kolopt.scenario.schema` puts both together.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from kolopt.scenario.quantities import (
    Amount,
    Factors,
    Flag,
    HalfLife,
    Identifier,
    Money,
    Name,
    PointRate,
    Positive,
    Price,
    Prose,
    Record,
    Share,
    Sourced,
    Whole,
)


class Followers(Record):
    """Follower bounds of a tier, the upper one excluded."""

    from_: Annotated[Whole, Field(alias="from")]
    """Fewest followers."""
    to: Whole | None = None
    """First follower count above the tier; none = no upper bound."""


class Decay(Record):
    """How a unit's effect spreads over time; what is missing is looked up further out."""

    half_life: HalfLife | None = None
    """Days after which half of the remaining effect is left; `none` = no decay."""
    at_publication: Share | None = None
    """φ: the share of a flow that comes at publication."""
    protection_days: Whole | None = None
    """Days after which a note may be gone; nothing is counted later."""


class Available(Record):
    """How many units can be had; a bare number is per phase."""

    phase: Whole | None = None
    """Most units in each phase."""
    campaign: Whole | None = None
    """Most units over the campaign."""
    specialists: Whole | None = None
    """Of a tier's pool per phase, how many creators are specialists."""


def _read_available(raw: Any) -> Any:
    return {"phase": raw} if isinstance(raw, str) else raw


Availability = Annotated[Available, BeforeValidator(_read_available)]


class Instalment(Record):
    """A part of what a payee is owed, and when it is due."""

    share: Share
    """Of the amount; the shares of all instalments add up to 100 %."""
    at: Literal["order", "publication"]
    """Due on the day of the order (publication less `lead_days`) or of publication."""
    days: Whole | None = None
    """Days after that; 0 when not stated."""


class PaymentTerms(Sourced):
    """When a payee is paid. A bare list is its instalments."""

    terms: tuple[Instalment, ...]


def _read_terms(raw: Any) -> Any:
    return {"terms": raw} if isinstance(raw, (list, tuple)) else raw


Terms = Annotated[PaymentTerms, BeforeValidator(_read_terms)]


class Tier(Sourced):
    """A follower band."""

    name: Name
    """Display name."""
    followers: Followers
    """Follower bounds; printed with every plan."""
    quote: Price
    """Yuan for one picture note by a paid specialist, before the platform's fee."""
    yields: dict[Identifier, Amount]
    """What one picture note brings over its lifetime, per KPI."""
    handling: Money | None = None
    """The team's own cost for one creator, in yuan."""
    available: Availability | None = None
    """The pool of creators."""
    decay: Decay | None = None
    """Overrides the market's decay."""
    lead_days: Whole | None = None
    """Days between order and publication."""
    booking_threshold: Whole | None = None
    """Fewest followers that the official marketplace books."""
    tags: tuple[Identifier, ...] = ()
    """Further names by which rules may select this tier."""


class Variation(Sourced):
    """A format or a fit: how it changes quote and yields."""

    name: Name
    price: Amount | None = None
    """Factor on the quote."""
    yields: Factors = Field(default_factory=dict)
    """Factor on yields: one number for all flow KPIs, or by tier or KPI."""
    tags: tuple[Identifier, ...] = ()
    """Further names by which rules may select it."""


class Deal(Variation):
    """How a creator is engaged."""

    registered: Flag
    """Booked through the official marketplace: its fee is due and the note is marked as commercial."""
    tiers: tuple[Identifier, ...] | None = None
    """Tiers for which the deal exists; none = all."""
    available: Availability | None = None
    """Most units of each offer under this deal; within the tier's pool."""
    needs_product: Flag = False
    """The scenario must state what the product costs."""
    payments: dict[str, Terms] = Field(default_factory=dict)
    """Payee → terms under this deal, where they differ from the payee's own."""


class OfferSpec(Sourced):
    """What one unit of money buys: a creator's note, ¥1,000 of media, or a note of the brand's own."""

    kind: Literal["creator", "media", "owned"] = "creator"
    """Only creator units are counted by count()."""
    name: Name | None = None
    tier: Identifier | None = None
    """Tier of a creator."""
    format: Identifier | None = None
    """Format of a creator's note."""
    fit: Identifier = "specialist"
    deal: Identifier = "paid"
    registered: Flag | None = None
    """Overrides the deal's; a paid line that is not registered needs a reason (`why`)."""
    quote: Price | None = None
    """Final quote in yuan: no factor is applied."""
    yields: dict[Identifier, Amount] = Field(default_factory=dict)
    """Final yields per KPI; a creator's KPIs that are not named come from tier, format, fit and deal."""
    media: Money | None = None
    """Media money of one unit, yuan."""
    production: Money | None = None
    """Content that the brand makes for one unit, yuan."""
    handling: Money | None = None
    """Overrides the tier's handling, yuan."""
    available: Availability | None = None
    """Own availability; the offer then stands outside its tier's pool."""
    decay: Decay | None = None
    lead_days: Whole | None = None
    tags: tuple[Identifier, ...] = ()


class Kpi(Record):
    """A measured quantity."""

    name: Name
    kind: Literal["flow", "presence", "effort", "sum"]
    """flow = delivered once; presence = stands until it decays; effort = the team's hours; sum of others."""
    of: tuple[Identifier, ...] = ()
    """The KPIs that a sum adds."""


class Anchor(Record):
    """A point of the response curve known from a past campaign."""

    stock: Positive
    """Affinity-weighted stock of one phase, or of `phases` phases."""
    score: Share
    """The score that it was worth, as a share of 100."""
    phases: Whole | None = None
    """Over how many phases the stock was measured; 1 when not stated."""


def _read_goal(raw: Any) -> Any:
    return {"weight": raw} if isinstance(raw, str) else raw


class GoalSpec(Sourced):
    """A goal: what feeds it and how its score responds. A bare number in a scenario is its weight."""

    name: Name
    weight: Amount | None = None
    """Relative weight; none = the goal is not pursued."""
    metric: dict[Identifier, Amount]
    """KPI → coefficient; the unit of the goal's stock."""
    affinity: dict[Identifier, Amount]
    """By offer or tier: how well a unit of the metric from there serves the goal."""
    response: Literal["reach", "saturation", "share", "linear"]
    """Shape of the concave response (docs/model.md#goals-and-scores)."""
    audience: Positive | None = None
    """A of `reach`."""
    half_at: Positive | None = None
    """H of `saturation`."""
    rivals: Positive | None = None
    """C of `share`."""
    target: Positive | None = None
    """T of `linear`."""
    anchor: Anchor | None = None
    """Instead of the parameter."""
    over: Literal["phase", "campaign"] = "phase"
    """Whether the stock is kept per phase, or once for the campaign without decay."""


Goal = Annotated[GoalSpec, BeforeValidator(_read_goal)]


def _read_rule(raw: Any) -> Any:
    return {"rule": raw} if isinstance(raw, str) else raw


class RuleSpec(Record):
    """A named condition on the plan. A bare string is a hard rule."""

    rule: str
    """The rule's text (docs/rules.md)."""
    soft: PointRate | None = None
    """Points lost per missing unit; none = hard."""
    why: Prose | None = None
    """The reason, shown wherever the rule is explained."""
    source: str | None = None
    """Where the rule comes from."""
    status: Literal["assumption"] | None = None
    """`assumption` when no source was found."""
    negotiable: Flag = True
    """Whether repairs may be proposed for it."""


RuleText = Annotated[RuleSpec, BeforeValidator(_read_rule)]


class PhaseKind(Sourced):
    """A kind of phase and its default weight."""

    name: Name
    weight: Amount


class Parameter(Sourced):
    """A number that rules refer to as $name; number or share, as the rule needs."""

    base: str


def _read_parameter(raw: Any) -> Any:
    return {"base": raw} if isinstance(raw, str) else raw


Param = Annotated[Parameter, BeforeValidator(_read_parameter)]


class LevelSet(Sourced):
    """Named levels that set parameters together."""

    default: Identifier
    options: dict[Identifier, dict[Identifier, Param]]
    """Level → parameter → value."""


class Category(Sourced):
    """A product category."""

    name: Name
    price: Amount
    """Factor on quotes."""


class PlatformFee(Sourced):
    """The marketplace's fee, as a share of the quote."""

    rate: Share


class Scheme(Record):
    """Another tier scheme in use on the market, for orientation."""

    name: Name
    source: str | None = None
    bands: dict[str, str]
    """Band → follower bounds, as its users write them."""


class Lint(Record):
    """A check on good practice: why, from where, how strict."""

    severity: Literal["error", "warning", "notice"] = "warning"
    why: Prose
    source: str | None = None
    status: Literal["assumption"] | None = None
    limits: dict[Identifier, Amount] = Field(default_factory=dict)
    """Numbers that the check compares with."""


class Worlds(Sourced):
    """Factors on flow yields that state no range of their own."""

    low: Amount
    high: Amount


class Habit(Sourced):
    """A rule of thumb that splits creators over tiers, whatever the goals say (`compare --habits`)."""

    name: Name
    of: Literal["spend", "creators"] = "spend"
    """What is split: the money, or the number of creators."""
    tiers: dict[Identifier, Amount]
    """Tier → its part, relative to the other parts."""
