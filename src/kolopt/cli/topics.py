"""What ``kolopt explain`` can explain: each topic's question and its rendering, in one table.

A question takes a subject and a request and returns a frozen dataclass of plain types (texts,
numbers, tuples, mappings by text), so that ``--json`` is the result itself. A rendering takes
the result, the width in cells and whether to colour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kolopt.explore import conflicts, rule_prices, short
from kolopt.report.explanations import render_conflict, render_rule_prices, render_short

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
    "rules": Topic("what each binding rule costs", rule_prices.explain, render_rule_prices),
    "conflict": Topic(
        "which rules cannot hold together, and the ways out", conflicts.explain, render_conflict
    ),
}
"""Topic → how it is answered and shown."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found on one topic, and how it is shown."""

    topic: str
    result: Any
    render: Callable[[Any, int, bool], str]


def unknown(topics: Sequence[str]) -> str:
    """What is wrong with the topics asked for; "" when nothing is."""
    strange = next((topic for topic in topics if topic not in TOPICS), None)
    return "" if strange is None else f"{strange!r} is none of {', '.join(TOPICS)}."


def answers(subject: Subject, topics: Sequence[str], request: Request) -> tuple[Answer, ...]:
    """Each topic answered, once and in the order asked for; the conflict alone where there is no plan.

    Raises:
        LimitError, SolverError: as :func:`kolopt.planning.optimize`.
    """
    if subject.best is None:
        topics = ("conflict",)
    named = {topic: TOPICS[topic] for topic in topics} or {"short": SHORT}
    return tuple(Answer(name, topic.explain(subject, request), topic.render) for name, topic in named.items())
