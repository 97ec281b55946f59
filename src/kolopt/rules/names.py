"""The names that a rule may use, looked up in one scenario: selections, phases, goals, KPIs, parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kolopt.diagnostics import did_you_mean
from kolopt.rules.faults import RuleTextError
from kolopt.rules.parse import parse_selection
from kolopt.rules.tree import Scope
from kolopt.scenario.catalogue import Offer, catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kolopt.rules.syntax import ScopePhrase, Selection, Word
    from kolopt.scenario.parameters import Resolved
    from kolopt.scenario.schema import Scenario

CODES = {
    "unknown-name": "a selection uses a name that is no tier, format, fit, deal, offer, kind, tag or alias",
    "unknown-phase": "a scope names a phase that the scenario does not have",
    "repeated-name": "a phase or a selection is listed twice where that has no meaning",
    "empty-selection": "a selection matches no offer",
}
"""Codes of the findings made here, and what they mean."""

COST_LINES = ("creator", "platform", "media", "product", "production", "handling", "agency", "vat")
"""Cost lines in their order on a bill (docs/model.md §2)."""


@dataclass(frozen=True, slots=True)
class Names:
    """All names of one scenario.

    Attributes:
        offers: offer id → offer, in catalogue order.
        labels: every selecting name, aliases included → ids of the offers it selects (for membership only).
        phases: phase ids by date.
        kpis: ids of the KPIs.
        goals: ids of the goals that some phase pursues.
        parameters: name → value.
    """

    offers: Mapping[str, Offer]
    labels: Mapping[str, frozenset[str]]
    phases: tuple[str, ...]
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

    def scope(self, phrase: ScopePhrase | None) -> Scope:
        """The phases that a scope stands for; without one, the campaign.

        Raises:
            RuleTextError: a phase is unknown or listed twice.
        """
        if phrase is None or phrase.kind == "campaign":
            return Scope("in campaign", (self.phases,), campaign=True)
        if phrase.kind == "each phase":
            return Scope("in each phase", tuple((phase,) for phase in self.phases))
        instances: list[tuple[str, ...]] = []
        for group in phrase.groups:
            instance = self._instance(group)
            if instance in instances:
                raise _repeated(group[0])
            instances.append(instance)
        text = ", ".join(" + ".join(word.text for word in group) for group in phrase.groups)
        return Scope(f"in {text}", tuple(instances))

    def _instance(self, group: tuple[Word, ...]) -> tuple[str, ...]:
        named: list[str] = []
        for word in group:
            if word.text not in self.phases:
                raise RuleTextError(
                    "unknown-phase",
                    f"there is no phase `{word.text}`",
                    did_you_mean(word.text, self.phases),
                    start=word.start,
                    end=word.end,
                )
            if word.text in named:
                raise _repeated(word)
            named.append(word.text)
        return tuple(phase for phase in self.phases if phase in named)


def _repeated(word: Word) -> RuleTextError:
    return RuleTextError(
        "repeated-name",
        f"phase `{word.text}` is listed twice",
        "name it once",
        start=word.start,
        end=word.end,
    )


def pursued_goals(scenario: Scenario) -> tuple[str, ...]:
    """Ids of the goals that have a weight in the scenario or in some phase, sorted."""
    weighted = [name for name, goal in scenario.goals.items() if goal.weight is not None]
    weighted += [name for phase in scenario.phases for name in phase.goals or ()]
    return tuple(sorted(dict.fromkeys(weighted)))


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
        tuple(scenario.kpis),
        pursued_goals(scenario),
        parameters,
    )


def resolve_alias(names: Names, selection: str) -> frozenset[str]:
    """The offers that an alias stands for; an alias may not use another one.

    Raises:
        RuleTextError: the text is not a selection of known names; its span is in ``selection``.
    """
    return frozenset(names.select(parse_selection(selection)))
