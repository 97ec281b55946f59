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
    size = np.maximum(np.abs(view.rows.lines).max(axis=1, initial=0.0), 1.0)
    for _ in range(STEPS):
        slopes = view.slopes(counts)
        activity = view.rows.at(counts, binaries, view.points(counts))
        broken = view.excess(activity)
        if (broken <= KEPT).all():
            return counts
        steps = (view.rows.lines + view.rows.points @ slopes).T
        worth = view.gradient(counts, binaries, slopes)
        ease = 0.01 * float(np.abs(worth).mean()) + 1e-12
        best, move = 0.0, (-1, 0.0)
        for sign, can_move in ((1.0, counts < view.most), (-1.0, counts > view.least)):
            lines = np.flatnonzero(can_move & steps[:, broken > KEPT].any(axis=1))
            left = (view.excess(activity + sign * steps[lines]) / size).sum(axis=1)
            mended = (broken / size).sum() - left
            rate = np.where(mended > KEPT, mended / (np.maximum(-sign * worth[lines], 0.0) + ease), 0.0)
            if len(lines) and rate.max() > best:
                best, move = float(rate.max()), (int(lines[rate.argmax()]), sign)
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
        steps = (view.rows.lines + view.rows.points @ slopes).T
        gain = view.gradient(counts, binaries, slopes)
        room, spare = view.high - activity + KEPT, activity - view.low + KEPT
        best, move = 0.0, (-1, 0.0)
        for sign, can_move in ((1.0, counts < view.most), (-1.0, counts > view.least)):
            lines = np.flatnonzero(can_move & ~tried[sign] & (sign * gain > 0.0))
            taken = sign * steps[lines]
            fits = ((taken <= room) & (-taken <= spare)).all(axis=1)
            if fits.any():
                share = np.maximum(taken[fits] / room, -taken[fits] / spare).max(axis=1, initial=0.0)
                rate = sign * gain[lines[fits]] / (share + KEPT)
                if rate.max() > best:
                    best, move = float(rate.max()), (int(lines[fits][rate.argmax()]), sign)
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
