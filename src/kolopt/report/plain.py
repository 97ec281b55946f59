"""Text from files made harmless for a terminal."""

from __future__ import annotations

import unicodedata

_UNPRINTABLE = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def plain_text(text: str) -> str:
    r"""One line of text in which every control, format or private character is spelled out (``\x1b``).

    Names come from files that others wrote; an escape sequence, a line break or a change of
    writing direction in one could make a report show what it does not say.
    """
    if text.isprintable():
        return text
    return "".join(
        char.encode("unicode_escape").decode("ascii") if unicodedata.category(char) in _UNPRINTABLE else char
        for char in text
    )


def plain_lines(text: str) -> tuple[str, ...]:
    """The lines of a text that kolopt composed, each as :func:`plain_text` leaves it."""
    return tuple(plain_text(line) for line in text.split("\n"))
