"""The page of a report in a browser: quiet, offline, readable, printable, accessible, right to the fen."""

from __future__ import annotations

import functools
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from kolopt.explore.frontier import BUDGET, budget_frontier
from kolopt.explore.vary import Axis
from kolopt.plan.file import load
from kolopt.plan.record import Plan
from kolopt.planning import Options
from kolopt.report.html import render
from kolopt.report.language import language_of
from kolopt.report.sections import Extras, document
from kolopt.scenario.load import from_document

if TYPE_CHECKING:
    from kolopt.explore.frontier import BudgetFrontier

pytestmark = pytest.mark.system

SCENARIOS = Path(__file__).parents[2] / "scenarios"
PAGES = (
    ("skincare-618", "internal", "en"),
    ("mother-baby-double11", "finance", "zh"),
    ("snack-always-on", "client", "zh"),
    ("least-spend", "internal", "en"),
)
each_page = pytest.mark.parametrize(("name", "view", "code"), PAGES, ids=lambda text: text)
NASTY = (
    "<script>alert(1)</script></title></style><img src=x onerror=alert(2)><svg onload=alert(3)>"
    '{{ 7 * 7 }}"\'`&amp;\x1b[31m\u202eevil\u2066\u2028=HYPERLINK(1)-->]]>"][0];alert(4)//'
)
SCORED = ("skincare-618",)
"""Plans of which the pages have a frontier too."""
PHONE = 390
A4_POINTS = (595.0, 842.0)
MARGIN_POINTS = 28.0
WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">')


def plan_of(name: str) -> Plan:
    return load(SCENARIOS / f"{name}.plan.json")


@functools.cache
def html_of(name: str, view: str, code: str) -> str:
    plan = plan_of(name)
    language = language_of(plan, code)
    extras = Extras(frontier=frontier_of(name)) if view != "client" and name in SCORED else None
    return render(document(plan, language, view, extras), language)


@functools.cache
def frontier_of(name: str) -> BudgetFrontier:
    """Three budgets, the plan's own among them."""
    plan = plan_of(name)
    case = from_document(plan.inputs, path=plan.scenario.path)
    budgets = tuple(f"{share * plan.funds.total / 10_000:.2f}" for share in (90, 100, 110))
    return budget_frontier(case, Axis(BUDGET, budgets, ranged=True), Options(), jobs=1)


@each_page
def test_it_draws_every_chart_without_a_word_and_without_a_request(visit, name, view, code):
    seen = visit(html_of(name, view, code))
    assert seen.page.locator(".chart svg").count() == seen.page.locator(".chart").count() > 0
    assert (seen.messages, seen.requests) == ([], [])
    assert seen.page.locator("html").get_attribute("lang") == {"en": "en", "zh": "zh-Hans"}[code]


def largest(marks):
    """The mark that a pointer finds: a bar may be narrower than a pixel; of equal dots the last is on top."""

    def size(mark):
        box = mark.bounding_box()
        return round(box["width"] * box["height"])

    return max(reversed(marks), key=size)


@each_page
def test_every_chart_has_tooltips_that_say_what_a_table_says(visit, name, view, code):
    seen = visit(html_of(name, view, code))
    cells = set(seen.page.locator("td, tbody th").all_inner_texts())
    for chart in seen.page.locator(".chart").all():
        mark = largest(chart.locator(".mark-rect path, .mark-symbol path").all())
        mark.scroll_into_view_if_needed()
        mark.hover()
        tooltip = seen.page.locator("#vg-tooltip-element.visible")
        tooltip.wait_for()
        values = tooltip.locator("td.value").all_inner_texts()
        assert len(values) > 1
        assert cells & set(values)
        seen.page.mouse.move(0, 0)
        tooltip.wait_for(state="hidden")


@each_page
def test_a_phone_shows_it_without_scrolling_sideways(visit, name, view, code):
    page = visit(html_of(name, view, code), PHONE).page
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    widths = page.evaluate("[...document.querySelectorAll('svg')].map(it => it.clientWidth)")
    assert max(widths) <= PHONE
    sizes = "[...document.querySelectorAll('td, th, p')].map(it => parseFloat(getComputedStyle(it).fontSize))"
    assert min(page.evaluate(sizes)) >= 11


@each_page
def test_assistive_technology_can_read_it(visit, name, view, code):
    page = visit(html_of(name, view, code)).page
    report = Axe().run(page).response
    assert [
        (rule["id"], [node["html"][:90] for node in rule["nodes"]]) for rule in report["violations"]
    ] == []
    assert page.locator("table:not(:has(caption)), table:not(:has(thead th[scope=col]))").count() == 0
    assert page.locator("table").count() == page.locator("table:has(tbody th[scope=row])").count() > 0


