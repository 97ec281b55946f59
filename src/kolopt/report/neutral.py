"""Text from files made harmless for a spreadsheet, whether it stands in a workbook or in CSV."""

from __future__ import annotations

from kolopt.report.plain import plain_text

_STARTS_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""First characters by which a spreadsheet takes text for a formula; the wide ones in Chinese settings."""


def neutral(text: str) -> str:
    """One line of text that no spreadsheet takes for a formula.

    A text that starts like one gets an apostrophe in front, so that it stays text when a sheet is
    saved as CSV and opened again; the mark is seen, so that nobody takes the name for the file's own.
    Control and format characters are spelled out as :func:`~kolopt.report.plain.plain_text` does.
    """
    plain = plain_text(text)
    return f"'{plain}" if plain.lstrip().startswith(_STARTS_FORMULA) else plain
