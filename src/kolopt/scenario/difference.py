"""What differs between two scenarios, value by value, leaving out what is only for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kolopt.money import parse_number
from kolopt.scenario.digest import for_people
from kolopt.scenario.nodes import Mapping, Node, descend, flow_text, plain, put, states_number
from kolopt.scenario.shape import fields, shape_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kolopt.scenario.load import Case
    from kolopt.scenario.nodes import Path

WHOLE = ("orders",)
"""Sections of many rows that change together."""


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


def changes(first: Node, second: Node) -> tuple[Change, ...]:
    """Every value that can change a number or a verdict and differs, in the order of the first scenario.

    A number with its range is one value, shown by its base where that differs.

    Args:
        first: the tree of a valid scenario.
        second: likewise.
    """
    return tuple(change for _, change in _changes(first, second, ()))


def changed_records(first: Case, second: Case) -> dict[Path, tuple[Change, ...]]:
    """The changes of :func:`changes` by the record that holds them, in the same order.

    A record is what stands under an id of a table (``tiers.micro``) or under a key of another
    (``budget.total``); a value at the root is its own, and so are all booked rows together.
    """
    records: dict[Path, tuple[Change, ...]] = {}
    for path, change in _changes(first.tree, second.tree, ()):
        record = path[: 1 if path[0] in WHOLE else 2]
        records[record] = (*records.get(record, ()), change)
    return records


def with_records(first: Case, second: Case, paths: Iterable[Path]) -> dict[str, Any]:
    """The first scenario's document with what the second one states at some paths.

    The result is what :func:`kolopt.scenario.load.from_document` checks; it need not be a valid scenario.
    """
    tree = first.tree
    for path in paths:
        found = descend(second.tree, path)
        tree = put(tree, path, found[1] if found else None, tree.at)
    document: dict[str, Any] = plain(tree)
    return document


def _changes(before: Node | None, after: Node | None, path: Path) -> Iterator[tuple[Path, Change]]:
    if path and for_people(path, fields(shape_at(path[:-1]))):
        return
    if _is_table(before) and _is_table(after):
        keys = dict.fromkeys((*_keys(before), *_keys(after)))
        for key in keys:
            yield from _changes(_below(before, key), _below(after, key), (*path, key))
    elif not _same(_base(before), _base(after)):
        yield path, Change(".".join(path), _text(_base(before)), _text(_base(after)))
    elif _ranges(before) != _ranges(after):
        yield path, Change(".".join(path), _text(before), _text(after))


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
