"""The calendar: which lines are closed on the planning day, and which days of a phase are left to buy in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from kolopt.scenario.catalogue import lead_days

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from kolopt.scenario.catalogue import Offer
    from kolopt.scenario.schema import Phase, Scenario


def purchase_phases(scenario: Scenario) -> tuple[Phase, ...]:
    """The phases as new units are bought in them: a running one starts on the planning day."""
    if scenario.as_of is None:
        return scenario.phases
    first = ((phase, days_of_purchase(scenario, phase)[0]) for phase in scenario.phases)
    return tuple(phase.model_copy(update={"start": day}) for phase, day in first)


def days_of_purchase(scenario: Scenario, phase: Phase) -> tuple[date, date]:
    """First and last day on which new units of a phase are published; all its days once it has ended."""
    day = scenario.as_of
    running = day is not None and phase.start < day <= phase.end
    return (day if running and day is not None else phase.start), phase.end


def days_left(scenario: Scenario, phase: Phase) -> int:
    """Days of a phase on which new units can be published; the planning day is one of them."""
    first = phase.start if scenario.as_of is None else max(phase.start, scenario.as_of)
    return max(0, (phase.end - first).days + 1)


def days(phase: Phase) -> int:
    """Days of a phase, both dates included."""
    return (phase.end - phase.start).days + 1


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
