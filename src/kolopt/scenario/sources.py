"""The files behind a scenario: its market, its parents, itself; read, told apart, kept to one folder."""

from __future__ import annotations

import os
import stat
import sys
from dataclasses import dataclass, field
from typing import Literal

from kolopt.diagnostics import Diagnostic, Position, did_you_mean, refuse
from kolopt.scenario.built_in import market_file, market_names, read_built_in
from kolopt.scenario.characters import LARGEST_FILE, decode
from kolopt.scenario.nodes import Mapping, Node, Scalar
from kolopt.scenario.schema import DEFAULT_MARKET, FORMAT_VERSION
from kolopt.scenario.text import parse

CODES = {
    "cannot-read": "a file is missing or cannot be read",
    "not-a-mapping": "a file does not hold `key: value` lines",
    "wrong-kind": "a file of another kind stands where a scenario or a market is expected",
    "no-version": "a file does not say in which format it is written",
    "wrong-version": "a file is written in another version of the format",
    "bad-reference": "a reference (`extends`, `market`, `orders`) is not a file name relative to the file",
    "outside": "a reference (`extends`, `market`, `orders`) leaves the folder of the file",
    "cycle": "a scenario extends itself",
    "chain-too-long": "too many scenarios extend one another",
    "unknown-market": "no such market is built in",
    "market-extends": "a market file builds on another file",
    "market-day": "a market file states a campaign's day",
}
"""Diagnostic codes of this module."""

LONGEST_CHAIN = 10
"""Scenarios that may extend one another."""
STRUCTURE = ("kolopt", "kolopt_market", "extends", "market")
"""Keys that say what a file is and on what it builds; they are never inherited."""

Origin = Literal["market", "scenario", "override"]
_KINDS = {
    "kolopt": "scenario",
    "kolopt_market": "market file",
    "kolopt_whatif": "what-if file",
    "kolopt_plan": "plan file",
}
_SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Layer:
    """One file's share of a scenario.

    Attributes:
        file: the name that its positions carry.
        origin: market or scenario.
        tree: its content without the keys of :data:`STRUCTURE`.
        structure: those keys.
    """

    file: str
    origin: Origin
    tree: Mapping
    structure: Mapping


@dataclass(slots=True)
class Reading:
    """One run through a chain of files: where it may go, and the errors it met.

    Attributes:
        folder: the real path of the folder that references stay in.
        allow_outside: whether they may leave it.
        findings: errors after which reading could go on.
    """

    folder: str
    allow_outside: bool
    findings: list[Diagnostic] = field(default_factory=list)


def read_layers(
    path: str, *, allow_outside: bool = False
) -> tuple[tuple[Layer, ...], tuple[Diagnostic, ...]]:
    """All files behind a scenario: its market, then its parents, the scenario last.

    Args:
        path: the scenario; ``-`` reads standard input, with the working directory as its folder.
        allow_outside: whether ``extends`` and ``market`` may leave the folder of the scenario.

    Returns:
        The layers, and the errors after which reading could go on.

    Raises:
        InvalidInputError: a file cannot be read as YAML, or not at all.
    """
    reading = Reading(folder_of(path), allow_outside)
    layers = [_layer(path, read_bytes(path), "scenario", reading)]
    seen = [os.path.realpath(path)]
    while (reference := layers[0].structure.get("extends")) is not None and not _is_null(reference):
        parent = resolve(reference, layers[0].file, reading)
        if os.path.realpath(parent) in seen:
            refuse(
                "cycle", f"{parent} extends itself through this line", reference.at, "extend another scenario"
            )
        if len(layers) >= LONGEST_CHAIN:
            message = f"more than {LONGEST_CHAIN} scenarios extend one another"
            refuse("chain-too-long", message, reference.at, "merge some of them")
        seen.append(os.path.realpath(parent))
        layers.insert(0, _layer(parent, read_bytes(parent, reference.at), "scenario", reading))
    return (_market(layers, reading), *layers), tuple(reading.findings)


def folder_of(path: str) -> str:
    """The real path of a file's folder; for ``-`` that of the working directory."""
    return os.getcwd() if path == "-" else os.path.realpath(os.path.dirname(path))


def _market(layers: list[Layer], reading: Reading) -> Layer:
    """The market that the last scenario of the chain to name one asks for."""
    for layer in reversed(layers):
        reference = layer.structure.get("market")
        if reference is None or _is_null(reference):
            continue
        if not isinstance(reference, Scalar) or "/" in reference.text or reference.text.endswith(_SUFFIXES):
            path = resolve(reference, layer.file, reading)
            return _layer(path, read_bytes(path, reference.at), "market", reading)
        return _built_in(reference.text, reference.at, reading)
    return _built_in(DEFAULT_MARKET, None, reading)


def _built_in(name: str, at: Position | None, reading: Reading) -> Layer:
    known = market_names()
    if name not in known:
        hint = did_you_mean(name, known) or "a market of your own goes by its path, ./market.yaml"
        refuse("unknown-market", f"no market `{name}` is built in", at, hint)
    return _layer_of(market_file(name), read_built_in(name), "market", reading)


