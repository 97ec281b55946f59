"""The topic ``fragility`` for the terminal: which guess is worth a phone call first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kolopt.report.changes import NOTHING_SHOWS, loss
from kolopt.report.grid import Grid, canvas, draw, text_of
from kolopt.report.page import heading, paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kolopt.explore.fragility import Case, Fragile, Fragility

_NAMED = 3
"""Guesses named in the one line of a plan."""


def render_fragility(result: Fragility, width: int = 80, colour: bool = False) -> str:
    """A table of guesses with what the plan loses if each were half or double, the worst first.

    Args:
        result: what to show.
        width: terminal cells; 60 or more.
        colour: whether to use ANSI colours.

    Returns:
        Lines that end with a line feed, the last one included.
    """
    console = canvas(width, colour)
    unit = "yuan" if result.question == "spend" else "points"
    heading(console, "Fragility", f"{unit} that this plan loses against the best one then")
    rows = tuple(
        (
            guess.what + ("" if guess.assumed else ", sourced" if guess.source else ", stated"),
            _loss(guess.half, result.gap),
            _loss(guess.double, result.gap),
        )
        for guess in result.guesses
    )
    draw(console, Grid(("If this were", "half", "double"), rows))
    for note in _notes(result):
        paragraph(console, note, "dim")
    return text_of(console)


def _notes(result: Fragility) -> Iterator[str]:
    kept = [case.kept for guess in result.guesses for case in (guess.half, guess.double)]
    if "part" in kept:
        yield "*: the plan no longer fits, for money or rules; the best part of its lines is compared."
    if "none" in kept:
        yield "No longer possible: no part of the plan keeps the rules then, though other plans do."
    if "no plan" in kept:
        yield "No plan at all: no plan keeps the rules then, so that this one loses nothing."
    yield "The first are worth a phone call first."


def render_line(result: Fragility, width: int = 80) -> str:
    """:func:`fragility_line` on lines of its own below a plan."""
    console = canvas(width, colour=False)
    console.print()
    paragraph(console, fragility_line(result))
    return text_of(console)


def fragility_line(result: Fragility) -> str:
    """One sentence: the guesses that cost this plan most if they are wrong by a factor of two."""
    unit = "yuan" if result.question == "spend" else "points"
    worst = [(guess, *_worst(guess, result.gap)) for guess in result.guesses]
    named = [f"{guess.what} {word} ({cost})" for guess, word, cost in worst if cost != NOTHING_SHOWS][:_NAMED]
    if not named:
        return "Fragility: no single guess, were it half or double, would make another plan better."
    return f"Fragility, {unit} lost against the best plan if a guess is wrong: {', '.join(named)}."


def _worst(guess: Fragile, gap: float) -> tuple[str, str]:
    def weight(case: Case) -> float:
        return case.loss.low if case.loss else float("inf") if case.kept == "none" else 0.0

    word, case = max((("half", guess.half), ("double", guess.double)), key=lambda pair: weight(pair[1]))
    return word, _loss(case, gap).rstrip("*")


def _loss(case: Case, gap: float) -> str:
    if case.loss is None:
        return "no longer possible" if case.kept == "none" else "no plan at all"
    return loss(case.loss, gap) + ("*" if case.kept == "part" else "")
