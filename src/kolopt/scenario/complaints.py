"""What the schema finds wrong, in a planner's words and with its place in the file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from kolopt.diagnostics import Diagnostic, did_you_mean
from kolopt.scenario.nodes import Mapping, descend, flow_text
from kolopt.scenario.shape import fields, shape_at

if TYPE_CHECKING:
    from pydantic import ValidationError

    from kolopt.diagnostics import Position
    from kolopt.scenario.nodes import Path

CODES = {
    "unknown-key": "a key that the schema does not know",
    "missing-key": "a required key is missing",
    "wrong-type": "a text, a mapping or a list stands where another is expected",
    "bad-id": "an id has characters that an id cannot have",
    "bad-choice": "a word is not one of those allowed",
    "bad-number": "a number is written wrongly or out of range",
    "bad-value": "a value is written wrongly or out of range",
    "more-findings": "a file has more findings than anybody reads at once",
}
"""Diagnostic codes of this module."""

MOST_FINDINGS = 200
"""So many are listed for one file."""

_ID_RULE = "an id is lower-case letters, digits, - and _, a letter first"
_TYPES = {
    "string_type": "a text is expected here",
    "model_type": "a mapping is expected here",
    "model_attributes_type": "a mapping is expected here",
    "dict_type": "a mapping is expected here",
    "mapping_type": "a mapping is expected here",
    "tuple_type": "a list is expected here",
}
_CURES = {
    "a text is expected here": "write one value",
    "a mapping is expected here": "write `key: value` lines below, or {key: value}",
    "a list is expected here": "write [a, b], or lines that start with -",
}


def complaints(error: ValidationError, document: Any, tree: Mapping) -> tuple[Diagnostic, ...]:
    """One diagnostic for each finding of the schema.

    Args:
        error: what the schema found.
        document: the plain document that it read.
        tree: the nodes behind that document, for positions.
    """

    def in_file(item: Any) -> tuple[str, int, int]:
        at = _key_place(tree, _path(item["loc"], document)[0])
        return at.file, at.line, at.column

    items = sorted(error.errors(include_url=False, include_input=False), key=in_file)
    found = [_complaint(item, document, tree) for item in items[:MOST_FINDINGS]]
    if len(items) > MOST_FINDINGS:
        rest = f"{len(items) - MOST_FINDINGS} more findings are not listed"
        found.append(Diagnostic("more-findings", rest, hint="mend the first ones and check again"))
    return tuple(dict.fromkeys(found))


def place(tree: Mapping, path: Path) -> Position:
    """Where the value at a path stands, or the nearest value around it.

    A mapping is found at its key.
    """
    for length in range(len(path), 0, -1):
        if found := descend(tree, path[:length]):
            key, node = found
            return key.at if key is not None and isinstance(node, Mapping) else node.at
    return tree.at


def _complaint(item: Any, document: Any, tree: Mapping) -> Diagnostic:
    kind, message = item["type"], item["msg"].removeprefix("Value error, ")
    path, of_key = _path(item["loc"], document)
    at, word = place(tree, path), _word(tree, path)
    where = f"`{'.'.join(path)}`: " if path else ""
    if kind == "extra_forbidden":
        hint = did_you_mean(path[-1], fields(shape_at(path[:-1]))) or "delete it"
        return Diagnostic(
            "unknown-key", f"{_parent(path)} has no key `{path[-1]}`", at=_key_place(tree, path), hint=hint
        )
    if kind == "missing":
        return Diagnostic(
            "missing-key", f"{_parent(path)} needs `{path[-1]}`", at=at, hint=_missing_cure(path)
        )
    if kind in _TYPES:
        return Diagnostic("wrong-type", where + _TYPES[kind], at=at, hint=_CURES[_TYPES[kind]])
    if kind == "string_pattern_mismatch":
        at, word = (_key_place(tree, path), path[-1]) if of_key else (at, word)
        return Diagnostic("bad-id", f"{where}`{word}` is not an id", at=at, hint=_ID_RULE)
    if kind == "literal_error":
        known = re.findall(r"'([^']*)'", item["ctx"]["expected"])
        expected = " or ".join(known)
        return Diagnostic(
            "bad-choice", f"{where}`{word}` is not {expected}", at=at, hint=did_you_mean(word, known)
        )
    return Diagnostic("bad-number" if kind == "number" else "bad-value", where + message, at=at)


def _path(location: tuple[str | int, ...], document: Any) -> tuple[Path, bool]:
    """A location of the schema as a path of the file, and whether it means the key itself.

    Steps that only the schema knows (what a bare value stands for) are left out.
    """
    path: list[str] = []
    value = document
    for number, step in enumerate(location):
        if isinstance(step, int) and isinstance(value, list):
            value = value[step]
            name = value.get("id") if isinstance(value, dict) else None
            path.append(name if isinstance(name, str) else str(step + 1))
        elif isinstance(value, dict) and (step in value or number == len(location) - 1) and step != "[key]":
            path.append(str(step))
            value = value.get(step)
    return tuple(path), location[-1:] == ("[key]",)


def _parent(path: Path) -> str:
    return f"`{'.'.join(path[:-1])}`" if len(path) > 1 else "the scenario"


def _key_place(tree: Mapping, path: Path) -> Position:
    found = descend(tree, path)
    return found[0].at if found and found[0] else place(tree, path)


def _word(tree: Mapping, path: Path) -> str:
    if found := descend(tree, path):
        return flow_text(found[1])
    return path[-2] if path[-1:] == ("id",) and descend(tree, path[:-1]) else ""


def _missing_cure(path: Path) -> str:
    if len(path) == 3 and path[0] == "rules":
        return "a rule replaces the market's wholly: repeat its text"
    return f"add `{path[-1]}: …`"
