"""Sentences about a plan made while the campaign runs: what is closed and why, releases, stability."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kolopt.money import show_money
from kolopt.report.figures import number

if TYPE_CHECKING:
    from kolopt.plan.record import ClosedPart, Plan


def motion(plan: Plan) -> tuple[str, ...]:
    """The planning day with what it closes, and the releases of the reserve; empty before the campaign."""
    sentences = []
    if plan.calendar:
        closed = "; ".join(_closed(entry) for entry in plan.calendar.closed) or "every line is open"
        sentences.append(f"Planned on {plan.calendar.as_of}: {closed}")
    if plan.reserve:
        held, log = plan.reserve, plan.reserve.log
        entries = "; ".join(f"{show_money(e.amount)} on {e.on} by {e.by}: {e.why}" for e in log)
        free = f"{show_money(held.released)} of the reserve of {show_money(held.agreed)} released"
        sentences.append(f"{free} ({entries})")
    return tuple(sentences)


def _closed(entry: ClosedPart) -> str:
    """``test ended on 2027-04-18``; ``burst closed to mega: booking takes 21 days, …``."""
    if not entry.offers:
        return (
            f"{entry.phase} {entry.why}" if entry.why.startswith("ended") else f"{entry.phase}: {entry.why}"
        )
    return f"{entry.phase} is closed to {', '.join(entry.offers)}: {entry.why}"


def stability(plan: Plan) -> str:
    """What staying close to another plan changed and cost; "" where none was to be kept."""
    kept = plan.kept
    if kept is None:
        return ""
    lost = f", and {kept.lost:,} of its units can no longer be bought" if kept.lost else ""
    unit = "yuan" if plan.certificate.question == "spend" else "points"
    cost = f"it gives up {number(kept.given_up, 2)} {unit} (up to {kept.margin} was allowed)"
    if kept.changed == 0:
        return f"Kept: no unit of plan {kept.digest[7:15]} is changed{lost}; {cost}."
    return f"Kept: {kept.changed:,} units of plan {kept.digest[7:15]} are changed, the fewest{lost}; {cost}."
