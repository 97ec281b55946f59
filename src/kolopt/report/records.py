"""Rows of text as CSV and JSON lines, for spreadsheets and programs."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING

from kolopt.report.neutral import neutral

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_NUMBER = re.compile(r"[+-]?\d[\d.]*%?")


def csv_text(columns: Sequence[str], records: Iterable[Mapping[str, str]]) -> str:
    """CSV with a heading line; what a record lacks is empty.

    A text that a spreadsheet would run as a formula gets an apostrophe in front; control characters
    are spelled out.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(record.get(column, "")) for column in columns] for record in records)
    return out.getvalue()


def _cell(text: str) -> str:
    return text if _NUMBER.fullmatch(text) else neutral(text)


def json_lines(records: Iterable[Mapping[str, object]]) -> str:
    """One JSON object per line."""
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
