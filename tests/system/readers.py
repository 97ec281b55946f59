"""Spend by tier, phase, cost line and payee read back from each kind of report, in fen by ids."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import TYPE_CHECKING

from openpyxl import load_workbook

from kolopt.money import fen_from_yuan

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from playwright.sync_api import Page

    from kolopt.report.language import Language

SPLITS = {"tier": "tier", "phase": "phase", "cost-line": "cost_line", "payee": "payee"}
"""Split in the name of a table → kind of the terms that name its rows."""
TOTAL = "total"
Totals = dict[str, dict[str, int]]
"""Split → id of a row, or TOTAL → fen; rows of nothing are left out."""


def of_json(text: str) -> Totals:
    """From a plan file."""
    spend = json.loads(text)["spend"]
    return {
        split: {
            **{name: fen_from_yuan(yuan) for name, yuan in spend[f"by_{kind}"].items() if yuan != "0.00"},
            TOTAL: fen_from_yuan(spend["total"]),
        }
        for split, kind in SPLITS.items()
    }


def of_csv(text: str) -> Totals:
    """From the tidy file, by its ids."""
    found: Totals = {split: {} for split in SPLITS}
    for record in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))):
        split = record["table"].removeprefix("spend-by-")
        if split in SPLITS and record["column"] == "spend":
            assert record["unit"] == "CNY"
            found[split][record["row"]] = fen_from_yuan(record["value"])
    return found


def of_markdown(text: str, language: Language) -> Totals:
    """From the tables under their titles."""
    tables = {split: _table_in_markdown(text, _title(split, language)) for split in SPLITS}
    return {split: _rows(table, split, language) for split, table in tables.items()}


def _table_in_markdown(text: str, title: str) -> list[tuple[str, int]]:
    under = text.split(f"\n### {title}\n\n", maxsplit=1)[1].split("\n\n", maxsplit=1)[0]
    lines = under.splitlines()[2:]
    cells = [[cell.strip().strip("*") for cell in line.strip("|").split(" | ")] for line in lines]
    return [(row[0], _fen(row[1])) for row in cells]


def of_xlsx(path: Path, language: Language) -> Totals:
    """From the sheet of costs, by the results that stand in the file."""
    sheet = load_workbook(path, data_only=True)[language.words["sheet-costs"]]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]

    def table(title: str) -> list[tuple[str, int]]:
        start = next(index for index, row in enumerate(rows) if row[0] == title) + 2
        end = next((index for index in range(start, len(rows)) if rows[index][0] is None), len(rows))
        return [(row[0], round(100 * row[1])) for row in rows[start:end]]

    return {split: _rows(table(_title(split, language)), split, language) for split in SPLITS}


def of_page(page: Page, language: Language) -> Totals:
    """From the texts of the page, not from what it keeps for programs."""

    def table(split: str) -> list[tuple[str, int]]:
        rows = page.locator(f"#table-spend-by-{split} tbody tr, #table-spend-by-{split} tfoot tr").all()
        cells = (row.locator("th, td").all_text_contents() for row in rows)
        return [(name, _fen(amount)) for name, amount, *_ in cells]

    return {split: _rows(table(split), split, language) for split in SPLITS}


def of_terminal(text: str) -> Totals:
    """From what the terminal shows, with ids for names."""
    headings = {"tier": r"Tier +Spend", "phase": r"Phase +Dates .*Spend", "cost-line": "Cost line +Amount"}
    headings["payee"] = "Payee +Amount"

    def table(split: str) -> dict[str, int]:
        lines = text.splitlines()
        start = next(index for index, line in enumerate(lines) if re.match(headings[split], line))
        shown = [line for line in lines[start + 2 : lines.index("", start)] if "¥" in line]
        names = [re.split(" {2,}", line)[0] for line in shown]
        amounts = [_fen(found[0]) for line in shown if (found := re.search(r"-?¥[\d,.]+", line))]
        *rows, (_, total) = zip(names, amounts, strict=True)
        return dict(rows) | {TOTAL: total}

    return {split: table(split) for split in SPLITS}


def _title(split: str, language: Language) -> str:
    return language.words[f"table-spend-by-{split}"]


def _rows(shown: Iterable[tuple[str, int]], split: str, language: Language) -> dict[str, int]:
    """Rows by id; the last is the total."""
    assert language.names is not None
    ids = {name: id_ for id_, name in language.names[SPLITS[split]].items()}
    *rows, (_, total) = shown
    return {ids[name]: fen for name, fen in rows if fen} | {TOTAL: total}


def _fen(shown: str) -> int:
    """An amount as people read it, ``¥1,234.50``."""
    match = re.fullmatch(r"(-?)¥([\d,]+)\.(\d\d)", shown)
    assert match is not None, shown
    return int(f"{match[1]}{match[2].replace(',', '')}{match[3]}")
