"""The calendar: which lines are closed on the planning day, and which days of a phase are left to buy in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kolopt.scenario.catalogue import Offer
    from kolopt.scenario.schema import Phase, Scenario


def purchase_phases(scenario: Scenario) -> tuple[Phase, ...]:
    """The phases as new units are bought in them: a running one starts on the planning day."""
    day = scenario.as_of
    if day is None:
        return scenario.phases
    return tuple(
        phase.model_copy(update={"start": day}) if phase.start < day <= phase.end else phase
        for phase in scenario.phases
    )


def days_left(scenario: Scenario, phase: Phase) -> int:
    """Days of a phase on which new units can be published; the planning day is one of them."""
    first = phase.start if scenario.as_of is None else max(phase.start, scenario.as_of)
    return max(0, (phase.end - first).days + 1)


def days(phase: Phase) -> int:
    """Days of a phase, both dates included."""
    return (phase.end - phase.start).days + 1


def lead_days(scenario: Scenario, offer: Offer) -> int:
    """Days from order to publication: the offer's, else its tier's, else 0."""
    own = None if offer.spec is None else offer.spec.lead_days
    tier = scenario.tiers[offer.tier].lead_days if offer.tier else None
    stated = tier if own is None else own
    return 0 if stated is None else int(stated.base)


def closed_lines(scenario: Scenario, offers: Iterable[Offer]) -> dict[tuple[str, str], str]:
    """(phase id, offer id) → why no new units of it can be bought; empty without a planning day.

    A phase that has ended is closed; so is any line whose booking takes longer than is left of its phase.
    """
    day = scenario.as_of
    if day is None:
        return {}
    catalogue = tuple(offers)
    found = {}
    for phase in scenario.phases:
        for offer in catalogue:
            lead = lead_days(scenario, offer)
            if phase.end < day:
                found[phase.id, offer.id] = f"ended on {phase.end}"
            elif day + timedelta(days=lead) > phase.end:
                found[phase.id, offer.id] = f"booking takes {lead} days, and it ends on {phase.end}"
    return found
