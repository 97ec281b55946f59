"""Explanations about plans near the best, for the terminal: room to move and alternatives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kolopt.money import show_money
from kolopt.report.figures import NOTHING, between, share
from kolopt.report.grid import Grid, canvas, draw, text_of
from kolopt.report.page import heading, paragraph

if TYPE_CHECKING:
    from rich.console import Console

    from kolopt.explore.alternatives import Alternatives, Option
    from kolopt.explore.near_best import NearBest
    from kolopt.explore.reach import End
    from kolopt.explore.room import Range, Room

CAMPAIGN = "campaign"


def render_room(result: Room, width: int = 80, colour: bool = False) -> str:
    """A table of how few and how many creators the plans near the best have, tiers by phases.

    Args:
        result: what to show.
        width: terminal cells; 60 or more.
        colour: whether to use ANSI colours.

    Returns:
        Lines that end with a line feed, the last one included.
    """
    console = canvas(width, colour)
    heading(console, "Room to move", "least–planned–most creators")
    paragraph(console, _floor(result.near, result.question))
    phases = tuple(dict.fromkeys(found.phase for found in result.ranges))
    tiers = tuple(dict.fromkeys(found.tier for found in result.ranges))
    cells = {(found.phase, found.tier): _range(found) for found in result.ranges}
    order = (*(phase for phase in phases if phase), "")
    rows = [(phase or CAMPAIGN, *(cells[phase, tier] for tier in tiers)) for phase in order]
    draw(console, Grid(("Phase", *tiers), tuple(rows[:-1]), rows[-1]))
    doubts = tuple(filter(None, map(_doubt, result.ranges)))
    outside = "and none lies outside but where * leaves a doubt" if doubts else "and none lies outside"
    paragraph(console, f"Each end is reached by an audited plan {outside}. Each count by itself.", "dim")
    for doubt in doubts:
        paragraph(console, doubt, "yellow", indent=2)
    return text_of(console)


def _floor(near: NearBest, question: str) -> str:
    if question == "spend":
        spends = between(-near.floor.high, -near.floor.low)
        return f"Among all plans that keep the rules for at most ¥{spends} ({near.margin} above the least)."
    best = between(near.best.low, near.best.high)
    floor = between(near.floor.low, near.floor.high)
    return f"Among all plans that keep the rules and score {floor} or more ({near.margin} below {best})."


def _range(found: Range) -> str:
    least, most = found.least.reached, found.most.reached
    if _doubt(found):
        return f"{least}–{found.planned}–{most}*"
    if least == most == 0:
        return NOTHING
    return f"{least}–{found.planned}–{most}" if least < most else f"{found.planned}"


def _doubt(found: Range) -> str:
    where = f"{found.tier} in {found.phase or CAMPAIGN}"
    parts = [
        f"{word} {end.possible} not ruled out"
        for word, end in (("as few as", found.least), ("as many as", found.most))
        if _open(end)
    ]
    return f"{where}: {', '.join(parts)}" if parts else ""


def _open(end: End) -> bool:
    return end.reached != end.possible


def render_alternatives(result: Alternatives, width: int = 80, colour: bool = False) -> str:
    """The best plan and those that really differ from it, side by side, and what each one changes.

    Args:
        result: what to show.
        width: terminal cells; 60 or more.
        colour: whether to use ANSI colours.

    Returns:
        Lines that end with a line feed, the last one included.
    """
    console = canvas(width, colour)
    if result.closest is not None:
        _closest(console, result, result.closest)
        return text_of(console)
    aside = f"at least {result.differ} of the spend, {show_money(result.apart)}, is moved"
    heading(console, "Alternatives", aside)
    paragraph(console, _floor(result.near, result.question))
    options = (result.best, *result.others)
    names = ("best", *(f"no. {number}" for number in range(1, len(options))))
    draw(console, _table(names, options, result.question))
    for name, option in zip(names[1:], result.others, strict=True):
        _changes(console, f"{name} against the best", result.best, option)
    paragraph(console, _completeness(result), "dim")
    return text_of(console)


def _completeness(result: Alternatives) -> str:
    if not result.complete and not result.others:
        return "None that differs that much was found within the limits; none is ruled out."
    if not result.complete:
        return "There may be more; each of these differs that much from every other."
    if not result.others:
        return f"No plan within {result.near.margin} of the best differs that much: the money has its place."
    return "Proven: no further plan within the margin differs that much from all of these."


def _table(names: tuple[str, ...], options: tuple[Option, ...], question: str) -> Grid:
    def row(name: str, figures: tuple[str, ...]) -> tuple[str, ...]:
        return (name, *figures)

    values = row("points", tuple(f"{option.value:.2f}" for option in options))
    rows = [
        *(() if question == "spend" else (values,)),
        row("spend", tuple(show_money(option.spend) for option in options)),
        row("moved", tuple(_money(option.moved) for option in options)),
        *(
            row(tier, tuple(f"{option.creators[tier]:,}" for option in options))
            for tier in options[0].creators
            if any(option.creators[tier] for option in options)
        ),
        *(
            row(f"in {phase}", tuple(share(option.spend_by_phase[phase], option.spend) for option in options))
            for phase in options[0].spend_by_phase
        ),
    ]
    return Grid(("Plan", *names), tuple(rows))


def _money(fen: int) -> str:
    return show_money(fen) if fen else NOTHING


def _changes(console: Console, title: str, before: Option, after: Option) -> None:
    counts = {(line.phase, line.offer): line.count for line in before.lines}
    changed = {
        (line.phase, line.offer): line.count - counts.pop((line.phase, line.offer), 0) for line in after.lines
    }
    changed |= {line: -count for line, count in counts.items()}
    words = [f"{units:+d} {offer} in {phase}" for (phase, offer), units in changed.items() if units]
    paragraph(console, f"{title}: {', '.join(words) or 'the same lines'}.", indent=2)


def _closest(console: Console, result: Alternatives, closest: Option) -> None:
    heading(console, "The closest plan", "near the best, with the least money moved")
    paragraph(console, _floor(result.near, result.question))
    least = show_money(result.closest_least)
    paragraph(
        console,
        f"{show_money(closest.moved)} has to move, and at least {least} in any such plan; "
        f"it spends {show_money(closest.spend)}.",
    )
    if result.question != "spend":
        paragraph(console, f"It is worth {closest.value:.2f} points.")
    if result.unknown:
        paragraph(console, f"Not in this scenario: {', '.join(result.unknown)}.", "yellow")
    lines = tuple((line.offer, line.phase, f"{line.count:,}") for line in closest.lines)
    draw(console, Grid(("Offer", "Phase", "Units"), lines, names=2))
