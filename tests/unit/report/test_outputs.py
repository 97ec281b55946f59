"""One plan in several outputs: totals read back equal to the fen; hostile names harmless in each."""

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len

from kolopt.money import fen_from_yuan
from kolopt.plan import file
from kolopt.report.language import CODES, language_of
from kolopt.report.markdown import escaped, render_markdown
from kolopt.report.sections import VIEWS, document
from kolopt.report.table import Count, Table, word
from kolopt.report.terminal import render
from kolopt.report.tidy import COLUMNS, VERSION, render_csv

SCENARIOS = Path(__file__).parents[3] / "scenarios"
PLANS = sorted(SCENARIOS.glob("*.plan.json"))
SPLITS = ("by_tier", "by_phase", "by_cost_line", "by_payee")


@pytest.fixture(scope="module", params=PLANS, ids=lambda path: path.name.removesuffix(".plan.json"))
def shipped(request):
    return file.load(request.param)


def csv_rows(text):
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def markdown_tables(text):
    """Title → rows of texts, the heading first."""
    tables = {}
    for part in text.split("\n### ")[1:]:
        title, _, rest = part.partition("\n")
        lines = [line for line in rest.split("\n## ")[0].splitlines() if line.startswith("|")]
        tables[title] = [
            [cell.replace("\\", "").strip("*") for cell in re.split(r"(?<!\\) \| ", line[2:-2])]
            for line in lines
            if not line.startswith("| :--")
        ]
    return tables


def fen(text):
    return fen_from_yuan(text.replace("¥", "").replace(",", ""))


def split_ids(name):
    return f"spend-{name.replace('_', '-')}"


@pytest.mark.parametrize("lang", CODES)
@pytest.mark.parametrize("split", SPLITS)
def test_csv_gives_every_split_back_to_the_fen(shipped, split, lang):
    language = language_of(shipped, lang)
    rows = csv_rows(render_csv(document(shipped, language), language))
    found = {
        row["row"]: fen_from_yuan(row["value"])
        for row in rows
        if row["table"] == split_ids(split) and row["column"] == "spend"
    }
    stated = {name: amount for name, amount in getattr(shipped.spend, split).items() if amount}
    assert found == stated | {"total": shipped.spend.total}


@pytest.mark.parametrize("lang", CODES)
@pytest.mark.parametrize("split", SPLITS)
def test_markdown_gives_every_split_back_to_the_fen(shipped, split, lang):
    language = language_of(shipped, lang)
    tables = markdown_tables(render_markdown(document(shipped, language), language))
    _, *rows, total = tables[language.words[f"table-{split_ids(split)}"]]
    stated = [amount for amount in getattr(shipped.spend, split).values() if amount]
    assert [fen(row[1]) for row in rows] == stated
    assert fen(total[1]) == sum(stated) == shipped.spend.total


def test_the_terminal_shows_the_same_amounts(shipped):
    text = render(shipped)
    for split in ("by_tier", "by_phase", "by_cost_line", "by_payee"):
        for amount in getattr(shipped.spend, split).values():
            assert not amount or f"¥{amount // 100:,}.{amount % 100:02d}" in text


def test_the_sum_is_the_row_total_whatever_else_is_called_so(shipped):
    language = language_of(shipped, "en")
    report = document(shipped, language)
    rows = (("total", Count(1)), ("nano", Count(2)))
    headings = (word("tier"), word("units"))
    table = Table("t", word("tier"), headings, rows, total=(word("all"), Count(3)))
    (section, *_) = report.sections
    short = replace(report, sections=(replace(section, tables=(table,)),))
    found = {row["row"]: row["value"] for row in csv_rows(render_csv(short, language)) if row["table"] == "t"}
    assert found == {"total#2": "1", "nano": "2", "total": "3"}


@pytest.mark.parametrize("view", VIEWS)
def test_a_figure_stands_in_one_row_of_the_csv_only(shipped, view):
    language = language_of(shipped, "en")
    rows = csv_rows(render_csv(document(shipped, language, view), language))
    keys = [tuple(row[name] for name in ("table", "row", "column", "world")) for row in rows]
    assert len(set(keys)) == len(keys)
    assert {row["version"] for row in rows} == {str(VERSION)}
    assert tuple(rows[0]) == COLUMNS


