"""``kolopt check``."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from kolopt.cli.exits import Exit
from kolopt.cli.options import shared
from kolopt.cli.output import emit, emit_json, in_colour
from kolopt.errors import InvalidInputError

if TYPE_CHECKING:
    from kolopt.checks.findings import Finding
    from kolopt.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found in one scenario.

    Attributes:
        scenario: its path.
        findings: errors, warnings and notices.
        arithmetic: what it asks for, in planner's words; nothing when it cannot be read.
    """

    scenario: str
    findings: tuple[Diagnostic, ...]
    arithmetic: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        """Whether there is no error."""
        return all(finding.severity != "error" for finding in self.findings)


@click.command()
@click.argument("scenarios", nargs=-1, required=True, metavar="SCENARIO...", type=click.Path(allow_dash=True))
@shared("overrides", "allow_outside", "as_json", "quiet")
@click.pass_context
def check(
    ctx: click.Context,
    scenarios: tuple[str, ...],
    overrides: tuple[str, ...],
    allow_outside: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Say what is wrong or unwise in scenarios, before any solving.

    SCENARIO is a file, or `-` for standard input.
    """
    examinations = [_examine(path, overrides, allow_outside) for path in scenarios]
    if as_json:
        emit_json([_as_json(examination) for examination in examinations])
    else:
        for examination in examinations:
            _show(examination, quiet)
    if not all(examination.good for examination in examinations):
        ctx.exit(Exit.INVALID)


def _examine(path: str, overrides: tuple[str, ...], allow_outside: bool) -> Examination:
    from kolopt.checks.arithmetic import summary
    from kolopt.checks.impossible import impossible
    from kolopt.checks.lints import check_lints, lint_inputs
    from kolopt.economics.tables import tabulate
    from kolopt.rules.read import read_rules
    from kolopt.scenario.load import load
    from kolopt.scenario.quantities import World

    try:
        case = load(path, overrides, allow_outside=allow_outside)
        rules = read_rules(case)
    except InvalidInputError as error:
        return Examination(path, error.diagnostics)
    economics = tabulate(case.scenario, World.BASE)
    advice = tuple(_advice(finding) for finding in lint_inputs(economics))
    findings = (*case.notices, *check_lints(case), *impossible(case, rules, economics), *advice)
    return Examination(path, findings, summary(rules, economics))


def _advice(lint: Finding) -> Diagnostic:
    from kolopt.diagnostics import Diagnostic, Severity

    if lint.silenced is not None:
        return Diagnostic(lint.code, f"silenced: {lint.message}", Severity.NOTICE, hint=lint.silenced)
    return Diagnostic(lint.code, lint.message, lint.severity, hint=lint.why)


def _show(examination: Examination, quiet: bool) -> None:
    from kolopt.report.findings import render_findings
    from kolopt.report.plain import plain_text

    shown = [finding for finding in examination.findings if not quiet or finding.severity == "error"]
    emit(render_findings(shown, in_colour(sys.stdout)))
    if quiet:
        return
    name = plain_text(examination.scenario)
    emit(f"{name}: {'no errors' if examination.good else 'not good yet'}\n")
    emit("".join(f"  {plain_text(sentence)}\n" for sentence in examination.arithmetic))


def _as_json(examination: Examination) -> dict[str, Any]:
    return {
        "scenario": examination.scenario,
        "valid": examination.good,
        "findings": [_finding(finding) for finding in examination.findings],
        "arithmetic": examination.arithmetic,
    }


def _finding(finding: Diagnostic) -> dict[str, Any]:
    at = finding.at
    place = {"file": at.file, "line": at.line, "column": at.column} if at else None
    return {
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "hint": finding.hint,
        "at": place,
    }
