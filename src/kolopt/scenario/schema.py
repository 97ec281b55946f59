"""The scenario and market schema: what may stand in a file, with units and defaults.

A scenario is read on top of its market (the root of every ``extends`` chain), so one
model describes both. Every scalar arrives as text; numbers become exact fractions.
Field docstrings become the JSON Schema that editors use. Checks across fields (unknown
tiers, overlapping phases, …) are in :mod:`kolopt.scenario.consistency`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from kolopt.money import parse_money, parse_number, parse_share

FORMAT_VERSION = 1
"""The scenario file format that this version reads and writes (key ``kolopt``)."""
DEFAULT_MARKET = "xiaohongshu"
"""The built-in market of a scenario that names none."""

ID_PATTERN = r"^[a-z][a-z0-9_-]*$"
Identifier = Annotated[str, Field(pattern=ID_PATTERN)]
"""An id: lower-case letters, digits, ``-`` and ``_``, a letter first."""


class World(StrEnum):
    """Which yields are assumed; prices and goal parameters always stay at base."""

    LOW = "low"
    BASE = "base"
    HIGH = "high"


class Record(BaseModel):
    """Base of all schema records: immutable, no unknown keys."""

    # Built on first use, and docstrings read by `export` only: half of the import time.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


def _read_date(raw: Any) -> Any:
    if isinstance(raw, date):
        return raw
    if not (isinstance(raw, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", raw)):
        raise ValueError("a date is written YYYY-MM-DD")
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise ValueError(f"{raw} is not a day of the calendar; a date is written YYYY-MM-DD") from None


Day = Annotated[date, BeforeValidator(_read_date)]


class Sourced(Record):
    """A record whose numbers share a source unless a number states its own."""

    source: str | None = None
    """Where the numbers below come from."""
    status: Literal["assumption"] | None = None
    """`assumption` when no source was found for the numbers below."""
    as_of: Day | None = None
    """The day for which the numbers hold."""
    why: str | None = None
    """The reason for this choice, shown wherever the record is explained."""


class Quantity(Record):
    """One number with its range and source. Exact; the unit is the field's."""

    base: Fraction
    low: Fraction | None = None
    high: Fraction | None = None
    source: str | None = None
    as_of: Day | None = None
    status: Literal["assumption"] | None = None
    why: str | None = None

    def in_world(self, world: World) -> Fraction | None:
        """The number in a world, or None when the record states no range for it."""
        return {World.LOW: self.low, World.BASE: self.base, World.HIGH: self.high}[world]


def _reader(
    parse: Callable[[str], Fraction], check: Callable[[Fraction], str | None]
) -> Callable[[Any], Any]:
    """A validator that reads ``2.5k`` or ``{base: 2.5k, low: …, high: …, source: …}``."""

    def number(raw: Any) -> Fraction:
        if isinstance(raw, Fraction):
            return raw
        if not isinstance(raw, str):
            raise _bad_number("a number is expected here")
        try:
            value = parse(raw)
        except ValueError as error:
            raise _bad_number(str(error)) from None
        if complaint := check(value):
            raise _bad_number(complaint)
        return value

    def read(raw: Any) -> Any:
        if isinstance(raw, Quantity):
            return raw
        return _read_record(raw, number) if isinstance(raw, Mapping) else {"base": number(raw)}

    return read


def _bad_number(reason: str) -> PydanticCustomError:
    # The reason is no template: it may quote braces from the file.
    return PydanticCustomError("number", "{reason}", {"reason": reason})


def _read_record(raw: Mapping[str, Any], number: Callable[[Any], Fraction]) -> dict[str, Any]:
    record = dict(raw)
    faults = []
    for key in ("base", "low", "high"):
        if record.get(key) is not None:
            try:
                record[key] = number(record[key])
            except PydanticCustomError as fault:
                faults.append(InitErrorDetails(type=fault, loc=(key,), input=record[key]))
    if faults:
        # Nested, so that each fault keeps its own place in the file.
        raise ValidationError.from_exception_data("number", faults)
    stated = [record[key] for key in ("low", "base", "high") if record.get(key) is not None]
    if stated != sorted(stated):
        raise _bad_number("low, base and high must be in rising order")
    return record


