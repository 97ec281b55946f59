"""A file's content as immutable text nodes; every node knows where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from kolopt.diagnostics import refuse

if TYPE_CHECKING:
    from kolopt.diagnostics import Position


CODES = {"not-plain": "a plan's inputs hold something else than texts, lists and mappings"}
"""Diagnostic codes of this module."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text as it stands in the file.

    Attributes:
        text: without quotes.
        at: its first character, inside the quotes.
        quoted: tells the text ``"null"`` from ``null``.
    """

    text: str
    at: Position
    quoted: bool = False

    @property
    def is_null(self) -> bool:
        """Whether the file says "nothing" here, which removes an inherited value."""
        return not self.quoted and self.text in ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in order.

    Attributes:
        entries: pairs of key and value; no key twice.
        at: the first key, or the opening brace.
        listed: the file writes it as a list of records; the keys are the records' ids.
    """

    entries: tuple[tuple[Scalar, Node], ...]
    at: Position
    listed: bool = False
    _by_key: dict[str, tuple[Scalar, Node]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_key", {entry[0].text: entry for entry in self.entries})

    def entry(self, key: str) -> tuple[Scalar, Node] | None:
        """Key and value, None when there is no such key."""
        return self._by_key.get(key)

    def get(self, key: str) -> Node | None:
        """The value of a key, None when there is no such key."""
        entry = self.entry(key)
        return entry[1] if entry else None

    def keys(self) -> tuple[str, ...]:
        """The keys' texts in order."""
        return tuple(name.text for name, _ in self.entries)


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    at: Position


Node = Scalar | Mapping | Sequence
Path = tuple[str, ...]
"""Keys from the root; a record of a list goes by its id, an item of a plain list by its number from 1."""

_NUMBER_KEYS = ("base", "low", "high", "source", "as_of", "status", "why")


def states_number(node: Node | None) -> bool:
    """Whether a node is a whole number record, ``{base: …, low: …, source: …}``."""
    if not isinstance(node, Mapping):
        return False
    keys = node.keys()
    return "base" in keys and all(key in _NUMBER_KEYS for key in keys)


def descend(node: Node, path: Path) -> tuple[Scalar | None, Node] | None:
    """The key and the value at a path (no key for the root and for items), None when nothing is there."""
    key: Scalar | None = None
    for step in path:
        if isinstance(node, Mapping):
            if (entry := node.entry(step)) is None:
                return None
            key, node = entry
        elif isinstance(node, Sequence) and step.isdecimal() and 1 <= int(step) <= len(node.items):
            key, node = None, node.items[int(step) - 1]
        else:
            return None
    return key, node


def put(node: Mapping, path: Path, value: Node | None, at: Position) -> Mapping:
    """The mapping with a value set, added or (None) removed at a path, in which mappings may be made.

    Args:
        node: the mapping to change.
        path: keys, at least one.
        value: what shall stand there.
        at: the place that new keys carry.
    """
    key, rest = path[0], path[1:]
    below = node.get(key)
    new: Node | None = value
    if rest:
        new = put(below if isinstance(below, Mapping) else Mapping((), at), rest, value, at)
    if below is None:
        return node if new is None else replace(node, entries=(*node.entries, (Scalar(key, at), new)))
    entries = [(name, new if name.text == key else kept) for name, kept in node.entries]
    return replace(node, entries=tuple((name, kept) for name, kept in entries if kept is not None))


def flow_text(node: Node) -> str:
    """A node on one line, as YAML flow text, for people to read."""
    match node:
        case Scalar(text=text, quoted=quoted):
            return f'"{text}"' if quoted and (Scalar(text, node.at).is_null or "," in text) else text
        case Sequence(items=items):
            return "[" + ", ".join(flow_text(item) for item in items) + "]"
        case Mapping(entries=entries):
            return "{" + ", ".join(f"{key.text}: {flow_text(value)}" for key, value in entries) + "}"


def plain(node: Node) -> Any:
    """A node as plain mappings, lists and texts (None for null), lists of records as lists with ``id``."""
    match node:
        case Scalar(text=text):
            return None if node.is_null else text
        case Sequence(items=items):
            return [plain(item) for item in items]
        case Mapping(entries=entries, listed=True):
            return [_record(key, value) for key, value in entries]
        case Mapping(entries=entries):
            return {key.text: plain(value) for key, value in entries}


def from_plain(value: Any, at: Position) -> Node:
    """Plain data as nodes, all at one place; lists of records are keyed by id, every text is literal.

    Raises:
        InvalidInputError: the data holds something else than texts, lists and mappings by text.
    """
    match value:
        case str():
            return Scalar(value, at, quoted=True)
        case list() if value and all(isinstance(_id(item), str) for item in value):
            return Mapping(tuple(_from_record(item, at) for item in value), at, listed=True)
        case list():
            return Sequence(tuple(from_plain(item, at) for item in value), at)
        case dict() if all(isinstance(key, str) for key in value):
            return Mapping(tuple((Scalar(key, at), from_plain(item, at)) for key, item in value.items()), at)
    refuse("not-plain", "only texts, lists and mappings may stand here", at, "write every value as a text")


def _record(key: Scalar, value: Node) -> Any:
    """A record of a list; what is no record is left to the schema to refuse."""
    is_record = isinstance(value, Mapping) and not value.listed
    return {"id": key.text, **plain(value)} if is_record else plain(value)


def _from_record(item: dict[str, Any], at: Position) -> tuple[Scalar, Node]:
    return Scalar(item["id"], at), from_plain({key: value for key, value in item.items() if key != "id"}, at)


def _id(item: Any) -> Any:
    return item.get("id") if isinstance(item, dict) else None
