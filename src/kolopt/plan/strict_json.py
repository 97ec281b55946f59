"""JSON text read strictly: what the format allows and no plan contains is refused by name."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from kolopt.diagnostics import Diagnostic, Position
from kolopt.errors import InvalidInputError

LARGEST_TEXT = 32 * 2**20
"""Bytes of the largest text that is read."""
DEEPEST = 60
"""Most levels of nesting."""

CODES = {
    "plan-too-large": "the file is larger than any plan",
    "plan-not-text": "the file is not UTF-8 text",
    "plan-not-json": "the file is not JSON",
    "plan-duplicate-key": "a key stands twice in one object",
    "plan-number": "a number that no plan contains: NaN, Infinity, or a decimal outside quotes",
    "plan-too-deep": "objects are nested more deeply than in any plan",
}
"""Diagnostic codes of this module."""

_AGAIN = "make the plan again with `kolopt plan -o`"
_OTHER_FILE = "name a plan file made by `kolopt plan -o`"


def decode(data: bytes, path: str) -> str:
    """The bytes of a file as text.

    Raises:
        InvalidInputError: too large, or not UTF-8.
    """
    if len(data) > LARGEST_TEXT:
        _refuse(
            "plan-too-large", f"{path} is larger than {LARGEST_TEXT // 2**20} MiB; no plan is", _OTHER_FILE
        )
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        _refuse("plan-not-text", f"{path} is not UTF-8 text (byte {error.start + 1})", _OTHER_FILE)


def parse(text: str, path: str) -> object:
    """The value of a JSON text: no duplicate keys, no decimals, no lone surrogates, bounded depth and size.

    Raises:
        InvalidInputError: with the first thing that is wrong.
    """
    decode(text.encode("utf-8", "surrogatepass"), path)
    try:
        document = json.loads(text, object_pairs_hook=_pairs, parse_constant=_constant, parse_float=_decimal)
    except json.JSONDecodeError as error:
        at = Position(path, error.lineno, error.colno)
        _refuse("plan-not-json", f"not JSON: {error.msg}", _OTHER_FILE, at)
    except _UnreadableError as error:
        _refuse(error.code, f"{path}: {error}", _AGAIN)
    except RecursionError:
        _refuse_depth(path)
    except ValueError:
        _refuse("plan-number", f"{path}: an integer has thousands of digits; no plan's has", _AGAIN)
    _check_nodes(document, path)
    return document


class _UnreadableError(ValueError):
    """Raised inside the JSON parser for what JSON allows and a plan does not."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


def _refuse(code: str, message: str, hint: str, at: Position | None = None) -> NoReturn:
    raise InvalidInputError([Diagnostic(code, message, hint=hint, at=at)]) from None


def _refuse_depth(path: str) -> NoReturn:
    _refuse("plan-too-deep", f"{path} is nested more than {DEEPEST} levels deep; no plan is", _OTHER_FILE)


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        seen: dict[str, None] = {}
        for key, _ in pairs:
            if key in seen:
                raise _UnreadableError(
                    "plan-duplicate-key", f"the key {key[:40]!r} stands twice in one object; keep one"
                )
            seen[key] = None
    return record


def _constant(name: str) -> NoReturn:
    raise _UnreadableError("plan-number", f"{name} is not a number that a plan may hold")


def _decimal(text: str) -> NoReturn:
    raise _UnreadableError(
        "plan-number", f'{text[:40]} has decimals outside quotes; a plan holds "{text[:40]}"'
    )


def _check_nodes(document: object, path: str) -> None:
    """Refuse deep nesting and lone surrogates such as U+D800, which no UTF-8 file can hold."""
    level: list[object] = [document]
    for _ in range(DEEPEST + 1):
        children: list[object] = []
        for node in level:
            if isinstance(node, dict):
                children += node.keys()
                children += node.values()
            elif isinstance(node, list):
                children += node
            elif isinstance(node, str) and not node.isascii():
                _check_text(node, path)
        if not children:
            return
        level = children
    _refuse_depth(path)


def _check_text(text: str, path: str) -> None:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        _refuse("plan-not-text", f"{path} holds half a character (a lone surrogate) in {text[:40]!a}", _AGAIN)
