"""``kolopt verify``."""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import click

from kolopt.cli.exits import Exit
from kolopt.cli.options import shared
from kolopt.cli.output import emit, emit_json, say, say_findings
from kolopt.errors import InvalidInputError

if TYPE_CHECKING:
    from kolopt.plan.record import Plan

_MOST_SHOWN = 10
"""One changed count moves hundreds of figures; the first few say enough."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one plan file.

    Attributes:
        plan: its path.
        verified: everything it states was recomputed and agrees.
        message: the certificate in words, or why there is none.
        discrepancies: one line for each figure that does not agree.
        solved_again: what a second solve found; "" when none was asked for.
        notices: what a reader should know besides.
    """

    plan: str
    verified: bool
    message: str
    discrepancies: tuple[str, ...] = ()
    solved_again: str = ""
    notices: tuple[str, ...] = ()


@click.command()
@click.argument("plans", nargs=-1, required=True, type=click.Path(allow_dash=True))
@click.option(
    "--resolve", is_flag=True, help="Solve again too: is there a better plan under the same inputs?"
)
@shared("allow_outside", "as_json", "quiet")
@click.pass_context
def verify(
    ctx: click.Context, plans: tuple[str, ...], resolve: bool, allow_outside: bool, as_json: bool, quiet: bool
) -> None:
    """Recompute everything that plans state, without a solver.

    PLANS are plan files, or `-` for standard input.
    """
    verdicts = []
    code = Exit.GOOD
    for path in plans:
        try:
            verdict = _verdict(path, resolve, allow_outside)
        except InvalidInputError as error:
            say_findings(error.diagnostics)
            code = max(code, Exit.INVALID)
            continue
        verdicts.append(verdict)
        code = code if verdict.verified else Exit.UNVERIFIED
        if not as_json:
            _show(verdict, quiet)
    if as_json:
        emit_json([asdict(verdict) for verdict in verdicts])
    ctx.exit(code)


def _verdict(path: str, resolve: bool, allow_outside: bool) -> Verdict:
    from kolopt.plan.audit import audit
    from kolopt.plan.freshness import moved_inputs
    from kolopt.report.certificate import proof

    plan = _read(path)
    discrepancies = tuple(str(discrepancy) for discrepancy in audit(plan))
    if discrepancies:
        return Verdict(path, False, "what the plan states does not follow from its inputs", discrepancies)
    moved = moved_inputs(plan, allow_outside=allow_outside)
    notices = (moved,) if moved else ()
    stands, finding = True, ""
    if resolve:
        from kolopt.cli.resolve import second_solve

        stands, finding = second_solve(plan)
    message = proof(plan) if stands else "a plan beyond its bound was found"
    return Verdict(path, stands, message, solved_again=finding, notices=notices)


def _read(path: str) -> Plan:
    from kolopt.plan import file, strict_json

    if path != "-":
        return file.load(path)
    data = sys.stdin.buffer.read(strict_json.LARGEST_TEXT + 1)
    return file.loads(strict_json.decode(data, "standard input"), "standard input")


def _show(verdict: Verdict, quiet: bool) -> None:
    from kolopt.report.plain import plain_text

    name = plain_text(verdict.plan)
    emit(f"{name}: {'verified' if verdict.verified else 'NOT verified'}: {plain_text(verdict.message)}\n")
    for discrepancy in verdict.discrepancies[:_MOST_SHOWN]:
        emit(f"{name}:   {plain_text(discrepancy)}\n")
    if len(verdict.discrepancies) > _MOST_SHOWN:
        emit(f"{name}:   … and {len(verdict.discrepancies) - _MOST_SHOWN} more; all of them with --json\n")
    if verdict.solved_again:
        emit(f"{name}: {plain_text(verdict.solved_again)}\n")
    if not quiet:
        for notice in verdict.notices:
            say(f"{name}: notice: {plain_text(notice)}\n")