def resolve(reference: Node, file: str, reading: Reading) -> str:
    """The path that a reference such as ``extends`` names, as seen from the working directory.

    Raises:
        InvalidInputError: it is no file name, or leaves the folder without leave to.
    """
    if not isinstance(reference, Scalar):
        refuse("bad-reference", "one file name is expected here", reference.at, "write base.yaml")
    if os.path.isabs(reference.text) and not reading.allow_outside:
        hint = "write it relative to this file, or allow it with --allow-outside"
        refuse("bad-reference", f"{reference.text} is an absolute path", reference.at, hint)
    path = os.path.normpath(os.path.join(os.path.dirname(file), reference.text))
    inside = os.path.commonpath([reading.folder, os.path.realpath(path)]) == reading.folder
    if not inside and not reading.allow_outside:
        hint = "move it there, or allow it with --allow-outside"
        refuse("outside", f"{reference.text} is outside the folder of the scenario", reference.at, hint)
    return path


def read_bytes(
    path: str,
    asked: Position | None = None,
    largest: int = LARGEST_FILE,
    suffixes: tuple[str, ...] = _SUFFIXES,
) -> bytes:
    """A file's bytes, one more than allowed at most.

    Args:
        path: the file; ``-`` for standard input.
        asked: the line that names it, if a file does.
        largest: bytes that it may have.
        suffixes: of files that could be meant when there is none.

    Raises:
        InvalidInputError: it cannot be read.
    """
    try:
        if path == "-":
            return sys.stdin.buffer.read(largest + 1)
        # A pipe named by another file would block for ever.
        if asked is not None and not stat.S_ISREG(os.stat(path).st_mode):
            refuse("cannot-read", f"{path} is not an ordinary file", asked, _wanted(suffixes))
        with open(path, "rb") as stream:
            return stream.read(largest + 1)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else "") or "not a file name"
        refuse("cannot-read", f"{path} cannot be read: {reason}", asked, _neighbour(path, suffixes))


def _wanted(suffixes: tuple[str, ...]) -> str:
    return f"name a {suffixes[0].removeprefix('.').upper()} file"


def _neighbour(path: str, suffixes: tuple[str, ...]) -> str:
    folder, name = os.path.split(path)
    try:
        entries = sorted(os.listdir(folder or "."))
        others = [entry for entry in entries if entry.endswith(suffixes) and entry != name]
    except (OSError, ValueError):
        return _wanted(suffixes)
    hint = did_you_mean(name, others)
    return hint if hint.startswith("did") else _wanted(suffixes)


def _layer(file: str, data: bytes, origin: Origin, reading: Reading) -> Layer:
    return _layer_of(file, parse(decode(data, file), file), origin, reading)


def _layer_of(
    file: str, read: tuple[Node, tuple[Diagnostic, ...]], origin: Origin, reading: Reading
) -> Layer:
    root, findings = read
    reading.findings.extend(findings)
    if not isinstance(root, Mapping):
        refuse("not-a-mapping", "the file holds no `key: value` lines", root.at, "start with `kolopt: 1`")
    check_kind(root, "kolopt" if origin == "scenario" else "kolopt_market", reading)
    content = tuple(entry for entry in root.entries if entry[0].text not in STRUCTURE)
    structure = tuple(entry for entry in root.entries if entry[0].text in STRUCTURE)
    if origin == "market":
        if (day := root.entry("as_of")) is not None:
            message, hint = "a market has no planning day", "its figures' day is `collected: 2026-08-31`"
            reading.findings.append(Diagnostic("market-day", message, at=day[0].at, hint=hint))
        for key, _ in structure:
            if key.text != "kolopt_market":
                message, hint = f"a market stands alone, without `{key.text}`", "put it into a scenario"
                reading.findings.append(Diagnostic("market-extends", message, at=key.at, hint=hint))
    return Layer(file, origin, Mapping(content, root.at), Mapping(structure, root.at))


def check_kind(root: Mapping, expected: str, reading: Reading) -> None:
    """Note a missing or other version of the key that says what a file is.

    Raises:
        InvalidInputError: the file is of another kind.
    """
    for key in _KINDS:
        if key != expected and (entry := root.entry(key)) is not None and root.get(expected) is None:
            message = f"this is a {_KINDS[key]}; a {_KINDS[expected]} is expected here"
            refuse("wrong-kind", message, entry[0].at, f"a {_KINDS[expected]} starts with `{expected}: 1`")
    version = root.get(expected)
    if version is None:
        message = (
            f"the file does not say which format it has; a {_KINDS[expected]} starts with `{expected}: 1`"
        )
        reading.findings.append(Diagnostic("no-version", message, at=root.at, hint="add that line"))
    elif not isinstance(version, Scalar) or version.text != str(FORMAT_VERSION):
        message = f"this kolopt reads `{expected}: {FORMAT_VERSION}` only"
        hint = "a newer file needs a newer kolopt"
        reading.findings.append(Diagnostic("wrong-version", message, at=version.at, hint=hint))


def _is_null(node: Node) -> bool:
    return isinstance(node, Scalar) and node.is_null
