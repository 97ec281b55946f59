"""One tree from a market, its scenario's parents and the scenario: merged, in canonical form and order.

Canonical form: a list of records is a mapping by ``id``; a bare value under ``goals`` is a
weight, under ``rules`` a rule. Canonical order: keys as in the market, then the others
sorted (:func:`ordered`), so that the order of keys in a scenario changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kolopt.diagnostics import Diagnostic
from kolopt.scenario.nodes import Mapping, Node, Path, Scalar, Sequence, states_number
from kolopt.scenario.sources import Layer, read_layers

CODES = {"duplicate-id": "two records of a list have the same id"}
"""Diagnostic codes of this module."""

SHORTHAND = {"goals": "weight", "rules": "rule"}
"""Section → what a bare value under one of its ids stands for."""


@dataclass(frozen=True, slots=True)
class Composition:
    """A merged scenario.

    Attributes:
        tree: the merged content, in no particular order, with ``kolopt`` and ``market`` of the scenario.
        layers: what each file contributed, in canonical form; the market first.
        findings: errors after which composing could go on.
    """

    tree: Mapping
    layers: tuple[Layer, ...]
    findings: tuple[Diagnostic, ...]


def compose(path: str, *, allow_outside: bool = False) -> Composition:
    """Read and merge everything that a scenario builds on.

    Args:
        path: the scenario file; ``-`` for standard input.
        allow_outside: whether ``extends`` and ``market`` may leave the scenario's folder.

    Raises:
        InvalidInputError: a file cannot be read.
    """
    raw, notes = read_layers(path, allow_outside=allow_outside)
    findings = list(notes)
    layers = tuple(replace(layer, tree=canonical(layer.tree, findings)) for layer in raw)
    tree = Mapping((), layers[-1].tree.at)
    for layer in layers:
        tree = overlay(tree, layer.tree)
    tree = canonical(tree, findings)
    return Composition(replace(tree, entries=(*_identity(layers), *tree.entries)), layers, tuple(findings))


def canonical(tree: Mapping, findings: list[Diagnostic]) -> Mapping:
    """A file's content in canonical form; duplicate ids are added to ``findings``."""
    entries = []
    for key, node in tree.entries:
        keyed = _keyed(node, findings)
        if (meaning := SHORTHAND.get(key.text)) and isinstance(keyed, Mapping):
            keyed = _with_values(keyed, [_expanded(meaning, value) for _, value in keyed.entries])
        entries.append(keyed)
    return _with_values(tree, entries)


def _with_values(node: Mapping, values: list[Node]) -> Mapping:
    """The mapping with other values; itself where none is another, so that what is settled stays the same."""
    if all(new is old for new, (_, old) in zip(values, node.entries, strict=True)):
        return node
    return replace(
        node, entries=tuple((key, value) for (key, _), value in zip(node.entries, values, strict=True))
    )


def overlay(parent: Mapping, child: Mapping) -> Mapping:
    """The child's content over the parent's: mappings merge, null removes, all else replaces.

    A rule, and a number record that states ``base``, replace the parent's wholly, so that a
    source or a reason never stays behind under another number.
    """
    merged = _merge(parent, child, ())
    return merged if isinstance(merged, Mapping) else parent


def _keyed(node: Node, findings: list[Diagnostic]) -> Node:
    """Lists of records as mappings by id, all the way down."""
    match node:
        case Mapping():
            keyed = _with_values(node, [_keyed(value, findings) for _, value in node.entries])
            return _renamed(keyed, findings) if node.listed else keyed
        case Sequence() if node.items and all(_record_id(item) for item in node.items):
            return _by_id(node, findings)
        case Sequence():
            return replace(node, items=tuple(_keyed(item, findings) for item in node.items))
    return node


def _record_id(node: Node) -> Scalar | None:
    found = _stated_id(node)
    return found if isinstance(found, Scalar) and found.text else None


