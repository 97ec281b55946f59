"""``kolopt verify``."""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass
from os.path import exists
from typing import TYPE_CHECKING

import click

from kolopt.cli.exits import Exit
from kolopt.cli.options import shared
from kolopt.cli.output import emit, emit_json, say, say_findings
from kolopt.errors import InvalidInputError

if TYPE_CHECKING:
    from kolopt.campaign.approval import Approval
    from kolopt.plan.freshness import Present
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
        approval: who approved it, and when; "" for a draft.
    """

    plan: str
    verified: bool
    message: str
    discrepancies: tuple[str, ...] = ()
    solved_again: str = ""
    notices: tuple[str, ...] = ()
    approval: str = ""


@click.command()
@click.argument("plans", nargs=-1, type=click.Path(allow_dash=True))
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="PLANS are folders, by default this one: verify all plans in them.",
)
@click.option(
    "--resolve",
    is_flag=True,
    help="Solve again too, another way: is there a better plan under the same inputs?",
)
@shared("allow_outside", "as_json", "quiet")
@click.pass_context
def verify(
    ctx: click.Context,
    plans: tuple[str, ...],
    everything: bool,
    resolve: bool,
    allow_outside: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Recompute everything that plans state, without a solver, and hold them to their approvals.

    PLANS are plan files, or `-` for standard input.
    """
    from kolopt.campaign.repository import plans_below

    if not plans and not everything:
        raise click.UsageError("Name a plan file, or say --all.")
    verdicts = []
    code = Exit.GOOD
    for path in plans_below(plans or (".",)) if everything else plans:
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
    from kolopt.campaign.approval_file import read_approval
    from kolopt.plan.audit import audit
    from kolopt.plan.freshness import present_inputs
    from kolopt.report.certificate import proof

    approval = None if path == "-" else read_approval(path)
    standing = "" if approval is None else str(approval)
    if approval is not None and not exists(path):
        return Verdict(path, False, "the plan that was approved is gone", approval=standing)
    data = _bytes(path)
    changed = approval is not None and not approval.covers(data)
    try:
        plan = _loaded(path, data)
    except InvalidInputError:
        if not changed:
            raise
        message = f"{standing}, but the file has changed since and is no plan any more"
        return Verdict(path, False, message, approval=standing)
    if discrepancies := tuple(str(discrepancy) for discrepancy in audit(plan)):
        message = "what the plan states does not follow from its inputs"
        return Verdict(path, False, message, discrepancies, approval=standing)
    if changed:
        message = f"{standing}, but the file has changed since; `kolopt diff --approved` says what"
        return Verdict(path, False, message, approval=standing)
    present = present_inputs(plan, allow_outside=allow_outside)
    notices = (present.moved,) if present.moved else ()
    if approval is not None and (broken := _broken(approval, plan, present)):
        told = notices if present.case else ()
        return Verdict(path, False, f"{standing}, but {broken}", notices=told, approval=standing)
    stands, finding = True, ""
    if resolve:
        from kolopt.cli.resolve import second_solve

        stands, finding = second_solve(plan)
    message = proof(plan) if stands else "a plan beyond its bound was found"
    return Verdict(path, stands, message, solved_again=finding, notices=notices, approval=standing)


def _broken(approval: Approval, plan: Plan, present: Present) -> str:
    """What keeps an approval from standing although its plan is unchanged, in words; "" when nothing does."""
    from kolopt.campaign.approval import contradiction
    from kolopt.campaign.booked_units import orders_total
    from kolopt.money import show_money

    if found := contradiction(approval, plan):
        return found
    if present.case is None:
        return f"its orders cannot be checked: {present.moved}" if present.moved else ""
    ordered = orders_total(present.case)
    if ordered <= approval.spend:
        return ""
    return f"orders of {show_money(ordered)} exceed the approved spend of {show_money(approval.spend)}"


def _bytes(path: str) -> bytes:
    from kolopt.plan import file, strict_json

    return sys.stdin.buffer.read(strict_json.LARGEST_TEXT + 1) if path == "-" else file.read(path)


def _loaded(path: str, data: bytes) -> Plan:
    from kolopt.plan import file, strict_json

    name = "standard input" if path == "-" else path
    return file.loads(strict_json.decode(data, name), name)


def _show(verdict: Verdict, quiet: bool) -> None:
    from kolopt.report.plain import plain_text

    name = plain_text(verdict.plan)
    state = "verified" if verdict.verified else "NOT verified"
    standing = f", {plain_text(verdict.approval)}" if verdict.verified and verdict.approval else ""
    emit(f"{name}: {state}{standing}: {plain_text(verdict.message)}\n")
    for discrepancy in verdict.discrepancies[:_MOST_SHOWN]:
        emit(f"{name}:   {plain_text(discrepancy)}\n")
    if len(verdict.discrepancies) > _MOST_SHOWN:
        emit(f"{name}:   … and {len(verdict.discrepancies) - _MOST_SHOWN} more; all of them with --json\n")
    if verdict.solved_again:
        emit(f"{name}: {plain_text(verdict.solved_again)}\n")
    if not quiet:
        for notice in verdict.notices:
            say(f"{name}: notice: {plain_text(notice)}\n")
