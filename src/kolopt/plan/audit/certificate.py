"""The certificate: its own figures recomputed; bound, gap and status checked against each other."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import TYPE_CHECKING

from kolopt.money import FEN_PER_YUAN, yuan
from kolopt.plan.audit.compare import Discrepancy, Near, Unchecked, points

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kolopt.plan.audit.facts import Facts
    from kolopt.plan.audit.rules import Judged
    from kolopt.plan.audit.scores import Scores
    from kolopt.plan.audit.spending import JsonObject
    from kolopt.plan.record import Certificate
    from kolopt.scenario.schema import Scenario

_PRINTED = Fraction(2, 10**6)
"""Bound, value and gap are printed with six decimals, two of them rounded up."""
_FINEST_GAP = Fraction(1, 10**6)
"""Relative gap that always counts as closed (docs/model.md#solving-and-proof)."""


def _question(scenario: Scenario) -> str:
    """What the certificate answers."""
    if scenario.objective.minimize is not None:
        return "spend"
    return "score-hurdle" if scenario.objective.hurdle else "score"


def certificate(stated: Certificate, facts: Facts, scores: Scores, judged: Sequence[Judged]) -> JsonObject:
    """The certificate's own figures; those that rest on the bound are checked by :func:`proof`."""
    asked = _question(facts.scenario)
    penalties = math.fsum(row.penalty for row in judged)
    rounding = Near(penalties, 6, 0.5e-6 * (1 + sum(row.penalty > 0 for row in judged)))
    value: object = yuan(_spent(facts))
    if asked != "spend":
        value = points(scores.campaign - penalties - _hurdle(facts))
    return {
        "status": "proven" if stated.stopped == "closed" else "limit",
        "question": asked,
        "value": value,
        "bound": Unchecked("only a solver can recompute it; compared with value and gap"),
        "gap": Unchecked("compared with bound and value"),
        "gap_points": Unchecked("compared with bound and value"),
        "score": points(scores.campaign),
        "penalties": rounding,
        "solver": Unchecked("which solver ran cannot be recomputed"),
        "stopped": Unchecked("why the solve ended cannot be recomputed; the status must follow from it"),
    }


def _spent(facts: Facts) -> int:
    return sum(bought.spend for bought in facts.purchases)


def _hurdle(facts: Facts) -> float:
    """Points that the spend must earn."""
    hurdle = facts.scenario.objective.hurdle
    if hurdle is None:
        return 0.0
    return float(hurdle.points * Fraction(_spent(facts), FEN_PER_YUAN) / hurdle.per)


def proof(stated: Certificate, gap: str) -> Iterator[Discrepancy]:
    """Whether bound, value, gap and status agree with each other and with the gap that was asked.

    Args:
        stated: the certificate.
        gap: as the plan states it, in words.
    """
    value, bound = _number(stated.value), _number(stated.bound)
    if value is None or bound is None:
        yield _fault("certificate.bound", stated.bound, "", "value and bound must be numbers")
        return
    spends = stated.question == "spend"
    room = value - bound if spends else bound - value
    if room < 0:
        yield _fault(
            "certificate.bound", stated.bound, "", f"the bound is worse than the value {stated.value}"
        )
    relative = abs(room) / max(abs(value), Fraction(1))
    yield from _same("certificate.gap", stated.gap, relative)
    if spends and stated.gap_points is not None:
        yield _fault(
            "certificate.gap_points", stated.gap_points, "nothing", "a gap in points where spend is minimised"
        )
    if not spends:
        yield from _same("certificate.gap_points", stated.gap_points, abs(room))
    if stated.status == "proven":
        yield from _closed(gap, value, abs(room))


def _closed(gap: str, value: Fraction, room: Fraction) -> Iterator[Discrepancy]:
    size = max(abs(value), Fraction(1))
    asked = re.fullmatch(r"([0-9]{1,9}(?:\.[0-9]{1,30})?(?:e-?[0-9]{1,2})?) (points|%)", gap)
    if asked is None:
        yield _fault("limits.gap", gap, "", "not a gap in points or a percentage")
        return
    allowed = Fraction(asked[1]) if asked[2] == "points" else Fraction(asked[1]) / 100 * size
    if room > max(allowed, _FINEST_GAP * size) + _PRINTED:
        message = f"called proven, but the gap is wider than the {gap} that was asked"
        yield _fault("certificate.status", "proven", "limit", message)


def _same(path: str, stated: str | None, recomputed: Fraction) -> Iterator[Discrepancy]:
    number = None if stated is None else _number(stated)
    if number is None or abs(number - recomputed) > _PRINTED * (1 + recomputed):
        right = f"{float(recomputed):.6f}"
        yield _fault(path, str(stated), right, f"the plan says {stated}, its value and bound give {right}")


def _number(text: str) -> Fraction | None:
    return Fraction(text) if re.fullmatch(r"-?[0-9]{1,30}(\.[0-9]{1,30})?", text) else None


def _fault(path: str, stated: str, recomputed: str, message: str) -> Discrepancy:
    return Discrepancy(path, stated, recomputed, message)
