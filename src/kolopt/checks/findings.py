"""Findings on good practice: what a lint says, how much it weighs, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Generic, TypeVar

from kolopt.diagnostics import Severity

if TYPE_CHECKING:
    from kolopt.scenario.schema import Scenario

Facts = TypeVar("Facts")
"""What a lint looks at: the inputs alone, or inputs and a plan."""

Limits = Mapping[str, Fraction]
"""Numbers that the market sets for a lint."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that good practice advises against.

    Attributes:
        code: the lint's id.
        severity: as the market sets it; an error stops the run unless it is silenced.
        message: what was found, with its numbers.
        why: the market's reason.
        source: the market's source, or "".
        silenced: the scenario's reason why it does not apply, or None.
    """

    code: str
    severity: Severity
    message: str
    why: str
    source: str
    silenced: str | None

    @property
    def stops(self) -> bool:
        """Whether the run must stop: an error that nobody has silenced."""
        return self.severity is Severity.ERROR and self.silenced is None


@dataclass(frozen=True, slots=True)
class Remark:
    """What a lint has to say; ``mitigated`` when a stated reason makes an error a warning."""

    message: str
    mitigated: bool = False


@dataclass(frozen=True, slots=True)
class Lint(Generic[Facts]):
    """One check.

    Attributes:
        look: gives a remark for each thing found.
        limits: names of the numbers that the market must set for it.
    """

    look: Callable[[Facts, Limits], Iterator[Remark]]
    limits: tuple[str, ...] = ()


def run(lints: Mapping[str, Lint[Facts]], scenario: Scenario, facts: Facts) -> tuple[Finding, ...]:
    """Run the lints that the market defines with all their limits, in the order given."""
    findings: list[Finding] = []
    for code, lint in lints.items():
        record = scenario.lints.get(code)
        if record is None or any(name not in record.limits for name in lint.limits):
            continue
        limits = {name: number.base for name, number in record.limits.items()}
        findings.extend(_findings(scenario, code, lint.look(facts, limits)))
    return tuple(findings)


def _findings(scenario: Scenario, code: str, remarks: Iterable[Remark]) -> Iterator[Finding]:
    record = scenario.lints[code]
    for remark in remarks:
        severity = Severity(record.severity)
        if remark.mitigated and severity is Severity.ERROR:
            severity = Severity.WARNING
        yield Finding(
            code=code,
            severity=severity,
            message=remark.message,
            why=record.why,
            source=record.source or "",
            silenced=scenario.silence.get(code),
        )