def test_only_the_chinese_csv_has_a_byte_order_mark(shipped):
    texts = {code: render_csv(document(shipped, language), language)
             for code in CODES for language in [language_of(shipped, code)]}  # fmt: skip
    assert not texts["en"].startswith("\ufeff")
    assert texts["zh"].startswith("\ufeffversion,")


def test_values_are_plain_numbers_in_stated_units(shipped):
    language = language_of(shipped, "en")
    patterns = {
        "CNY": r"-?\d+\.\d\d",
        "share": r"\d+(\.\d+)?",
        "units": r"\d+",
        "number": r"-?\d+(\.\d+)?",
        "points": r"-?\d+(\.\d+)?",
        "days": r"\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d",
        "day": r"\d{4}-\d\d-\d\d",
        "id": r"[a-z0-9_+-]+",
        "text": r".*",
    }
    for row in csv_rows(render_csv(document(shipped, language), language)):
        assert re.fullmatch(patterns[row["unit"]], row["value"]), row


# -- hostile names

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "formula": '=HYPERLINK("http://x","y")',
    "escape": "\x1b[31mred",
    "right to left": "a\u202egnp.exe",
    "table": "a | b\n## c",
    "markup": "**x** [y](http://z) `w` $e^x$ @team #12",
    "long": "长" * 10_000,
}


@pytest.fixture(scope="module", params=HOSTILE)
def hostile(request):
    """A plan whose every free text is hostile; what a scenario file may not hold is put into the plan."""
    name = HOSTILE[request.param]
    plan = file.load(SCENARIOS / "snack-always-on.plan.json")
    document_ = plan.inputs
    inputs = document_ | {
        "name": name,
        "payees": {line: f"{name} {line}" for line in document_["payees"]},
        "silence": {code: name for code in document_["silence"]},
    }
    inputs["tiers"] = {
        tier: record | {"name": {"en": name, "zh": name}} for tier, record in document_["tiers"].items()
    }
    inputs["rules"] = {
        rule: (record if isinstance(record, dict) else {"rule": record}) | {"why": name}
        for rule, record in document_["rules"].items()
    }
    spend = plan.spend.model_copy(
        update={"by_payee": {f"{name} {line}": amount for line, amount in plan.spend.by_cost_line.items()}}
    )
    paid = zip(plan.cash.by_payee.values(), document_["payees"], strict=False)
    cash = plan.cash.model_copy(update={"by_payee": {f"{name} {line}": months for months, line in paid}})
    scenario = plan.scenario.model_copy(update={"name": name, "path": name})
    update = {"scenario": scenario, "spend": spend, "cash": cash, "inputs": inputs}
    return name, plan.model_copy(update=update)


@pytest.mark.parametrize("lang", CODES)
def test_hostile_names_are_harmless(hostile, lang):
    name, plan = hostile
    language = language_of(plan, lang)
    report = document(plan, language)
    marked, rows = render_markdown(report, language), render_csv(report, language)
    for text in (marked, rows, render(plan)):
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", text)
    assert "<script" not in marked
    assert not re.search(r"@\w|#\d", marked)
    assert all(len(row) == len(COLUMNS) for row in csv.reader(io.StringIO(rows)))
    assert not [
        cell for row in csv.reader(io.StringIO(rows)) for cell in row if re.match(r"[=@]|[+-](?!\d)", cell)
    ]
    for table in markdown_tables(marked).values():
        assert len({len(row) for row in table}) == 1
    if len(name) > 1000:
        assert name in marked


def test_hostile_names_keep_the_terminals_width(hostile):
    _, plan = hostile
    assert max(cell_len(line) for line in render(plan, 80).splitlines()) <= 80


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a & b <= c * d", "a & b <= c * d"),
        ("count(x) >= $n", "count(x) >= \\$n"),
        ("seo_seeding", "seo_seeding"),
        ("_x_ *y* ~z~ [l](m) `c` \\ a|b", "\\_x\\_ \\*y\\* \\~z\\~ \\[l](m) \\`c\\` \\\\ a\\|b"),
        ("&lt; <b>", "&amp;lt; &lt;b>"),
        ("@team #12", "@<!-- -->team #<!-- -->12"),
    ],
)
def test_markdown_escapes_what_would_be_markup(text, shown):
    assert escaped(text) == shown


def test_a_document_is_the_same_every_time(shipped):
    language = language_of(shipped, "zh")
    first, second = (render_markdown(document(shipped, replace(language)), language) for _ in range(2))
    assert first == second