def _quantity_schema(pattern: str, description: str) -> WithJsonSchema:
    scalar = {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": pattern}]}
    text = {"type": ["string", "null"]}
    properties = {"base": scalar, "low": scalar, "high": scalar, "source": text, "as_of": text,
                  "status": {"enum": ["assumption", None]}, "why": text}  # fmt: skip
    record = {"type": "object", "properties": properties, "required": ["base"], "additionalProperties": False}
    return WithJsonSchema({"anyOf": [*scalar["anyOf"], record], "description": description})


def _any_value(_: Fraction) -> None:
    return None


def _whole(value: Fraction) -> str | None:
    return None if value.denominator == 1 else "a whole number is expected here"


def _positive(value: Fraction) -> str | None:
    return None if value > 0 else "a number above 0 is expected here"


def _whole_fen(value: Fraction) -> str | None:
    return None if (value * 100).denominator == 1 else "an amount of money has at most two decimals"


_NUMBER_TEXT = r"^\s*[¥￥]?\s*[0-9][0-9,]*(\.[0-9]+)?\s*[kKM万亿]?\s*$"
_SHARE_TEXT = r"^\s*[0-9]+(\.[0-9]+)?\s*[%％]?\s*$"
_HALF_LIFE_TEXT = r"^\s*([0-9][0-9,]*(\.[0-9]+)?|none)\s*$"
_MONEY_OR_SHARE_TEXT = r"^\s*[¥￥]?\s*[0-9][0-9,]*(\.[0-9]+)?\s*[kKM万亿%％]?\s*$"

Amount = Annotated[
    Quantity,
    BeforeValidator(_reader(parse_number, _any_value)),
    _quantity_schema(_NUMBER_TEXT, "a number, 0 or more"),
]
"""A number of 0 or more: yields, affinities, factors, weights."""
Positive = Annotated[
    Quantity,
    BeforeValidator(_reader(parse_number, _positive)),
    _quantity_schema(_NUMBER_TEXT, "a number above 0"),
]
"""A number above 0: audience, half-life, target."""
Whole = Annotated[
    Quantity, BeforeValidator(_reader(parse_number, _whole)), _quantity_schema(_NUMBER_TEXT, "a whole number")
]
"""A whole number: creators, days."""
Price = Annotated[
    Quantity, BeforeValidator(_reader(parse_money, _any_value)), _quantity_schema(_NUMBER_TEXT, "yuan")
]
"""Yuan before rounding: quotes."""
Money = Annotated[
    Quantity,
    BeforeValidator(_reader(parse_money, _whole_fen)),
    _quantity_schema(_NUMBER_TEXT, "yuan, at most two decimals"),
]
"""Yuan in whole fen: budgets and fixed amounts."""
Share = Annotated[
    Quantity,
    BeforeValidator(_reader(parse_share, _any_value)),
    _quantity_schema(_SHARE_TEXT, "a share: 35% or 0.35"),
]
"""A share from 0 to 1."""


def _money_or_share(raw: Any) -> Any:
    text = raw.get("base") if isinstance(raw, Mapping) else raw
    if isinstance(raw, MoneyOrShare):
        return raw
    if not isinstance(text, str):
        raise ValueError("yuan or a share is expected here")
    if text.strip().endswith(("%", "％")):
        return {"share": raw}
    if text.strip() == "1" or text.strip().startswith("0."):
        raise ValueError(f"{text} would be ¥{text}; a share is written with %, 5%")
    return {"money": raw}


class MoneyOrShare(Record):
    """An amount of money or a share of a stated whole; exactly one of the two."""

    money: Money | None = None
    share: Share | None = None


BudgetPart = Annotated[
    MoneyOrShare,
    BeforeValidator(_money_or_share),
    _quantity_schema(_MONEY_OR_SHARE_TEXT, "yuan, or a share such as 5%"),
]


class Rate(Record):
    """Points per unit: ``0.5``, ``0.5 per 1000`` or ``0.5 per 10k``."""

    points: Fraction
    per: Fraction | None = None
    """How many units cost `points`; None = the measure's own unit (model.md §6, Soft)."""


def _read_rate(raw: Any) -> Any:
    if isinstance(raw, Rate):
        return raw
    if not isinstance(raw, str):
        raise ValueError("points are expected here: 0.5 or 0.5 per 10k")
    points, _, per = raw.partition(" per ")
    record: dict[str, Fraction] = {"points": parse_number(points)}
    if per:
        record["per"] = parse_money(per)
        if record["per"] == 0:
            raise ValueError("'per' needs a number above 0")
    return record


PointRate = Annotated[
    Rate,
    BeforeValidator(_read_rate),
    WithJsonSchema(
        {"anyOf": [{"type": "number"}, {"type": "string"}], "description": "points, e.g. 0.5 per 10k"}
    ),
]


class Label(Record):
    """A display name, with its Chinese form when there is one."""

    en: str
    zh: str | None = None


def _read_label(raw: Any) -> Any:
    return {"en": raw} if isinstance(raw, str) else raw


Name = Annotated[
    Label,
    BeforeValidator(_read_label),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "properties": {"en": {"type": "string"}, "zh": {"type": "string"}},
                    "required": ["en"],
                    "additionalProperties": False,
                },
            ]
        }
    ),
]