@each_page
def test_on_paper_nothing_is_cut(visit, tmp_path, name, view, code):
    page = visit(html_of(name, view, code)).page
    rows = page.evaluate(
        "[...document.querySelectorAll('tbody tr, tfoot tr')]"
        ".map(row => [...row.querySelectorAll('td.figure')].map(cell => cell.innerText))"
    )
    paper = tmp_path / "report.pdf"
    page.pdf(path=paper, prefer_css_page_size=True)
    boxes = [tuple(map(float, found)) for found in WORD.findall(pdf_text(paper, "-bbox"))]
    assert len(boxes) > 200
    width, height = A4_POINTS
    assert min(box[0] for box in boxes) >= MARGIN_POINTS
    assert max(box[2] for box in boxes) <= width - MARGIN_POINTS
    assert max(box[3] for box in boxes) <= height
    # In the order in which it is drawn: sorted by height, a Chinese letter may leave its digits' line.
    sheets = [squeezed(sheet) for sheet in pdf_text(paper, "-raw").split("\f")]
    assert len(rows) > 20
    for figures in rows:
        pattern = re.compile(".{0,150}?".join(re.escape(squeezed(figure)) for figure in figures))
        assert any(map(pattern.search, sheets)), figures


def test_on_paper_a_long_table_repeats_its_headings(visit, tmp_path):
    page = visit(html_of("mother-baby-double11", "internal", "en")).page
    headings = squeezed("".join(page.locator("#table-assumptions thead th").all_inner_texts()))
    names = page.locator("#table-assumptions tbody th").all_inner_texts()
    inputs = [name for name in names if name.startswith(("tiers.", "goals."))]
    paper = tmp_path / "report.pdf"
    page.pdf(path=paper, prefer_css_page_size=True)
    sheets = [
        sheet for sheet in pdf_text(paper, "-layout").split("\f") if any(map(sheet.__contains__, inputs))
    ]
    assert len(sheets) > 1
    assert all(headings in squeezed(sheet) for sheet in sheets)


def pdf_text(path: Path, form: str) -> str:
    run = subprocess.run(["pdftotext", form, str(path), "-"], capture_output=True, check=True)
    return run.stdout.decode()


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("code", ["en", "zh"])
@pytest.mark.parametrize("view", ["internal", "finance"])
def test_totals_read_back_from_the_page_are_the_plans_own(visit, view, code):
    plan = plan_of("skincare-618")
    page = visit(html_of("skincare-618", view, code)).page

    def amounts(table: str, column: int) -> list[int]:
        cells = page.locator(f"#table-{table} tbody tr td:nth-child({column})").all()
        return [int(cell.get_attribute("data-fen")) for cell in cells]

    def total(table: str, column: int) -> int:
        return int(page.locator(f"#table-{table} tfoot td:nth-child({column})").get_attribute("data-fen"))

    for table, parts in (
        ("spend-by-tier", plan.spend.by_tier),
        ("spend-by-phase", plan.spend.by_phase),
        ("spend-by-cost-line", plan.spend.by_cost_line),
        ("spend-by-payee", plan.spend.by_payee),
    ):
        assert amounts(table, 2) == [fen for fen in parts.values() if fen]
        assert total(table, 2) == sum(parts.values()) == plan.spend.total
    assert amounts("lines", 5) == [line.cost for line in plan.lines]
    assert amounts("budget", 2)[0] == plan.funds.total
    assert total("budget", 2) == plan.funds.left
    assert (
        page.locator("#table-spend-by-tier tfoot td").first.inner_text() == f"¥{plan.spend.total / 100:,.2f}"
    )


@pytest.mark.parametrize("width", [1200, PHONE])
@pytest.mark.parametrize(
    "text", [NASTY, "long " * 2_000, "unbroken" * 1_250], ids=["nasty", "long", "unbroken"]
)
def test_no_name_runs_loads_or_spreads(visit, text, width):
    fields = plan_of("skincare-618").model_dump()
    inputs = fields["inputs"]
    fields["scenario"]["name"] = text
    for named in (inputs["phases"][0], inputs["tiers"]["nano"], inputs["goals"]["awareness"]):
        named["name"] = {"en": text, "zh": text}
    plan = Plan.model_validate(fields)
    language = language_of(plan, "en")
    seen = visit(render(document(plan, language), language), width)
    assert (seen.messages, seen.requests) == ([], [])
    assert seen.page.locator("img, iframe, object, embed, form:not(.vega-bindings)").count() == 0
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    assert len(seen.page.title()) > 100
