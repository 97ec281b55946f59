"""One solve: continuous tangents, binaries, root bound, plans nearby, then the integer program."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from kolopt.errors import SolverError
from kolopt.solve.activities import activities
from kolopt.solve.binaries import flipped, settle
from kolopt.solve.decomposition import decompose
from kolopt.solve.dive import dive, mended, neighbourhood
from kolopt.solve.engine import Engine
from kolopt.solve.highs import DEFAULTS
from kolopt.solve.incumbent import Incumbent, counts_of
from kolopt.solve.outcome import Found, Outcome, Stopped
from kolopt.solve.tangents import UNRESOLVED, cutting_tangents, starting_tangents, touching_tangents
from kolopt.solve.told_apart import told_apart

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kolopt.model.program import Number, Program
    from kolopt.solve.highs import Run, Tuning
    from kolopt.solve.outcome import Limits, Progress


AGREED = 1e-6
"""Points by which the continuous solution may overstate a response."""
REACH = 2
"""Units by which a line of a plan near the continuous solution may differ from it."""
NEARBY_LINES = 200
"""Open lines from which on that search pays; a smaller program is solved whole as quickly."""
ROOT_NODES = 5
"""Branch-and-bound nodes by which the bound is lowered before plans are looked for."""
MOST_DIVES = 8
"""Choices of binaries next to the present one that are dived from, those of the highest bound."""
SMALL_LINES = 100
"""Open lines up to which branching alone is quicker than HiGHS's own searches for plans."""
QUICK_NODES = 2000
"""Branch-and-bound nodes after which even a small program needs them."""
TELLING = 0.5
"""Share of what lies between continuous bound and plan that phases apart must take off at once."""
NEARBY_NODES = 20
"""Branch-and-bound nodes of the search near it; what it does not find there, it finds late."""

_STOPPED = {
    "optimal": Stopped.CLOSED,
    "infeasible": Stopped.CLOSED,
    "time": Stopped.TIME,
    "nodes": Stopped.NODES,
}


