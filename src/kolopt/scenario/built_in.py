"""The markets that come with kolopt.

Reading YAML takes a short command longer than all it does with it. So ``<name>.nodes.json`` lies beside
a market's file: what reading the file gives, and the fingerprint of the file that was read. Where the
fingerprint is another, the file itself is read. Write them anew with
``python -m kolopt.scenario.built_in``; a test compares.
"""

from __future__ import annotations

import json
from hashlib import sha256
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

from kolopt.diagnostics import Position, raise_errors
from kolopt.scenario.characters import decode
from kolopt.scenario.nodes import Mapping, Node, Scalar, Sequence
from kolopt.scenario.text import parse

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from kolopt.diagnostics import Diagnostic


def market_names() -> tuple[str, ...]:
    """Names of the built-in markets, sorted."""
    names = (entry.name for entry in _folder().iterdir())
    return tuple(sorted(name.removesuffix(".yaml") for name in names if name.endswith(".yaml")))


def market_file(name: str) -> str:
    """The name that positions in a built-in market carry."""
    return f"kolopt/markets/{name}.yaml"


def read_built_in(name: str) -> tuple[Node, tuple[Diagnostic, ...]]:
    """A built-in market, as :func:`kolopt.scenario.text.parse` gives it.

    Args:
        name: one of :func:`market_names`.
    """
    data = _folder().joinpath(f"{name}.yaml").read_bytes()
    kept = _nodes_file(name)
    if kept.is_file():
        record = json.loads(kept.read_text(encoding="utf-8"))
        if record["read from"] == _fingerprint(data):
            return _node(record["nodes"], market_file(name)), ()
    return _parsed(name, data)


def nodes_text(name: str) -> str:
    """What ``<name>.nodes.json`` holds: each node as [line, column, content].

    Raises:
        InvalidInputError: the market's file has an error.
    """
    data = _folder().joinpath(f"{name}.yaml").read_bytes()
    root, findings = _parsed(name, data)
    raise_errors(findings)
    record = {"read from": _fingerprint(data), "nodes": _plain(root)}
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n"


def _parsed(name: str, data: bytes) -> tuple[Node, tuple[Diagnostic, ...]]:
    return parse(decode(data, market_file(name)), market_file(name))


def _folder() -> Traversable:
    return files("kolopt").joinpath("markets")


def _nodes_file(name: str) -> Traversable:
    return _folder().joinpath(f"{name}.nodes.json")


def _fingerprint(data: bytes) -> str:
    return f"sha256:{sha256(data).hexdigest()}"


def _plain(node: Node) -> list[Any]:
    match node:
        case Scalar(text=text, quoted=quoted):
            content: Any = [text, quoted]
        case Sequence(items=items):
            content = {"items": [_plain(item) for item in items]}
        case Mapping(entries=entries):
            content = {"entries": [[_plain(key), _plain(value)] for key, value in entries]}
    return [node.at.line, node.at.column, content]


def _node(record: list[Any], file: str) -> Any:
    """The inverse of :func:`_plain`."""
    line, column, content = record
    at = Position(file, line, column)
    match content:
        case [text, quoted]:
            return Scalar(text, at, quoted)
        case {"items": items}:
            return Sequence(tuple(_node(item, file) for item in items), at)
    return Mapping(tuple((_node(key, file), _node(value, file)) for key, value in content["entries"]), at)


if __name__ == "__main__":
    for market in market_names():
        with as_file(_nodes_file(market)) as path:
            path.write_text(nodes_text(market), encoding="utf-8")
