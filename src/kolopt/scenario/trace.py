"""Where a value comes from: through the market, the parents, the scenario and its overrides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from kolopt.diagnostics import did_you_mean, refuse
from kolopt.scenario.nodes import Mapping, Node, Path, descend, flow_text, states_number
from kolopt.scenario.shape import fields, shape_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kolopt.diagnostics import Position
    from kolopt.scenario.load import Case
    from kolopt.scenario.sources import Origin

CODES = {
    "no-such-value": "a path names nothing in the scenario",
    "not-stated": "a path is known, but no file states a value there",
}
"""Diagnostic codes of this module."""


@dataclass(frozen=True, slots=True)
class Step:
    """One statement of a value.

    Attributes:
        path: dotted path of the value.
        origin: market, scenario or override.
        at: where it is written; None for a plan's own inputs.
        text: the value as one-line YAML.
        final: the value in force; the earlier ones it replaced.
    """

    path: str
    origin: Origin
    at: Position | None
    text: str
    final: bool


def trace(case: Case, path: str) -> tuple[Step, ...]:
    """Every statement of the value at a dotted path, in the order in which they were laid over each other.

    A mapping is traced value by value; a number with its range and source is one value. A
    ``$parameter`` is traced by its name, a rule's number by the rule's text.

    Raises:
        InvalidInputError: no value is stated there; with the nearest path that exists.
    """
    parts = _aim(case, tuple(part.strip() for part in path.split(".")))
    found = descend(case.tree, parts)
    if found is None:
        _refuse(case.tree, parts, path)
    return tuple(step for leaf, node in _leaves(found[1], parts) for step in _steps(case, leaf, node))


def _aim(case: Case, path: Path) -> Path:
    """The path of the value itself, for a parameter that a level sets and for a rule's number."""
    name = path[-1].removeprefix("$")
    by_name = path in ((f"${name}",), ("parameters", name))
    if by_name and name in case.parameters:
        return tuple(case.parameters[name].path.split("."))
    if len(path) in (3, 4) and path[0] == "rules" and path[2] == "number":
        return ("rules", path[1], "rule")
    return path


def _leaves(node: Node, path: Path) -> Iterator[tuple[Path, Node]]:
    if isinstance(node, Mapping) and node.entries and not states_number(node):
        for key, value in node.entries:
            yield from _leaves(value, (*path, key.text))
    else:
        yield path, node


def _steps(case: Case, path: Path, final: Node) -> Iterator[Step]:
    dotted = ".".join(path)
    stated = [(layer.origin, found[1]) for layer in case.layers if (found := descend(layer.tree, path))]
    if not stated or stated[-1][1].at != final.at:
        stated.append((case.origin(path), final))
    for number, (origin, node) in enumerate(stated, 1):
        at = node.at if case.layers else None
        yield Step(dotted, origin, at, flow_text(node), final=number == len(stated))


def _refuse(tree: Mapping, path: Path, dotted: str) -> NoReturn:
    if path[-1] in fields(shape_at(path[:-1])) and descend(tree, path[:-1]) is not None:
        message = f"`{dotted}` is not stated in any file, so its default holds"
        refuse("not-stated", message, hint=f"set it with --set {dotted}=…")
    depth = next(length for length in range(len(path)) if descend(tree, path[: length + 1]) is None)
    parent = descend(tree, path[:depth])
    keys = parent[1].keys() if parent and isinstance(parent[1], Mapping) else ()
    known = dict.fromkeys((*keys, *fields(shape_at(path[:depth]))))
    where = f"`{'.'.join(path[:depth])}`" if depth else "the scenario"
    refuse("no-such-value", f"{where} has no `{path[depth]}`", hint=did_you_mean(path[depth], known))