class Search:
    """One solve: the best plan and the bound so far, and the program in the solver."""

    def __init__(
        self,
        program: Program,
        limits: Limits,
        *,
        progress: Progress | None = None,
        start: Sequence[int] | None = None,
        tuning: Tuning = DEFAULTS,
        engine: Engine | None = None,
    ) -> None:
        self._program = program
        self._limits = limits
        self._deadline = limits.deadline()
        self._known = Incumbent(program, limits, progress)
        self._relaxed = math.inf
        self._infeasible = self._turned = False
        self._engine = Engine(program, tuning) if engine is None else engine
        self._view = activities(program)
        if start is not None:
            self._known.offer(program.judge(start))

    def outcome(self) -> Outcome:
        """Run the phases until the gap is closed or a limit is met."""
        stopped = self._run_phases()
        statistics = self._engine.statistics
        bound = None if math.isinf(self._known.bound) else self._known.bound
        if self._known.plan is None:
            if self._infeasible:
                return Outcome(Found.INFEASIBLE, Stopped.CLOSED, statistics=statistics)
            return Outcome(Found.NOTHING, stopped, bound=bound, statistics=statistics)
        value = self._known.plan.value
        if self._infeasible or self._known.denies(self._known.bound):
            raise SolverError(self._known.denial())
        bound = None if bound is None else max(bound, value)
        return Outcome(
            Found.PLAN, stopped, counts_of(self._program, self._known.plan), value, bound, statistics
        )

    def _run_phases(self) -> Stopped:
        relaxed = self._continuous_phase()
        if relaxed.values is None:
            return self._ended(relaxed)
        if self._view.binaries:
            self._dive(relaxed.values)  # settling them may take all the time there is
            if self._known.closed:
                return Stopped.CLOSED
        settled = self._settle(relaxed)
        if settled.status in ("infeasible", "time"):
            return self._ended(settled)
        values = relaxed.values if settled.values is None else settled.values
        if not self._view.binaries or values != relaxed.values:
            self._dive(values)
        if self._open_lines >= NEARBY_LINES:
            self._approach(values)
        return Stopped.CLOSED if self._known.closed else self._integer_phase()

    def _approach(self, values: Sequence[float]) -> None:
        """What pays before a large program is solved whole."""
        for step in (self._lower_bound, self._part_phases, partial(self._look_around, values)):
            if self._known.closed or self._nodes_left() == 0:
                return
            step()

    def _look_around(self, values: Sequence[float]) -> None:
        known = self._known.plan
        self._search_nearby(values)
        if self._known.plan is known and not self._known.closed:
            self._flip_binaries(values)

    def _ended(self, run: Run) -> Stopped:
        self._infeasible = run.status == "infeasible"
        return _STOPPED[run.status]

    def _continuous_phase(self) -> Run:
        """Tangents at the continuous optimum until no response is overstated there."""
        self._engine.add_tangents(starting_tangents(self._program))
        while True:
            run = self._engine.relax(self._deadline)
            if run.values is None:
                return run
            self._known.lower(run.bound)
            tangents = cutting_tangents(self._program, run.values, AGREED)
            if not tangents:
                self._relaxed = self._known.bound
                self._known.report("continuous")
                return run
            self._engine.add_tangents(tangents)

    def _settle(self, relaxed: Run) -> Run:
        """Decide the binaries; what no choice of them exceeds is a bound."""
        run = settle(self._program, self._view.binaries, self._engine, relaxed, self._deadline)
        self._engine.release_columns()
        if self._known.denies(run.bound):
            return relaxed  # a known plan disproves it; the integer phase knows what to do then
        self._known.lower(run.bound)
        self._known.report("binaries")
        return run

    def _lower_bound(self) -> None:
        """The bound at the root of the integer program and a few nodes on: no plans are looked for."""
        start = None if self._known.plan is None else self._known.plan.values
        run = self._engine.solve(
            self._limits.gap(self._known.bound) / 2.0,
            self._deadline,
            self._few(ROOT_NODES),
            start,
            self._known.met,
            bound_only=True,
        )
        if run.status == "infeasible" or self._known.denies(run.bound):
            return  # the integer phase knows what to do then
        self._known.lower(run.bound)
        self._known.report("bound")

    def _search_nearby(self, values: Sequence[float]) -> None:
        """An integer solve among the plans near the continuous one, content with one that closes the gap.

        No line moves further than its reduced cost allows a plan that is better than the best so far.
        """
        self._engine.fix_columns({column: round(values[column]) for column in self._view.binaries})
        run = self._engine.relax(self._deadline)
        least = -math.inf if self._known.plan is None else self._known.plan.value
        if run.values is not None and run.bound > least:
            reach = np.floor((run.bound - least) / np.maximum(self._engine.reduced_costs(), 1e-9))
            bounds = neighbourhood(self._program, self._view.binaries, run.values, np.minimum(reach, REACH))
            self._engine.bound_columns(bounds)
            self._nearby_solve()
        self._engine.release_columns()
        self._known.report("nearby")

    def _flip_binaries(self, values: Sequence[float]) -> None:
        """Dives from the choices of binaries next to the one settled on, and on from each better plan."""
        choice: Mapping[int, float] = {column: float(round(values[column])) for column in self._view.binaries}
        known = None
        while self._known.plan is not None and self._known.plan is not known:
            known = self._known.plan
            near = flipped(self._program, choice, self._engine, known.value, self._deadline)
            for other, relaxed in near[:MOST_DIVES]:
                best = self._known.plan
                self._dive(relaxed)
                if self._known.closed:
                    return
                if self._known.plan is not best:
                    choice = other
        self._engine.release_columns()

    def _part_phases(self) -> None:
        """Bounds and a plan from each phase for itself, if that tells more than the continuous bound."""
        run = self._engine.relax(self._deadline)
        if self._known.plan is None or run.values is None or len(set(self._program.phases)) == 1:
            return
        gap = self._limits.gap(self._known.bound) / 10.0
        worth = (run.bound - self._known.plan.value) * TELLING
        for step in decompose(self._program, self._engine, self._known.plan.values, gap, self._deadline):
            self._engine.count(1, step.nodes)
            if self._known.denies(step.bound):
                return  # the integer phase knows what to do then
            self._known.lower(step.bound)
            if step.counts is not None:
                plan = mended(self._view, self._program, step.counts)
                self._known.offer(self._program.judge(step.counts if plan is None else plan))
            if self._known.closed or run.bound - step.bound < worth or self._nodes_left() == 0:
                break
        self._engine.add_tangents(touching_tangents(self._program, self._known.plan.values))
        self._known.report("phases")

    def _nearby_solve(self) -> None:
        gap = self._limits.gap(self._known.bound) / 2.0
        run = self._engine.solve(gap, self._deadline, self._few(NEARBY_NODES), None, self._known.met_nearby)
        if run.values is not None:
            judgement = self._known.judged(run.values)
            self._engine.add_tangents(touching_tangents(self._program, judgement.values))
            self._known.offer(judgement)

    def _few(self, nodes: int) -> int:
        left = self._nodes_left()
        return nodes if left is None else min(nodes, left)

    @property
    def _open_lines(self) -> int:
        return sum(column.high > column.low for column in self._program.columns[: self._program.decisions])

    def _dive(self, values: Sequence[float]) -> None:
        """Plans near the continuous solution; the best one's tangents sharpen the integer phase."""
        for counts in dive(self._program, self._view, self._engine, values, self._deadline):
            self._known.offer(self._program.judge(counts))
            if self._known.closed:
                break
        self._engine.release_columns()
        if self._known.plan is not None:
            self._engine.add_tangents(touching_tangents(self._program, self._known.plan.values))
        self._known.report("dive")

    def _integer_phase(self) -> Stopped:
        """Integer solves over ever more tangents; each lowers the bound and offers a plan.

        A small program is first tried without HiGHS's own searches for plans, which take most of its time.
        """
        seen: tuple[int, ...] | None = None
        quick = self._open_lines < SMALL_LINES
        while self._nodes_left() != 0:
            run = self._integer_solve(quick=quick)
            if self._known.denies(-math.inf if run.status == "infeasible" else run.bound):
                self._turn(self._known.denial())
                continue
            if run.status == "infeasible":
                return self._ended(run)
            self._known.lower(run.bound)
            counts = None if run.values is None else self._take(run.values)
            if self._known.denies(self._known.bound):
                # An earlier bound was false: a plan above it is known now.
                self._known.bound = self._relaxed
                self._turn(self._known.denial())
                continue
            self._known.report("integer")
            if quick and run.status == "nodes" and not self._known.closed:
                quick = False
                continue
            if self._known.closed or run.status not in ("optimal", "enough"):
                return Stopped.CLOSED if self._known.closed else self._ended(run)
            if counts == seen:
                self._turn(UNRESOLVED)
            seen = counts
        return Stopped.NODES

    def _integer_solve(self, *, quick: bool = False) -> Run:
        """Ask for half of the gap, so that bound and true value can still meet within the whole."""
        value = self._known.bound if self._known.plan is None else self._known.plan.value
        start = None if self._known.plan is None else self._known.plan.values
        gap = self._limits.gap(value) / 2.0

        def solved(start: Sequence[Number] | None = None) -> Run:
            nodes = self._few(QUICK_NODES) if quick else self._nodes_left()
            return self._engine.solve(gap, self._deadline, nodes, start, self._known.met, bound_only=quick)

        return told_apart(self._program, self._engine, self._known, solved(start), solved)

    def _nodes_left(self) -> int | None:
        if self._limits.nodes is None:
            return None
        return max(0, self._limits.nodes - self._engine.statistics.nodes)

    def _take(self, values: Sequence[float]) -> tuple[int, ...]:
        """Offer the solver's solution, rounded; cut off what its tangents overstated.

        Returns:
            The counts, whether they are allowed or not.
        """
        judgement = self._known.judged(values)
        counts = counts_of(self._program, judgement)
        self._engine.add_tangents(touching_tangents(self._program, judgement.values))
        if not judgement.broken:
            self._known.offer(judgement)
        else:
            repaired = mended(self._view, self._program, counts)
            if repaired is not None:
                self._known.offer(self._program.judge(repaired))
        return counts

    def _turn(self, reason: str) -> None:
        """Go the other way through the program from here on, or give up when both failed."""
        if self._turned:
            raise SolverError(reason)
        self._turned = True
        self._engine.turn()
