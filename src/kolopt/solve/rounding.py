"""From almost whole counts to an allowed plan: mend broken rows, then buy with what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from kolopt.solve.activities import Activities, Array

STEPS = 2000
"""Most single-unit steps of one repair or one fill."""
KEPT = 1e-9
"""A row is kept when it is missed by less; rows are in whole numbers, or in points."""


def completed(view: Activities, counts: Array, binaries: Array) -> Array | None:
    """Whole counts made allowed and then filled, or None when the repair gets stuck.

    Args:
        view: the program.
        counts: (L,) whole numbers.
        binaries: (B,) 0 or 1; kept as they are.
    """
    allowed = repaired(view, counts, binaries)
    return None if allowed is None else filled(view, allowed, binaries)


def repaired(view: Activities, counts: Array, binaries: Array) -> Array | None:
    """Steps of one unit that mend broken rows, the most mended per objective lost first.

    Rows are compared in units of their largest coefficient.

    Returns:
        Counts that keep every row, or None when no single step mends anything.
    """
    counts = np.clip(counts, view.least, view.most)
    line, row = view.entries.line, view.entries.row
    size = np.maximum(np.abs(view.rows.lines).max(axis=1, initial=0.0), 1.0)[row]
    for _ in range(STEPS):
        slopes = view.slopes(counts)
        activity = view.rows.at(counts, binaries, view.points(counts))
        broken = view.excess(activity)
        if (broken <= KEPT).all():
            return counts
        steps = view.steps(slopes)
        worth = view.gradient(counts, binaries, slopes)
        ease = 0.01 * float(np.abs(worth).mean()) + 1e-12
        best, move = 0.0, (-1, 0.0)
        for sign, can_move in ((1.0, counts < view.most), (-1.0, counts > view.least)):
            left = view.excess(activity[row] + sign * steps, row)
            mended = np.bincount(line, (broken[row] - left) / size, len(counts))
            rate = mended / (np.maximum(-sign * worth, 0.0) + ease)
            rate[~can_move | (mended <= KEPT)] = 0.0
            if rate.max() > best:
                best, move = float(rate.max()), (int(rate.argmax()), sign)
        if best <= 0.0:
            return None
        counts[move[0]] += move[1]
    return None


def filled(view: Activities, counts: Array, binaries: Array) -> Array:
    """Units bought, or given up, one by one while all rows allow it and the objective rises.

    The step with the most objective per share of the scarcest row's room comes first; one that
    would not raise the true objective is not tried again.
    """
    counts = counts.copy()
    worth = view.worth(counts, binaries)
    tried = {1.0: np.zeros(len(counts), dtype=bool), -1.0: np.zeros(len(counts), dtype=bool)}
    for _ in range(STEPS):
        slopes = view.slopes(counts)
        activity = view.rows.at(counts, binaries, view.points(counts))
        steps = view.steps(slopes)
        gain = view.gradient(counts, binaries, slopes)
        best, move = 0.0, (-1, 0.0)
        for sign, can_move in ((1.0, counts < view.most), (-1.0, counts > view.least)):
            rate = sign * gain / (_scarcest(view, activity, sign * steps) + KEPT)
            rate[~can_move | tried[sign]] = 0.0
            if rate.max(initial=0.0) > best:
                best, move = float(rate.max()), (int(rate.argmax()), sign)
        if best <= 0.0:
            return counts
        line, sign = move
        counts[line] += sign
        raised = view.worth(counts, binaries)
        if raised > worth:
            worth = raised
        else:
            counts[line] -= sign
            tried[sign][line] = True
    return counts


def _scarcest(view: Activities, activity: Array, steps: Array) -> Array:
    """(L,) the largest share of a row's room that a step of each line takes; infinite if it does not fit."""
    row = view.entries.row
    room = np.maximum(view.high - activity, 0.0)[row] + KEPT
    spare = np.maximum(activity - view.low, 0.0)[row] + KEPT
    shares = np.maximum(steps / room, -steps / spare)
    shares[shares > 1.0] = np.inf
    scarcest = np.zeros(len(view.most))
    np.maximum.at(scarcest, view.entries.line, shares)
    return scarcest
