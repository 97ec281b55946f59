"""What ``kolopt explain`` can explain: each topic's question and its rendering, in one table.

A question takes a subject and a request and returns a frozen dataclass of plain types (texts,
numbers, tuples, mappings by text), so that ``--json`` is the result itself. A rendering takes
the result, the width in cells and whether to colour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kolopt.explore import alternatives, conflicts, fragility, money, room, rule_prices, short, whynot
from kolopt.report.explanations import render_conflict, render_rule_prices, render_short
from kolopt.report.guesses import render_fragility
from kolopt.report.money import render_money
from kolopt.report.near_best import render_alternatives, render_room
from kolopt.report.whynot import render_whynot

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kolopt.explore.subject import Request, Subject


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic.

    Attributes:
        about: what it answers, for the help.
        explain: the question.
        render: result, width, colour → text.
    """

    about: str
    explain: Callable[[Subject, Request], Any]
    render: Callable[[Any, int, bool], str]


SHORT = Topic("the plan, a tenth of the budget more and less, the dearest rules", short.explain, render_short)
"""What is explained when no topic is named."""

TOPICS = {
    "money": Topic("what more or less of the budget does", money.explain, render_money),
    "rules": Topic("what each binding rule costs", rule_prices.explain, render_rule_prices),
    "conflict": Topic(
        "which rules cannot hold together, and the ways out", conflicts.explain, render_conflict
    ),
    "room": Topic("how far counts can move near the best", room.explain, render_room),
    "fragility": Topic("which guess costs most if it is wrong", fragility.explain, render_fragility),
    "alternatives": Topic("plans near the best that differ", alternatives.explain, render_alternatives),
}
"""Topic → how it is answered and shown; besides them, ``selection@phase``."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found on one topic, and how it is shown."""

    topic: str
    result: Any
    render: Callable[[Any, int, bool], str]


def unknown(topics: Sequence[str]) -> str:
    """What is wrong with the topics asked for; "" when nothing is."""
    strange = next((topic for topic in topics if topic not in TOPICS and not whynot.is_cell(topic)), None)
    known = ", ".join(TOPICS)
    return "" if strange is None else f"{strange!r} is none of {known}, nor like mega@burst."


def answers(subject: Subject, topics: Sequence[str], request: Request) -> tuple[Answer, ...]:
    """Each topic answered, once and in the order asked for; the conflict alone where there is no plan.

    Raises:
        InvalidInputError: a selection or a phase is unknown; before anything is solved.
        LimitError, SolverError: as :func:`kolopt.planning.optimize`.
    """
    for topic in filter(whynot.is_cell, topics):
        whynot.cell(subject, topic)
    if subject.best is None:
        topics = ("conflict",)
    named = {topic: TOPICS.get(topic) or _cell(topic) for topic in topics} or {"short": SHORT}
    return tuple(Answer(name, topic.explain(subject, request), topic.render) for name, topic in named.items())


def _cell(topic: str) -> Topic:
    """The topic ``selection@phase``: why none, why so many."""
    return Topic("why none, why so many", lambda subject, _: whynot.explain(subject, topic), render_whynot)
