"""Sentences about a plan made while the campaign runs: what is closed and why, releases, stability."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kolopt.money import show_money
from kolopt.report.figures import number
from kolopt.report.plain import plain_text
from kolopt.report.retold import retold
from kolopt.report.table import Term

if TYPE_CHECKING:
    from datetime import date

    from kolopt.plan.record import ClosedPart, Plan, ReleasePart, ReservePart
    from kolopt.report.language import Language


def motion(plan: Plan, language: Language) -> tuple[str, ...]:
    """The planning day with what it closes, and the releases of the reserve; empty before the campaign."""
    sentences = []
    if plan.calendar:
        entries = (_closed(entry, language) for entry in plan.calendar.closed)
        closed = language.say("semicolon").join(entries) or language.say("all-open")
        sentences.append(language.say("planned-on", day=f"{plan.calendar.as_of}", closed=closed))
    if plan.reserve:
        sentences.append(_released(plan.reserve, plan.calendar.as_of if plan.calendar else None, language))
    return tuple(sentences)


def _released(held: ReservePart, day: date | None, language: Language) -> str:
    """What was set free by the planning day, and apart from it what will be."""
    free = [_release(entry, language) for entry in held.log if day is None or entry.on <= day]
    later = [_release(entry, language) for entry in held.log if day is not None and entry.on > day]
    semicolon = language.say("semicolon")
    if later:
        free.append(language.say("released-later", entries=semicolon.join(later)))
    return language.say(
        "released",
        free=show_money(held.released),
        agreed=show_money(held.agreed),
        entries=semicolon.join(free),
    )


def _release(entry: ReleasePart, language: Language) -> str:
    return language.say(
        "release",
        amount=show_money(entry.amount),
        day=f"{entry.on}",
        by=plain_text(entry.by),
        why=plain_text(entry.why),
    )


def _closed(entry: ClosedPart, language: Language) -> str:
    """``test ended on 2027-04-18``; ``burst is closed to mega: booking takes 21 days, …``."""
    phase = plain_text(language.word(Term("phase", entry.phase)))
    why = retold(entry.why, "why-closed", language)
    if entry.offers:
        names = (plain_text(_name(offer, language)) for offer in entry.offers)
        offers = language.say("between-items").join(names)
        return language.say("closed-to", phase=phase, offers=offers, why=why)
    return language.say("closed-ended" if entry.why.startswith("ended") else "closed", phase=phase, why=why)


def _name(name: str, language: Language) -> str:
    """A tier's or kind's name, else an offer's."""
    tier = language.word(Term("tier", name))
    return language.word(Term("offer", name)) if tier == name else tier


def stability(plan: Plan, language: Language) -> str:
    """What staying close to another plan changed and cost; "" where none was to be kept."""
    kept = plan.kept
    if kept is None:
        return ""
    lost = language.say("kept-lost", units=f"{kept.lost:,}") if kept.lost else ""
    unit = language.say("kept-yuan" if plan.certificate.question == "spend" else "left-points")
    cost = language.say(
        "kept-cost", given_up=number(kept.given_up, 2), unit=unit, margin=plain_text(kept.margin)
    )
    form = "kept-changed" if kept.changed else "kept-whole"
    return language.say(form, units=f"{kept.changed:,}", plan=kept.digest[7:15], lost=lost, cost=cost)
