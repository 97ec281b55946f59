"""From bytes to text: UTF-8 without byte order mark, tabs or control characters, of bounded size."""

from __future__ import annotations

import re

from kolopt.diagnostics import Position, refuse

CODES = {
    "file-too-large": "a file is larger than 2 MiB",
    "byte-order-mark": "a file starts with a byte order mark",
    "not-utf8": "a file is not UTF-8 text",
    "control-character": "a control character stands in the text",
    "tab": "a tab stands in the text",
}
"""Diagnostic codes of this module."""

LARGEST_FILE = 2 * 1024 * 1024
"""Bytes that one file may have."""

CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
"""Control characters, marks that reorder text on a screen, and what YAML or UTF-8 rule out."""


def decode(data: bytes, file: str) -> str:
    """The bytes of a file as text.

    Args:
        data: the whole file, or its first bytes when it is larger than :data:`LARGEST_FILE`.
        file: the name that positions carry.

    Raises:
        InvalidInputError: too large, not UTF-8, with a byte order mark, tabs or control characters.
    """
    start = Position(file, 1, 1)
    if len(data) > LARGEST_FILE:
        refuse("file-too-large", "the file is larger than 2 MiB", start, "split it with `extends`")
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        refuse(
            "byte-order-mark", "the file starts with a byte order mark", start, "save it as UTF-8 without BOM"
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        at = _place(data[: error.start].decode("utf-8"), file)
        message = f"byte 0x{data[error.start]:02x} is not UTF-8 text"
        refuse("not-utf8", message, at, "save the file as UTF-8; a spreadsheet cannot be read here")
    check_characters(text, file)
    return text


def check_characters(text: str, file: str) -> None:
    """Refuse the first tab or control character of a text.

    Raises:
        InvalidInputError: there is one.
    """
    if found := CONTROL.search(text):
        message = f"the control character U+{ord(found[0]):04X} stands here"
        refuse("control-character", message, _place(text[: found.start()], file), "delete it")
    if (tab := text.find("\t")) >= 0:
        refuse("tab", "a tab stands here", _place(text[:tab], file), "write spaces instead")


def _place(before: str, file: str) -> Position:
    """The place that follows a text which starts the file."""
    return Position(file, before.count("\n") + 1, len(before) - before.rfind("\n"))
