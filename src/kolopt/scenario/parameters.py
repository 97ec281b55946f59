"""What every ``$parameter`` of a rule stands for: stated by the scenario, or set by a level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kolopt.scenario.market_schema import Parameter
    from kolopt.scenario.quantities import Sourced
    from kolopt.scenario.schema import Scenario

LEVELS = ("competition", "entry_stage")
"""Keys of a scenario that choose a level of the market."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A parameter's value.

    Attributes:
        text: a number or a share, as written.
        path: dotted path of the value.
        assumed: it is marked as an assumption.
        beats: what the level would set, "" when no level sets it or the level decides.
    """

    text: str
    path: str
    assumed: bool
    beats: str = ""


def chosen_level(scenario: Scenario, level: str) -> str:
    """The option in force of a level of the market: the scenario's, else the market's default."""
    stated: str | None = getattr(scenario, level)
    return scenario.levels[level].default if stated is None else stated


def resolve_parameters(scenario: Scenario) -> dict[str, Resolved]:
    """All parameters of a consistent scenario, sorted by name."""
    found: dict[str, Resolved] = {}
    for level, choices in scenario.levels.items():
        option = chosen_level(scenario, level)
        for name, value in choices.options[option].items():
            path = f"levels.{level}.options.{option}.{name}"
            found[name] = Resolved(value.base, path, _assumed(value, choices))
    for name, value in scenario.parameters.items():
        beats = found[name].text if name in found else ""
        found[name] = Resolved(value.base, f"parameters.{name}", _assumed(value, None), beats)
    return dict(sorted(found.items()))


def _assumed(value: Parameter, record: Sourced | None) -> bool:
    """Whether a value is an assumption, by its own mark or else by that of its record."""
    if value.status is not None or value.source is not None or record is None:
        return value.status == "assumption"
    return record.status == "assumption"
