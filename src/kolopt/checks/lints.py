"""The door to the lints: good practice, with reasons and limits that are the market's data."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from kolopt.checks.findings import run
from kolopt.checks.input_lints import INPUT_LINTS
from kolopt.checks.plan_lints import PLAN_LINTS, draft
from kolopt.diagnostics import Diagnostic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kolopt.checks.findings import Finding
    from kolopt.economics.tables import Counts, Economics
    from kolopt.scenario.load import Case
    from kolopt.scenario.market_schema import Lint

LIMITS = {code: lint.limits for code, lint in INPUT_LINTS.items()} | {
    code: lint.limits for code, lint in PLAN_LINTS.items()
}
"""Every lint that exists, with the numbers that a market must set for it."""

CODES = {
    "unknown-lint": "a market defines a lint that does not exist",
    "lint-limits": "a market sets too few or unknown numbers for a lint",
}
"""Diagnostic code → meaning."""


def check_lints(case: Case) -> tuple[Diagnostic, ...]:
    """Whether every lint that the market defines exists and has the numbers it needs."""
    return tuple(_check(case))


def lint_inputs(economics: Economics) -> tuple[Finding, ...]:
    """What good practice says about the inputs, silenced findings included."""
    return run(INPUT_LINTS, economics.scenario, economics)


def lint_plan(economics: Economics, counts: Counts) -> tuple[Finding, ...]:
    """What good practice says about a plan, silenced findings included; nothing about an empty one."""
    plan = draft(economics, counts)
    return () if plan is None else run(PLAN_LINTS, economics.scenario, plan)


def _check(case: Case) -> Iterator[Diagnostic]:
    for code, record in case.scenario.lints.items():
        at = case.position(("lints", code))
        if code not in LIMITS:
            close = get_close_matches(code, LIMITS, n=1)
            hint = f"did you mean `{close[0]}`?" if close else f"there are: {', '.join(LIMITS)}"
            yield Diagnostic("unknown-lint", f"`{code}` is not a lint", at=at, hint=hint)
        elif tuple(sorted(record.limits)) != tuple(sorted(LIMITS[code])):
            yield Diagnostic("lint-limits", _limits_text(code, record), at=at, hint=_limits_hint(code))


def _limits_text(code: str, record: Lint) -> str:
    return f"lint `{code}` has the limits {', '.join(record.limits) or 'none'}"


def _limits_hint(code: str) -> str:
    return f"it takes {', '.join(LIMITS[code]) or 'none'}"
