"""The topics ``mega@burst`` and the like for the terminal."""

from __future__ import annotations

import shlex
from decimal import Decimal
from typing import TYPE_CHECKING

from rich.text import Text

from kolopt.report.changes import NOTHING_SHOWS, loss, with_unit
from kolopt.report.figures import number
from kolopt.report.grid import canvas, text_of
from kolopt.report.page import as_read, heading, paragraph
from kolopt.report.plain import plain_text

if TYPE_CHECKING:
    from rich.console import Console

    from kolopt.explore.subject import Interval
    from kolopt.explore.walk_away import WalkAway
    from kolopt.explore.whynot import Forced, Obstacle, WhyNot


def render_whynot(result: WhyNot, width: int = 80, colour: bool = False) -> str:
    """What one more or one less costs, the rules in the way, and the quote that decides.

    Args:
        result: what to show.
        width: terminal cells; 60 or more.
        colour: whether to use ANSI colours.

    Returns:
        Lines that end with a line feed, the last one included.
    """
    console = canvas(width, colour)
    heading(console, f"{result.selection} in {result.phase}", f"the best plan has {_has(result)}")
    _forced(console, "One more", result.more, result)
    if result.fewer is not None:
        _forced(console, "One less", result.fewer, result)
    for obstacle in result.obstacles:
        _obstacle(console, obstacle, result)
    if not result.obstacles:
        paragraph(console, f"No single rule on these lines stands in the way{_by_budget(result)}.", indent=2)
    _quote(console, result)
    return text_of(console)


def _has(result: WhyNot) -> str:
    """How many the plan has, and how many of them are booked."""
    if not result.planned:
        return "none"
    if not result.booked:
        return f"{result.planned:,}"
    share = "all" if result.booked == result.planned else f"{result.booked:,} of them"
    return f"{result.planned:,}, {share} booked"


def _by_budget(result: WhyNot) -> str:
    if result.budget_opens is None:
        return ""
    if not result.budget_opens:
        return ", nor the budget"
    return f"; without the budget there can be {_other(result)}"


def _other(result: WhyNot) -> str:
    """What the plan does not have."""
    if result.booked:
        return "no new ones" if result.planned > result.booked else "new ones"
    return "none" if result.planned else "some"


def _forced(console: Console, what: str, forced: Forced, result: WhyNot) -> None:
    if forced.loss is None:
        paragraph(console, f"{what} ({forced.count:,}): no plan that keeps the rules has that.", indent=2)
        return
    paragraph(console, f"{what} ({forced.count:,}) costs {_lost(forced.loss, result)}.", indent=2)


def _lost(found: Interval, result: WhyNot) -> str:
    return with_unit(loss(found, result.gap), spends=result.question == "spend")


def _obstacle(console: Console, obstacle: Obstacle, result: WhyNot) -> None:
    rule = obstacle.rule
    gain = _lost(obstacle.gain, result)
    better = "no better" if gain == NOTHING_SHOWS else f"{gain} better"
    has = f"the best plan has {obstacle.count:,}" if obstacle.count else "the best plan has none"
    without = f"Without {rule.id}"
    if obstacle.opens:
        without = f"Only without {rule.id} can there be {_other(result)}; then"
    paragraph(console, f"{without} {has} and is {better}.", indent=2)
    held = "held by an assumption" if rule.assumed else ""
    firm = "" if rule.negotiable else "not negotiable"
    remarks = " · ".join(part for part in (as_read(rule), rule.at, rule.why, held, firm) if part)
    paragraph(console, remarks, "dim", indent=4)


def _quote(console: Console, result: WhyNot) -> None:
    walk = result.walk_away
    if walk is None:
        paragraph(console, _several(result), indent=2)
        return
    without = f"Without {result.walk_away_without}, " if result.walk_away_without else ""
    paragraph(console, without + _walk_away(walk, result.booked, capital=not without), indent=2)
    if walk.at:
        overrides = [walk.at]
        dropped = next((o.rule for o in result.obstacles if o.rule.id == result.walk_away_without), None)
        if dropped is not None:
            if dropped.origin == "derived" or not dropped.negotiable:
                return  # no override reproduces what must or can not be dropped
            overrides.append(f"rules.{dropped.id}=null")
        words = " ".join(f"--set {shlex.quote(plain_text(override))}" for override in overrides)
        console.print(Text(f"    {words}", style="cyan"), soft_wrap=True)


def _several(result: WhyNot) -> str:
    """Why there is no walk-away price."""
    if not result.quotes:
        return "No quote decides about these: their price is given otherwise."
    return (
        f"There is no one walk-away price: {', '.join(result.quotes)} all decide. "
        f"Ask about one tier or one offer at a time."
    )


def _walk_away(walk: WalkAway, booked: int, *, capital: bool) -> str:
    now = f"now ¥{number(Decimal(walk.now), 0)}"
    if walk.enters is None:
        text = f"not even a quote of ¥1 for {walk.unit} brings one in for certain ({now})."
    elif walk.leaves is None:
        text = f"no quote for {walk.unit} drives them out: the rules ask for them ({now})."
    elif walk.leaves == walk.enters + 1:
        text = f"the walk-away price is ¥{walk.enters:,} for {walk.unit} ({now}): in up to there, out above."
    else:
        ends = f"from ¥{walk.enters:,} to ¥{walk.leaves - 1:,}"
        text = f"the walk-away price lies {ends} for {walk.unit} ({now}): in up to the first, out above both."
    new, asking = "new ones" if booked else "those", " who ask for money" if walk.beside_free else ""
    if booked or walk.beside_free:
        text = f"of {new}{asking}: {text}"
    return text[0].upper() + text[1:] if capital else text
