"""What differs between plans side by side, in sentences."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import TYPE_CHECKING

from kolopt.money import decimal_text, parse_number, show_money
from kolopt.report.comparison_tables import loss as loss_text
from kolopt.report.figures import number, trimmed
from kolopt.report.plain import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kolopt.explore.compare import Column, Comparison, Move
    from kolopt.explore.regret import LeastRegret, Regret
    from kolopt.plan.record import Plan
    from kolopt.scenario.difference import Change

_MOST_CHANGES = 3
_MOST_MOVES = 3
_MOST_BROKEN = 4
_LONGEST_VALUE = 40


def sentence(column: Column, first: Column) -> str:
    """What was changed to get a column, and what moved most; for the first column what it is."""
    name = plain_text(column.name)
    if column.plan is None:
        reason = plain_text(column.failure.split("\n")[0])
        return f"{name}: {_joined(_changed(column.changed), f'{reason}.')}"
    parts = [_overrides(column.plan) if column is first else _changed(column.changed)]
    if column is not first and first.plan is not None:
        parts.append(_moved_results(first.plan, column.plan))
        parts.append(_moved_lines(column.moved))
    parts.append(_lost(column))
    parts.append(_breaks(column))
    told = _joined(*parts)
    return f"{name}: {told or 'as stated.'}"


def _joined(*parts: str) -> str:
    return " ".join(part for part in parts if part)


def _changed(changes: tuple[Change, ...]) -> str:
    if not changes:
        return ""
    told = [f"{c.path} {_stated(c.before)} → {_stated(c.after)}" for c in changes[:_MOST_CHANGES]]
    more = f" and {len(changes) - _MOST_CHANGES} more" if len(changes) > _MOST_CHANGES else ""
    return plain_text(f"{', '.join(told)}{more}.")


def _overrides(plan: Plan) -> str:
    """What was changed in the first column's scenario from outside; the others say it as a difference."""
    told = [f"{o.path} {_stated(o.before)} → {_stated(o.after)}" for o in plan.scenario.overrides]
    return plain_text(f"with {', '.join(told)}.") if told else ""


def _stated(text: str | None) -> str:
    if text is None:
        return "(none)"
    try:
        return trimmed(Decimal(decimal_text(parse_number(text))))
    except ValueError:
        return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 1]}…"


def _moved_results(first: Plan, plan: Plan) -> str:
    score = plan.certificate.score - first.certificate.score
    spend = plan.spend.total - first.spend.total
    money = f", spend {_sign(spend)}{show_money(abs(spend))}" if spend else ", spend unchanged"
    return f"Score {_sign(score)}{number(abs(score), 2)}{money}."


def _moved_lines(moved: tuple[Move, ...]) -> str:
    if not moved:
        return "The same creators."
    told = [f"{_sign(m.units)}{abs(m.units)} {m.tier} in {m.phase}" for m in moved[:_MOST_MOVES]]
    return plain_text(f"Most moved: {', '.join(told)}.")


def _sign(value: float | Decimal) -> str:
    return "−" if value < 0 else "+"


def _lost(column: Column) -> str:
    if column.loss is None or column.plan is None:
        return ""
    loss, spending = Decimal(str(column.loss)), column.plan.certificate.question == "spend"
    amount = f"{'¥' if spending else ''}{number(abs(loss), 2)}{'' if spending else ' points'}"
    side = "worse" if loss >= 0 else "better"
    return f"{amount} {side} than the best plan." if loss else "As good as the best plan."


def _breaks(column: Column) -> str:
    if not column.broken:
        return "Keeps every rule." if column.made in ("hand", "habit") and column.loss is not None else ""
    told = ", ".join(column.broken[:_MOST_BROKEN])
    more = f" and {len(column.broken) - _MOST_BROKEN} more" if len(column.broken) > _MOST_BROKEN else ""
    return plain_text(f"Breaks {told}{more}.")


def regret_sentences(comparison: Comparison) -> Iterator[str]:
    """Which plan to take when nobody knows which case will come."""
    regret = comparison.regret
    if regret is None:
        return
    if regret.least is not None:
        worst = regret.worst[regret.names.index(regret.least)]
        least = f"{plain_text(regret.least)}, at worst {loss_text(worst or 0.0)} {regret.unit}"
        yield f"Least regret of these plans: {least}."
    else:
        yield "✗ breaks a hard rule of that case: none of these plans can be carried out in all of them."
    if comparison.compromise is not None:
        yield _compromise(comparison.compromise, regret)
    elif comparison.compromised:
        yield "No plan keeps the hard rules of all cases, so none has a least regret."
    elif regret.least is None:
        yield "--minimize-regret finds the plan that keeps all rules and loses least at worst."


def _compromise(found: LeastRegret, regret: Regret) -> str:
    losses = ", ".join(
        f"{plain_text(name)} {loss_text(loss)}" for name, loss in zip(regret.names, found.losses, strict=True)
    )
    claim = (
        f"no plan that keeps every case's rules has a worst regret below {_floor(found.bound)}"
        if found.proven
        else f"not proven: the least worst regret is {_floor(found.bound)} or more"
    )
    return f"Least regret of all plans: at worst {loss_text(found.worst)} {regret.unit} ({losses}); {claim}."


def _floor(value: float) -> str:
    return f"{math.floor(value * 100) / 100:,.2f}"
