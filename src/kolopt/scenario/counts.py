"""Hand-made plans: a table of ``phase,offer,count`` as spreadsheets write it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kolopt.diagnostics import Diagnostic, Position, did_you_mean, raise_errors
from kolopt.money import parse_number
from kolopt.scenario.catalogue import catalogue
from kolopt.scenario.sheet import Sheet, read_sheet, row_fault
from kolopt.scenario.sources import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kolopt.scenario.schema import Scenario

CODES = {
    "counts-header": "a table of counts does not start with phase, offer and count",
    "counts-name": "a row names a phase or an offer that the scenario does not have",
    "counts-number": "a count is not a whole number of 0 or more",
    "counts-twice": "two rows state the same phase and offer",
}
"""Diagnostic codes of this module; see also sheet."""

COLUMNS = ("phase", "offer", "count")
_FORM = "the first row names the columns phase,offer,count"


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
    sheet = read_sheet(read_bytes(path), "standard input" if path == "-" else path, _FORM)
    order = _header(sheet)
    findings: list[Diagnostic] = []
    known = {
        "phase": tuple(phase.id for phase in scenario.phases),
        "offer": tuple(offer.id for offer in catalogue(scenario)),
    }
    counts: dict[tuple[str, str], int] = {}
    seen: dict[tuple[str, str], int] = {}
    for number, typed in sheet.rows:
        row = tuple(map(str.strip, typed))
        found = tuple(_row_findings(sheet, number, row, order, known))
        findings.extend(found)
        if found:
            continue
        line, count = (row[order["phase"]], row[order["offer"]]), int(parse_number(row[order["count"]]))
        if line in seen:
            message = f"{line[1]} in {line[0]} stands twice, first in row {seen[line]}"
            at = Position(sheet.name, number, 1)
            findings.append(Diagnostic("counts-twice", message, at=at, hint="add the two rows up"))
        seen.setdefault(line, number)
        if count:
            counts[line] = count
    raise_errors(findings)
    return counts


def _header(sheet: Sheet) -> dict[str, int]:
    """Column → its place in a row."""
    titles = [title.lower() for title in sheet.titles]
    findings = [
        Diagnostic(
            "counts-header",
            f"a plan has no column `{cell}`"
            if title not in COLUMNS
            else f"the column `{title}` stands twice",
            at=Position(sheet.name, 1, number),
            hint=did_you_mean(title, COLUMNS) or _FORM,
        )
        for number, (cell, title) in enumerate(zip(sheet.titles, titles, strict=True), 1)
        if title not in COLUMNS or title in titles[: number - 1]
    ]
    missing = [column for column in COLUMNS if column not in titles]
    if missing:
        message = f"the first row names no column {' and no '.join(missing)}"
        findings.append(Diagnostic("counts-header", message, at=Position(sheet.name, 1, 1), hint=_FORM))
    raise_errors(findings)
    return {title: place for place, title in enumerate(titles)}


def _row_findings(
    sheet: Sheet, number: int, row: tuple[str, ...], order: dict[str, int], known: dict[str, tuple[str, ...]]
) -> Iterator[Diagnostic]:
    if fault := row_fault(sheet, number, row, "a count over 999 is written without a comma"):
        yield fault
        return
    for column, words in known.items():
        cell, place = row[order[column]], Position(sheet.name, number, order[column] + 1)
        if cell not in words:
            hint = did_you_mean(cell, words) or f"{column}s are {', '.join(words[:8])}, …"
            yield Diagnostic("counts-name", f"the scenario has no {column} `{cell}`", at=place, hint=hint)
    cell, place = row[order["count"]], Position(sheet.name, number, order["count"] + 1)
    if (reason := _no_count(cell)) is not None:
        yield Diagnostic("counts-number", reason, at=place, hint="write 0, 1, 2, …")


def _no_count(text: str) -> str | None:
    """Why a text is no number of units; None when it is one."""
    try:
        whole = parse_number(text).denominator == 1
    except ValueError as error:
        return str(error)
    return None if whole else f"{text} is not a whole number of units"
