"""Names that rules may use: unique across their kinds, and none of them a word of the rule language."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kolopt.scenario.catalogue import built_offers
from kolopt.scenario.finding import Finding, unknown_value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kolopt.scenario.nodes import Path
    from kolopt.scenario.schema import Scenario

CODES = {
    "reserved-word": "an id is a word of the rule language, or a phase is called as the sums of reports",
    "ambiguous-name": "one name stands for two things",
    "bad-alias": "an alias is not one word, or its selection is empty",
}
"""Diagnostic codes of this module."""

RESERVED = (
    "and", "between", "budget", "campaign", "cash", "cost", "count", "each", "if", "in", "is", "month",
    "of", "or", "per", "phase", "score", "spend", "then", "variety",
)  # fmt: skip
"""Words of the rule language."""
SHORTHAND_KEYS = ("all", "flow")
"""Keys that stand beside tiers and KPIs in seasons and factors."""
SUM_OF_PHASES = "total"
"""Column of the sum beside those of the phases, in every report."""
OFFER_KINDS = ("creator", "media", "owned")
_WORD = re.compile(r"[^\W\d_][\w-]*")


def check_names(scenario: Scenario) -> Iterator[Finding]:
    """Reserved, ambiguous and badly aliased names."""
    seen: dict[str, str] = dict.fromkeys(OFFER_KINDS, "a kind of offer")
    for what, name, path in _names(scenario):
        if name in RESERVED or name in SHORTHAND_KEYS:
            yield Finding(
                "reserved-word", path, f"`{name}` is a word of the rule language", "choose another id"
            )
        elif name in seen:
            yield Finding("ambiguous-name", path, f"`{name}` is {seen[name]} already", "choose another id")
        else:
            seen[name] = what
    yield from _check_tags(scenario, seen)
    yield from _check_aliases(scenario, seen)
    for phase in scenario.phases:
        if phase.id in RESERVED:
            message = f"`{phase.id}` is a word of the rule language"
            yield Finding("reserved-word", ("phases", phase.id), message, "choose another id")
        elif phase.id == SUM_OF_PHASES:
            message = f"`{phase.id}` is the sum of all phases in reports"
            yield Finding("reserved-word", ("phases", phase.id), message, "choose another id")


def known_names(scenario: Scenario) -> tuple[str, ...]:
    """Every name that a selection may use, aliases aside."""
    tags = (tag for _, tag in _tags(scenario))
    return tuple(dict.fromkeys((*OFFER_KINDS, *(name for _, name, _ in _names(scenario)), *tags)))


def _names(scenario: Scenario) -> Iterator[tuple[str, str, Path]]:
    """What each name stands for, the name, and where it is defined."""
    for what, section in (
        ("a tier", "tiers"),
        ("a format", "formats"),
        ("a fit", "fits"),
        ("a deal", "deals"),
        ("a KPI", "kpis"),
    ):
        for name in getattr(scenario, section):
            yield what, name, (section, name)
    for offer in built_offers(scenario):
        yield "an offer made of tier, format, fit and deal", offer.id, ("tiers", offer.tier)
    for name in scenario.offers:
        yield "an offer", name, ("offers", name)


def _tags(scenario: Scenario) -> Iterator[tuple[Path, str]]:
    for section in ("tiers", "formats", "fits", "deals", "offers"):
        for name, record in getattr(scenario, section).items():
            for number, tag in enumerate(record.tags, 1):
                yield (section, name, "tags", str(number)), tag


def _check_tags(scenario: Scenario, names: dict[str, str]) -> Iterator[Finding]:
    for path, tag in _tags(scenario):
        if tag in RESERVED:
            yield Finding(
                "reserved-word", path, f"`{tag}` is a word of the rule language", "choose another tag"
            )
        elif tag in names and tag not in scenario.deals:
            yield Finding("ambiguous-name", path, f"`{tag}` is {names[tag]} already", "choose another tag")


def _check_aliases(scenario: Scenario, names: dict[str, str]) -> Iterator[Finding]:
    known = known_names(scenario)
    for alias, selection in scenario.aliases.items():
        path = ("aliases", alias)
        if not _WORD.fullmatch(alias):
            yield Finding(
                "bad-alias", path, f"`{alias}` is not one word", "letters, digits, - and _, a letter first"
            )
        elif alias in known or alias in RESERVED:
            taken = names.get(alias, "a tag or a word of the rule language")
            yield Finding("ambiguous-name", path, f"`{alias}` is {taken}", "choose another alias")
        for part in re.split(r"[,&]", selection):
            if not part.strip():
                yield Finding(
                    "bad-alias", path, f"`{selection}` is not a selection", "write nano, micro & paid"
                )
            else:
                yield from unknown_value(part.strip(), known, "name", path)
