"""Changing a scenario from outside, by one mechanism: ``--set``, what-if variants, sweeps and repairs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from kolopt.diagnostics import Position, refuse
from kolopt.errors import InvalidInputError
from kolopt.scenario.characters import check_characters
from kolopt.scenario.nodes import Mapping, Node, Path, Scalar
from kolopt.scenario.text import parse

CODES = {"bad-override": "an override is not path=value, path*=factor or path+=amount"}
"""Diagnostic codes of this module."""

Operator = Literal["=", "*=", "+="]
_OPERATORS: dict[str, Operator] = {"times": "*=", "plus": "+="}
_PARTS = re.compile(r"(?P<path>[^=]*?)(?P<operator>[*+]?=)(?P<value>.*)", re.DOTALL)
FORM = "write path=value, path*=1.3 or path+=50k"
"""The cure for an override of another form."""


@dataclass(frozen=True, slots=True)
class Patch:
    """One change, not yet applied.

    Attributes:
        path: keys from the root; lists of records go by id.
        operator: set, scale or shift.
        value: the new value, or the factor or summand as a scalar.
        at: where the change is written.
    """

    path: Path
    operator: Operator
    value: Node
    at: Position


def parse_patch(text: str) -> Patch:
    """Read ``path=value``, ``path*=1.3`` or ``path+=50k``.

    A value in braces, brackets or quotes is YAML; ``null`` and an empty one remove; all else is
    taken as it stands, so that nothing in it needs quoting.

    Raises:
        InvalidInputError: the text has another form.
    """
    file = f"--set '{text}'"
    check_characters(text, "--set")
    match = _PARTS.fullmatch(text)
    if match is None or not all(path := tuple(part.strip() for part in match["path"].split("."))):
        refuse("bad-override", f"`{text}` is not an override", Position(file, 1, 1), FORM)
    value = match["value"].strip()
    at = Position(file, 1, match.start("value") + 1)
    operator: Operator = "*=" if match["operator"] == "*=" else "+=" if match["operator"] == "+=" else "="
    if operator != "=" and not value:
        refuse("bad-override", f"`{text}` names no number", at, FORM)
    return Patch(path, operator, _value(value, at), at)


def read_patch(path: Scalar, value: Node) -> Patch:
    """A change as a what-if file holds it: dotted path → value, ``{times: 1.3}`` or ``{plus: 50k}``.

    Raises:
        InvalidInputError: the path has an empty part, or the factor is not one value.
    """
    parts = tuple(part.strip() for part in path.text.split("."))
    if not all(parts):
        refuse("bad-override", f"`{path.text}` is not a path", path.at, "write tiers.micro.quote")
    if isinstance(value, Mapping) and len(value.entries) == 1:
        name, amount = value.entries[0]
        if operator := _OPERATORS.get(name.text):
            if not isinstance(amount, Scalar) or not amount.text:
                refuse("bad-override", f"`{name.text}` needs one number", amount.at, "write {times: 1.3}")
            return Patch(parts, operator, amount, amount.at)
    return Patch(parts, "=", value, value.at)


def _value(text: str, at: Position) -> Node:
    if not text.startswith(("{", "[", '"', "'")):
        return Scalar(text, at)
    # Blanks put the columns right; the text itself starts where the value does.
    node, findings = parse(" " * (at.column - 1) + text, at.file)
    if findings:
        raise InvalidInputError(findings)
    return node
