"""The names that a rule may use, looked up in one scenario: selections, phases, goals, KPIs, parameters."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kolopt.diagnostics import did_you_mean
from kolopt.rules.faults import RuleTextError
from kolopt.rules.parse import parse_selection
from kolopt.rules.tree import Scope
from kolopt.scenario.catalogue import Offer, catalogue
from kolopt.scenario.payments import due_months

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kolopt.rules.syntax import ScopePhrase, Selection, Word
    from kolopt.scenario.parameters import Resolved
    from kolopt.scenario.schema import Scenario

CODES = {
    "unknown-name": "a selection uses a name that is no tier, format, fit, deal, offer, kind, tag or alias",
    "unknown-phase": "a scope names a phase that the scenario does not have",
    "unknown-month": "a scope names no month, or one in which nothing can fall due",
    "scope-form": "cash is bounded by phase, or another measure by month",
    "repeated-name": "a phase, a month or a selection is listed twice where that has no meaning",
    "empty-selection": "a selection matches no offer",
}
"""Codes of the findings made here, and what they mean."""

COST_LINES = ("creator", "platform", "media", "product", "production", "handling", "agency", "vat")
"""Cost lines in their order on a bill (docs/model.md#money)."""
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Names:
    """All names of one scenario.

    Attributes:
        offers: offer id → offer, in catalogue order.
        labels: every selecting name, aliases included → ids of the offers it selects (for membership only).
        phases: phase ids by date.
        months: those in which a payment can fall due, in rising order.
        kpis: ids of the KPIs.
        goals: ids of the goals that some phase pursues.
        parameters: name → value.
    """

    offers: Mapping[str, Offer]
    labels: Mapping[str, frozenset[str]]
    phases: tuple[str, ...]
    months: tuple[str, ...]
    kpis: tuple[str, ...]
    goals: tuple[str, ...]
    parameters: Mapping[str, Resolved]

    def select(self, selection: Selection) -> tuple[str, ...]:
        """Ids of the selected offers in catalogue order; each comma-separated part must match some.

        Raises:
            RuleTextError: a name is unknown, or a part matches no offer.
        """
        chosen = dict.fromkeys(offer for part in selection for offer in self._both(part))
        return tuple(offer for offer in self.offers if offer in chosen)

    def _both(self, part: tuple[Word, ...]) -> tuple[str, ...]:
        for word in part:
            if word.text not in self.labels:
                raise RuleTextError(
                    "unknown-name",
                    f"`{word.text}` is no tier, format, fit, deal, offer, tag or alias",
                    did_you_mean(word.text, self.labels),
                    start=word.start,
                    end=word.end,
                )
        matched = tuple(o for o in self.offers if all(o in self.labels[word.text] for word in part))
        if not matched:
            text = " & ".join(word.text for word in part)
            hint = "`&` needs both at once; for either of them write `,`" if len(part) > 1 else "leave it out"
            raise RuleTextError(
                "empty-selection", f"no offer is `{text}`", hint, start=part[0].start, end=part[-1].end
            )
        return matched

    def scope(self, phrase: ScopePhrase | None, *, monthly: bool = False) -> Scope:
        """The phases (or months) that a scope stands for; without one, the campaign.

        Args:
            phrase: as written.
            monthly: what is measured is totalled over months.

        Raises:
            RuleTextError: a phase or month is unknown, listed twice, or not what is asked for.
        """
        known = self.months if monthly else self.phases
        if phrase is None or phrase.kind == "campaign":
            return Scope("in campaign", (known,), campaign=True)
        if phrase.kind != "named":
            if monthly != (phrase.kind == "each month"):
                raise _wrong_scope(phrase.start, phrase.end, monthly=monthly)
            return Scope(f"in {phrase.kind}", tuple((name,) for name in known))
        find = self._month if monthly else self._phase
        instances: list[tuple[str, ...]] = []
        for group in phrase.groups:
            instance = _instance(group, known, find)
            if instance in instances:
                raise _repeated(group[0])
            instances.append(instance)
        text = ", ".join(" + ".join(word.text for word in group) for group in phrase.groups)
        return Scope(f"in {text}", tuple(instances))

    def _phase(self, word: Word) -> str:
        if word.text[0].isdigit():
            raise _wrong_scope(word.start, word.end, monthly=False)
        if word.text not in self.phases:
            hint = did_you_mean(word.text, self.phases)
            raise _unknown("unknown-phase", f"there is no phase `{word.text}`", hint, word)
        return word.text

    def _month(self, word: Word) -> str:
        if not word.text[0].isdigit():
            raise _wrong_scope(word.start, word.end, monthly=True)
        if not _MONTH.fullmatch(word.text):
            hint = "a month is written 2027-05"
            raise _unknown("unknown-month", f"`{word.text}` is not a month", hint, word)
        if word.text not in self.months:
            hint = f"payments fall due from {self.months[0]} to {self.months[-1]}" if self.months else ""
            raise _unknown("unknown-month", f"nothing can fall due in {word.text}", hint, word)
        return word.text


def _instance(
    group: tuple[Word, ...], known: tuple[str, ...], find: Callable[[Word], str]
) -> tuple[str, ...]:
    named: list[str] = []
    for word in group:
        name = find(word)
        if name in named:
            raise _repeated(word)
        named.append(name)
    return tuple(name for name in known if name in named)


def _unknown(code: str, message: str, hint: str, word: Word) -> RuleTextError:
    return RuleTextError(code, message, hint, start=word.start, end=word.end)


def _wrong_scope(start: int, end: int, *, monthly: bool) -> RuleTextError:
    if monthly:
        message = "`cash` is totalled by calendar month, not by phase"
        hint = "write `in 2027-05`, `in each month` or `in campaign`"
    else:
        message, hint = "only `cash` is totalled by month", "name phases, `in each phase` or `in campaign`"
    return RuleTextError("scope-form", message, hint, start=start, end=end)


def _repeated(word: Word) -> RuleTextError:
    return RuleTextError(
        "repeated-name",
        f"`{word.text}` is listed twice",
        "name it once",
        start=word.start,
        end=word.end,
    )


def names_of(scenario: Scenario, parameters: Mapping[str, Resolved]) -> Names:
    """The names of a consistent scenario, without its aliases."""
    offers = {offer.id: offer for offer in catalogue(scenario)}
    parts = (*scenario.tiers, *scenario.formats, *scenario.fits, *scenario.deals, "creator", "media", "owned")
    labels: dict[str, list[str]] = {name: [] for name in parts}
    for offer in offers.values():
        for label in offer.labels:
            labels.setdefault(label, []).append(offer.id)
    return Names(
        offers,
        {label: frozenset(ids) for label, ids in labels.items()},
        tuple(phase.id for phase in scenario.phases),
        due_months(scenario, offers.values()),
        tuple(scenario.kpis),
        scenario.pursued_goals,
        parameters,
    )


def resolve_alias(names: Names, selection: str) -> frozenset[str]:
    """The offers that an alias stands for; an alias may not use another one.

    Raises:
        RuleTextError: the text is not a selection of known names; its span is in ``selection``.
    """
    return frozenset(names.select(parse_selection(selection)))
