"""Checks of goals: weights, metric, affinity, and one way to fix each response."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kolopt.diagnostics import Severity
from kolopt.scenario.finding import Finding, unknown
from kolopt.scenario.references import goal_sources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kolopt.scenario.market_schema import GoalSpec
    from kolopt.scenario.schema import Scenario

CODES = {
    "no-goal": "no goal carries weight",
    "response-parameter": "a response has no parameter, two of them, or another response's",
    "anchor-score": "an anchor's score does not fix the curve",
    "metric-unfit": "a goal's metric feeds nothing into it",
    "affinity-large": "an affinity is far above 1",
}
"""Diagnostic codes of this module."""

PARAMETERS = {"reach": "audience", "saturation": "half_at", "share": "rivals", "linear": "target"}
"""Response → the key of its parameter (docs/model.md#goals-and-scores)."""
LARGE_AFFINITY = 10


def check_goals(scenario: Scenario) -> Iterator[Finding]:
    """Goals that cannot be scored as written."""
    sources = goal_sources(scenario)
    for name, goal in scenario.goals.items():
        yield from _check_metric(scenario, name, goal, sources)
        yield from _check_response(name, goal)
    yield from _check_weights(scenario)


def _check_weights(scenario: Scenario) -> Iterator[Finding]:
    pursued = any(goal.weight is not None and goal.weight.base > 0 for goal in scenario.goals.values())
    for phase in scenario.phases:
        if phase.goals is not None:
            path = ("phases", phase.id, "goals")
            yield from unknown(phase.goals, scenario.goals, "goal", path)
            if not any(weight.base > 0 for weight in phase.goals.values()):
                yield Finding(
                    "no-goal", path, "no goal carries weight in this phase", "give one a weight above 0"
                )
    if not pursued and any(phase.goals is None for phase in scenario.phases):
        example = next(iter(scenario.goals), "awareness")
        yield Finding("no-goal", ("goals",), "no goal carries weight", f"write goals: {{{example}: 20}}")


def _check_metric(
    scenario: Scenario, name: str, goal: GoalSpec, sources: tuple[str, ...]
) -> Iterator[Finding]:
    path = ("goals", name, "metric")
    yield from unknown(goal.metric, scenario.kpis, "KPI", path)
    if not any(coefficient.base > 0 for coefficient in goal.metric.values()):
        yield Finding("metric-unfit", path, "nothing feeds this goal", "name a KPI, {saves: 1}")
    for kpi in goal.metric:
        parts = scenario.kpis[kpi].of or (kpi,) if kpi in scenario.kpis else ()
        if any(part in scenario.kpis and scenario.kpis[part].kind == "effort" for part in parts):
            yield Finding(
                "metric-unfit", (*path, kpi), f"`{kpi}` is effort, not effect", "name a flow KPI or notes"
            )
    yield from unknown(goal.affinity, sources, "tier or offer", ("goals", name, "affinity"))
    for source, affinity in goal.affinity.items():
        if affinity.base > LARGE_AFFINITY:
            message = f"{affinity.base} is far above 1, the affinity of a unit that serves the goal fully"
            found = ("goals", name, "affinity", source)
            yield Finding("affinity-large", found, message, "is it a percentage?", Severity.WARNING)


def _check_response(name: str, goal: GoalSpec) -> Iterator[Finding]:
    path = ("goals", name)
    wanted = PARAMETERS[goal.response]
    for key in PARAMETERS.values():
        if key != wanted and getattr(goal, key) is not None:
            message = f"`{key}` belongs to another response than {goal.response}"
            yield Finding(
                "response-parameter", (*path, key), message, f"state `{wanted}`, and remove this with null"
            )
    stated = getattr(goal, wanted) is not None
    if stated and goal.anchor is not None:
        message = f"`{wanted}` and `anchor` both fix the response"
        hint = f"keep one; {wanted}: null removes an inherited one"
        yield Finding("response-parameter", (*path, "anchor"), message, hint)
    elif not stated and goal.anchor is None:
        message = f"the response {goal.response} needs `{wanted}` or an anchor"
        yield Finding("response-parameter", path, message, f"add `{wanted}: …`")
    if goal.anchor is not None:
        score = goal.anchor.score.base
        if not (0 < score < 1 or (score == 1 and goal.response == "linear")):
            message = "a score of 0 or 100 % does not fix the curve"
            yield Finding("anchor-score", (*path, "anchor", "score"), message, "state a score between, 40%")
        if goal.anchor.phases is not None and goal.anchor.phases.base == 0:
            yield Finding("anchor-score", (*path, "anchor", "phases"), "measured over no phase", "1 or more")
