"""Hand-made plans: a table of ``phase,offer,count`` as spreadsheets write it."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from kolopt.diagnostics import Diagnostic, Position, did_you_mean, raise_errors, refuse
from kolopt.errors import InvalidInputError
from kolopt.money import parse_number
from kolopt.scenario.catalogue import catalogue
from kolopt.scenario.characters import CONTROL, LARGEST_FILE
from kolopt.scenario.sources import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kolopt.scenario.schema import Scenario

CODES = {
    "counts-text": "a table of counts is not CSV text in UTF-8",
    "counts-header": "a table of counts does not start with phase, offer and count",
    "counts-row": "a row has more or fewer cells than the table's first one",
    "counts-name": "a row names a phase or an offer that the scenario does not have",
    "counts-number": "a count is not a whole number of 0 or more",
    "counts-twice": "two rows state the same phase and offer",
}
"""Diagnostic codes of this module."""

COLUMNS = ("phase", "offer", "count")
_FORM = "the first row names the columns phase,offer,count"
_SEPARATORS = (",", ";", "\t")


def read_counts(path: str, scenario: Scenario) -> dict[tuple[str, str], int]:
    """Read a hand-made plan.

    The separator is a comma, a semicolon or a tab, whichever the first row uses; a byte order mark and
    empty rows are passed over; columns come in any order. Errors are placed by row and column of the table.

    Args:
        path: the file; ``-`` for standard input.
        scenario: whose phases and offers the rows name.

    Returns:
        (phase id, offer id) → units, zeros left out.

    Raises:
        InvalidInputError: with every error found.
    """
    name = "standard input" if path == "-" else path
    text = _decoded(read_bytes(path), name)
    rows = _rows(text, name)
    order = _header(rows[0] if rows else [], name)
    findings: list[Diagnostic] = []
    known = {
        "phase": tuple(phase.id for phase in scenario.phases),
        "offer": tuple(offer.id for offer in catalogue(scenario)),
    }
    counts: dict[tuple[str, str], int] = {}
    seen: dict[tuple[str, str], int] = {}
    for number, row in enumerate(rows[1:], 2):
        if not any(row):
            continue
        found = tuple(_row_findings(row, order, known, Position(name, number, 1)))
        findings.extend(found)
        if found:
            continue
        line, count = (row[order["phase"]], row[order["offer"]]), int(parse_number(row[order["count"]]))
        if line in seen:
            message = f"{line[1]} in {line[0]} stands twice, first in row {seen[line]}"
            at = Position(name, number, 1)
            findings.append(Diagnostic("counts-twice", message, at=at, hint="add the two rows up"))
        seen.setdefault(line, number)
        if count:
            counts[line] = count
    raise_errors(findings)
    return counts


def _decoded(data: bytes, name: str) -> str:
    start = Position(name, 1, 1)
    if len(data) > LARGEST_FILE:
        refuse("counts-text", "the table is larger than 2 MiB", start, "no plan has that many lines")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = Position(name, data[: error.start].count(b"\n") + 1, 1)
        refuse("counts-text", "the table is not UTF-8 text", at, "save it as CSV UTF-8, not as a workbook")
    if found := CONTROL.search(text):
        at = Position(name, text.count("\n", 0, found.start()) + 1, 1)
        refuse("counts-text", f"the control character U+{ord(found[0]):04X} stands here", at, "delete it")
    return text


def _rows(text: str, name: str) -> list[list[str]]:
    lines = text.splitlines()
    first = lines[0] if lines else ""
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(lines, delimiter=separator, strict=True)
    rows: list[list[str]] = []
    try:
        rows.extend([cell.strip() for cell in row] for row in reader)
    except csv.Error as error:
        at = Position(name, reader.line_num, 1)
        raise InvalidInputError(
            [Diagnostic("counts-text", f"this is not CSV: {error}", at=at, hint=_FORM)]
        ) from None
    return rows


def _header(row: list[str], name: str) -> dict[str, int]:
    """Column → its place in a row."""
    titles = [cell.lower() for cell in row]
    findings = [
        Diagnostic(
            "counts-header",
            f"a plan has no column `{cell}`"
            if title not in COLUMNS
            else f"the column `{title}` stands twice",
            at=Position(name, 1, number),
            hint=did_you_mean(title, COLUMNS) or _FORM,
        )
        for number, (cell, title) in enumerate(zip(row, titles, strict=True), 1)
        if title not in COLUMNS or title in titles[: number - 1]
    ]
    missing = [column for column in COLUMNS if column not in titles]
    if missing:
        message = f"the first row names no column {' and no '.join(missing)}"
        findings.append(Diagnostic("counts-header", message, at=Position(name, 1, 1), hint=_FORM))
    raise_errors(findings)
    return {title: place for place, title in enumerate(titles)}


def _row_findings(
    row: list[str], order: dict[str, int], known: dict[str, tuple[str, ...]], at: Position
) -> Iterator[Diagnostic]:
    if len(row) != len(order):
        message = f"the row has {len(row)} cells, the first row {len(order)}"
        yield Diagnostic("counts-row", message, at=at, hint="a count over 999 is written without a comma")
        return
    for column, words in known.items():
        cell, place = row[order[column]], Position(at.file, at.line, order[column] + 1)
        if cell not in words:
            hint = did_you_mean(cell, words) or f"{column}s are {', '.join(words[:8])}, …"
            yield Diagnostic("counts-name", f"the scenario has no {column} `{cell}`", at=place, hint=hint)
    cell, place = row[order["count"]], Position(at.file, at.line, order["count"] + 1)
    if (reason := _no_count(cell)) is not None:
        yield Diagnostic("counts-number", reason, at=place, hint="write 0, 1, 2, …")


def _no_count(text: str) -> str | None:
    """Why a text is no number of units; None when it is one."""
    try:
        whole = parse_number(text).denominator == 1
    except ValueError as error:
        return str(error)
    return None if whole else f"{text} is not a whole number of units"