def _by_id(node: Sequence, findings: list[Diagnostic]) -> Mapping:
    records: dict[str, tuple[Scalar, Node]] = {}
    for item in node.items:
        name = _record_id(item)
        if name is None or not isinstance(item, Mapping):
            continue
        if name.text in records:
            line = records[name.text][0].at.line
            message = f"the id `{name.text}` stands twice, first in line {line}"
            findings.append(
                Diagnostic("duplicate-id", message, at=name.at, hint="give each record its own id")
            )
            continue
        fields = tuple((key, _keyed(value, findings)) for key, value in item.entries if key.text != "id")
        records[name.text] = name, Mapping(fields, item.at)
    return Mapping(tuple(records.values()), node.at, listed=True)


def _renamed(node: Mapping, findings: list[Diagnostic]) -> Mapping:
    """Records that state an ``id``, as overrides and children of a list do, keyed by it."""
    if not any(isinstance(_stated_id(value), Scalar) for _, value in node.entries):
        return node
    kept = {key.text for key, value in node.entries if not isinstance(_stated_id(value), Scalar)}
    entries = []
    for key, value in node.entries:
        name = _stated_id(value)
        if not isinstance(name, Scalar) or not isinstance(value, Mapping):
            entries.append((key, value))
        elif name.text in kept:
            message = f"another record has the id `{name.text}` already"
            findings.append(
                Diagnostic("duplicate-id", message, at=name.at, hint="give each record its own id")
            )
        else:
            kept.add(name.text)
            fields = tuple(entry for entry in value.entries if entry[0].text != "id")
            entries.append((name, replace(value, entries=fields)))
    return replace(node, entries=tuple(entries))


def _stated_id(node: Node) -> Node | None:
    return node.get("id") if isinstance(node, Mapping) else None


def _expanded(meaning: str, value: Node) -> Node:
    if isinstance(value, Scalar) and not value.is_null:
        return Mapping(((Scalar(meaning, value.at), value),), value.at)
    return value


def _merge(parent: Node | None, child: Node, path: Path) -> Node | None:
    """The child over the parent; None when the child says "nothing"."""
    if not isinstance(child, Mapping):
        return None if isinstance(child, Scalar) and child.is_null else child
    whole = states_number(child) or (len(path) == 2 and path[0] == "rules")
    base = parent if isinstance(parent, Mapping) and not whole else Mapping((), child.at)
    merged = {key.text: (key, node) for key, node in base.entries}
    for key, node in child.entries:
        below = merged[key.text][1] if key.text in merged else None
        value = _merge(below, node, (*path, key.text))
        if value is None:
            merged.pop(key.text, None)
        else:
            merged[key.text] = key, value
    return Mapping(tuple(merged.values()), child.at, listed=base.listed or child.listed)


def ordered(tree: Mapping, guide: Mapping | None, settled: Mapping | None = None) -> Mapping:
    """The tree with its keys as in the guide (the market), then the others sorted, all the way down.

    Args:
        tree: in canonical form.
        guide: whose order is kept.
        settled: an ordered tree; the sections that the tree shares with it are left as they are.
    """
    known = {name: number for number, name in enumerate(guide.keys())} if guide else {}
    entries = sorted(tree.entries, key=lambda entry: (known.get(entry[0].text, len(known)), entry[0].text))
    return replace(
        tree,
        entries=tuple(
            (key, value if settled and value is settled.get(key.text) else _ordered_value(key, value, guide))
            for key, value in entries
        ),
    )


def _ordered_value(key: Scalar, value: Node, guide: Mapping | None) -> Node:
    below = guide.get(key.text) if guide else None
    return (
        ordered(value, below if isinstance(below, Mapping) else None) if isinstance(value, Mapping) else value
    )


def _identity(layers: tuple[Layer, ...]) -> tuple[tuple[Scalar, Node], ...]:
    """``kolopt`` of the scenario itself, and ``market`` of the last file that names one."""
    version = layers[-1].structure.entry("kolopt")
    named = [entry for layer in layers[1:] if (entry := layer.structure.entry("market"))]
    market = [entry for entry in named if not (isinstance(entry[1], Scalar) and entry[1].is_null)][-1:]
    return (*((version,) if version else ()), *market)
