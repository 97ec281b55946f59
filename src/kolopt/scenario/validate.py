"""From plain data to a checked scenario, with every error at its place."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from kolopt.diagnostics import Diagnostic, Severity, raise_errors
from kolopt.errors import InvalidInputError
from kolopt.scenario.complaints import complaints, place
from kolopt.scenario.consistency import check
from kolopt.scenario.parameters import LEVELS
from kolopt.scenario.schema import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kolopt.scenario.nodes import Mapping

CODES = {
    "level-default": "a scenario leaves a level to the market's default",
    "kind-default": "a phase states no kind",
}
"""Diagnostic codes of this module."""


def validate(
    document: dict[str, Any], tree: Mapping, earlier: tuple[Diagnostic, ...]
) -> tuple[Scenario, tuple[Diagnostic, ...]]:
    """The scenario that a document states, and its notices.

    Args:
        document: plain data in canonical form.
        tree: the nodes behind it, for places.
        earlier: findings of its text.

    Raises:
        InvalidInputError: with all errors of text, schema and consistency together.
    """
    places = {finding.at for finding in earlier}
    scenario, schema_findings = _validated(document, tree)
    # A text that YAML itself garbled is reported once, as what it is.
    findings = [*earlier, *(finding for finding in schema_findings if finding.at not in places)]
    if scenario is not None:
        findings.extend(finding.at(place(tree, finding.path)) for finding in check(scenario))
    raise_errors(findings)
    if scenario is None:
        raise InvalidInputError(findings or schema_findings)
    return scenario, (*findings, *_defaults(scenario, tree))


def _validated(document: dict[str, Any], tree: Mapping) -> tuple[Scenario | None, tuple[Diagnostic, ...]]:
    try:
        return Scenario.model_validate(document), ()
    except ValidationError as error:
        findings = complaints(error, document, tree)
        locations = [item["loc"] for item in error.errors() if item["type"] == "extra_forbidden"]
    # Without the keys that are merely unknown, the rest can often be checked in the same run.
    trimmed = copy.deepcopy(document)
    for location in locations:
        _remove(trimmed, location)
    try:
        return Scenario.model_validate(trimmed), findings
    except ValidationError:
        return None, findings


def _remove(document: Any, location: tuple[str | int, ...]) -> None:
    value = document
    for step in location[:-1]:
        if isinstance(step, int) or (isinstance(value, dict) and step in value):
            value = value[step]
    if isinstance(value, dict):
        value.pop(location[-1], None)


def _defaults(scenario: Scenario, tree: Mapping) -> Iterator[Diagnostic]:
    """Notices about choices that the scenario leaves to a default."""
    for level in LEVELS:
        if level in scenario.levels and getattr(scenario, level) is None:
            choices = scenario.levels[level]
            message = f"`{level}` is not stated; the market's default is {choices.default}"
            hint = f"state one of {', '.join(choices.options)}"
            yield Diagnostic("level-default", message, Severity.NOTICE, hint=hint)
    for phase in scenario.phases:
        if "kind" not in phase.model_fields_set:
            message = f"the phase `{phase.id}` states no kind and is taken as {phase.kind}"
            hint = f"state one of {', '.join(scenario.phase_kinds)}"
            at = place(tree, ("phases", phase.id))
            yield Diagnostic("kind-default", message, Severity.NOTICE, at, hint)
