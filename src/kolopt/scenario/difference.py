"""What differs between two scenarios, value by value, leaving out what is only for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kolopt.money import parse_number
from kolopt.scenario.digest import for_people
from kolopt.scenario.nodes import Mapping, Node, flow_text, plain, states_number
from kolopt.scenario.shape import fields, shape_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kolopt.scenario.load import Case
    from kolopt.scenario.nodes import Path


@dataclass(frozen=True, slots=True)
class Change:
    """One value that two scenarios state differently.

    Attributes:
        path: dotted.
        before, after: as one-line YAML; None where it is not stated.
    """

    path: str
    before: str | None
    after: str | None


def changes(first: Case, second: Case) -> tuple[Change, ...]:
    """Every value that can change a number or a verdict and differs, in the order of the first scenario.

    A number with its range is one value, shown by its base where that differs.
    """
    return tuple(_changes(first.tree, second.tree, ()))


def _changes(before: Node | None, after: Node | None, path: Path) -> Iterator[Change]:
    if path and for_people(path, fields(shape_at(path[:-1]))):
        return
    if _is_table(before) and _is_table(after):
        keys = dict.fromkeys((*_keys(before), *_keys(after)))
        for key in keys:
            yield from _changes(_below(before, key), _below(after, key), (*path, key))
    elif not _same(_base(before), _base(after)):
        yield Change(".".join(path), _text(_base(before)), _text(_base(after)))
    elif _ranges(before) != _ranges(after):
        yield Change(".".join(path), _text(before), _text(after))


def _is_table(node: Node | None) -> bool:
    return isinstance(node, Mapping) and not states_number(node)


def _keys(node: Node | None) -> tuple[str, ...]:
    return node.keys() if isinstance(node, Mapping) else ()


def _below(node: Node | None, key: str) -> Node | None:
    return node.get(key) if isinstance(node, Mapping) else None


def _base(node: Node | None) -> Node | None:
    """The number itself of a number with its range; any other node as it is."""
    return _below(node, "base") if states_number(node) else node


def _ranges(node: Node | None) -> tuple[str, ...]:
    sides = (_below(node, name) for name in ("low", "high")) if states_number(node) else ()
    return tuple(flow_text(side) for side in sides if side is not None)


def _text(node: Node | None) -> str | None:
    return None if node is None else flow_text(node)


def _same(one: Node | None, other: Node | None) -> bool:
    """Whether two values mean the same: ``1.2M`` is 1200000."""
    if one is None or other is None:
        return one is other
    if plain(one) == plain(other):
        return True
    try:
        return parse_number(flow_text(one)) == parse_number(flow_text(other))
    except ValueError:
        return False