def _read_flag(raw: Any) -> Any:
    if raw in ("true", "false"):
        return raw == "true"
    if isinstance(raw, bool):
        return raw
    raise ValueError("true or false is expected here")


Flag = Annotated[bool, BeforeValidator(_read_flag)]


class Followers(Record):
    """Follower bounds of a tier, the upper one excluded."""

    from_: Annotated[Whole, Field(alias="from")]
    """Fewest followers."""
    to: Whole | None = None
    """First follower count above the tier; none = no upper bound."""


def _factor_schema(description: str) -> WithJsonSchema:
    """One number, or numbers by key."""
    number = _quantity_schema(_NUMBER_TEXT, f"{description}, 0 or more").json_schema or {}
    table = {"type": "object", "additionalProperties": {"anyOf": [*number["anyOf"], {"type": "null"}]}}
    return WithJsonSchema(
        {"anyOf": [*number["anyOf"], table], "description": f"{description}: one, or several by key"}
    )


_read_positive = _reader(parse_number, _positive)


def _read_half_life(raw: Any) -> Any:
    return raw if raw == "none" else Quantity.model_validate(_read_positive(raw))


HalfLife = Annotated[
    Quantity | Literal["none"],
    PlainValidator(_read_half_life),
    _quantity_schema(_HALF_LIFE_TEXT, "days above 0, or none"),
]
"""Days, or ``none`` for no decay; one reader, so that a bad number is reported once."""


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


def _read_factors(raw: Any) -> Any:
    return {"flow": raw} if isinstance(raw, str) else raw


Factors = Annotated[dict[Identifier, Amount], BeforeValidator(_read_factors), _factor_schema("yield factor")]
"""Yield factors: by KPI (replaces the others for it), else by tier, else `flow`; these act on flow KPIs."""


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
    """Shape of the concave response (docs/model.md §4)."""
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
    why: str | None = None
    """The reason, shown wherever the rule is explained."""
    source: str | None = None
    """Where the rule comes from."""
    status: Literal["assumption"] | None = None
    """`assumption` when no source was found."""
    negotiable: Flag = True
    """Whether repairs may be proposed for it."""


RuleText = Annotated[RuleSpec, BeforeValidator(_read_rule)]


class PhaseBudget(Record):
    """Least and most spend of a phase; shares are of the plannable budget."""

    min: BudgetPart | None = None
    max: BudgetPart | None = None


def _read_season(raw: Any) -> Any:
    return {"all": raw} if isinstance(raw, str) else raw


Season = Annotated[
    dict[Identifier, Amount], BeforeValidator(_read_season), _factor_schema("factor on quotes")
]
"""Factor on quotes in a phase: one number (key `all`) or by tier."""


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


class PhaseKind(Sourced):
    """A kind of phase and its default weight."""

    name: Name
    weight: Amount


class Budget(Record):
    """The money."""

    total: Money
    """Yuan, everything included."""
    reserve: BudgetPart | None = None
    """Held back: an amount or a share of the total."""
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
    payee: str
    taxed: Flag = False
    """VAT comes on top where prices are exclusive."""
    on: Day | None = None
    """Day of a campaign-wide cost; default the campaign's first day."""


class Objective(Record):
    """The question: most score (with an optional hurdle), or least spend."""

    maximize: Literal["score"] | None = None
    minimize: Literal["spend"] | None = None
    hurdle: PointRate | None = None
    """Points that ¥ must bring at least: `0.5 per 10k`."""


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
    why: str
    source: str | None = None
    status: Literal["assumption"] | None = None
    limits: dict[Identifier, Amount] = Field(default_factory=dict)
    """Numbers that the check compares with."""


class Worlds(Sourced):
    """Factors on flow yields that state no range of their own."""

    low: Amount
    high: Amount


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
    objective: Objective = Objective(maximize="score")
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
    # -- usually the market's
    currency: Literal["CNY"] = "CNY"
    title: Name | None = None
    """Display name of the market."""
    as_of: Day | None = None
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
    payees: dict[Literal["creator", "platform", "media", "product", "production", "agency", "vat"], str]
    """Who is paid, per cost line; handling is always `internal`."""
    phase_kinds: dict[Identifier, PhaseKind]
    levels: dict[Identifier, LevelSet] = Field(default_factory=dict)
    categories: dict[Identifier, Category] = Field(default_factory=dict)
    aliases: dict[str, str] = Field(default_factory=dict)
    """Other names (koc, 腰部) → a selection in the rule language."""
    schemes: dict[Identifier, Scheme] = Field(default_factory=dict)
    monthly_users: Amount | None = None
    """The platform's monthly users; an audience above it is suspect."""
    lints: dict[Identifier, Lint] = Field(default_factory=dict)
