"""The guesses that a plan rests on, each with the change that halves or doubles it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from kolopt.money import decimal_text
from kolopt.scenario.assumptions import known_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kolopt.economics.goals import GoalModel
    from kolopt.explore.subject import Subject
    from kolopt.scenario.schema import Phase, Scenario

PARAMETERS = {"reach": "audience", "saturation": "half_at", "share": "rivals", "linear": "target"}
"""Response → the goal's parameter."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A number that nobody knows for sure.

    Attributes:
        path: where it stands; of yields, the record that holds them.
        what: in words.
        paths: every value that is scaled with it.
        base: for a value that no field states yet, what it is; None for one that is scaled in place.
        assumed: the inputs say that it is an assumption; of several values, that one is.
        source: where it is from; of several values, of each; None for an assumption, or where one
            states none.
    """

    path: str
    what: str
    paths: tuple[str, ...]
    base: Fraction | None = None
    assumed: bool = False
    source: str | None = None

    def changes(self, factor: str) -> tuple[str, ...]:
        """The overrides that multiply it by a factor."""
        if self.base is None:
            return tuple(f"{path}*={factor}" for path in self.paths)
        return tuple(f"{path}={decimal_text(self.base * Fraction(factor))}" for path in self.paths)


def guesses(subject: Subject) -> tuple[Guess, ...]:
    """Goal parameters, half-lives, phase weights, and quotes and yields of the tiers that can be bought."""
    scenario = subject.case.scenario
    return (
        *(_goal(subject, goal) for goal in subject.economics.goals if any(goal.weight_by_phase)),
        *_half_lives(subject),
        *(guess for phase in scenario.phases for guess in _weight(subject, phase)),
        *(guess for tier in _tiers(subject) for guess in _tier(scenario, tier)),
    )


def _guess(
    scenario: Scenario,
    what: str,
    path: str,
    paths: tuple[str, ...] = (),
    *,
    default: str = "",
    base: Fraction | None = None,
) -> Guess:
    """A guess with what the inputs say about it; where no field states it, about the value at ``default``."""
    scaled = paths or (path,)
    said = [known_of(scenario, stated) for stated in ((default,) if default else scaled)]
    sources = [known.source for known in said if known.source]
    source = ", ".join(dict.fromkeys(sources)) if len(sources) == len(said) else None
    return Guess(path, what, scaled, base, any(known.assumed for known in said), source)


def _goal(subject: Subject, goal: GoalModel) -> Guess:
    spec = subject.case.scenario.goals[goal.id]
    name = PARAMETERS[goal.response.shape]
    path = f"goals.{goal.id}.{name}"
    what = f"{name} of {goal.id}"
    if spec.anchor is not None:
        path, what = f"goals.{goal.id}.anchor.stock", f"anchor of {goal.id}"
    return _guess(subject.case.scenario, what, path)


def _half_lives(subject: Subject) -> Iterator[Guess]:
    """Every half-life that is stated and is a number of days."""
    document = subject.case.document
    holders = [("", document), *((f"tiers.{name}.", record) for name, record in document["tiers"].items())]
    holders += [(f"offers.{name}.", record) for name, record in (document.get("offers") or {}).items()]
    for prefix, record in holders:
        decay = record.get("decay") if isinstance(record, dict) else None
        stated = decay.get("half_life") if isinstance(decay, dict) else None
        if stated is not None and stated != "none":
            path = f"{prefix}decay.half_life"
            of = f" of {prefix.split('.')[1]}" if prefix else ""
            yield _guess(subject.case.scenario, f"half-life{of}", path)


def _weight(subject: Subject, phase: Phase) -> Iterator[Guess]:
    scenario = subject.case.scenario
    if len(scenario.phases) == 1:
        return
    path = f"phases.{phase.id}.weight"
    what = f"weight of {phase.id}"
    if phase.weight is not None:
        yield _guess(scenario, what, path)
        return
    base = scenario.phase_kinds[phase.kind].weight.base
    yield _guess(scenario, what, path, default=f"phase_kinds.{phase.kind}.weight", base=base)


def _tiers(subject: Subject) -> Iterator[str]:
    """Tiers of which something can be bought at all."""
    lines = [offer.tier for _ in subject.economics.phases for offer in subject.economics.offers]
    highs = [column.high for column in subject.program.columns[: subject.program.decisions]]
    for tier in dict.fromkeys(tier for tier in lines if tier):
        if any(high for name, high in zip(lines, highs, strict=True) if name == tier):
            yield tier


def _tier(scenario: Scenario, tier: str) -> Iterator[Guess]:
    record = scenario.tiers[tier]
    flows = [name for name in record.yields if scenario.kpis[name].kind == "flow"]
    quote = f"tiers.{tier}.quote"
    yield _guess(scenario, f"quote of {tier}", quote)
    if flows:
        path = f"tiers.{tier}.yields"
        paths = tuple(f"{path}.{name}" for name in flows)
        yield _guess(scenario, f"yields of {tier}", path, paths)
