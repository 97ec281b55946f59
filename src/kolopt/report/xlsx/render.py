"""From a report to the bytes of a workbook."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from xlsxwriter import Workbook

from kolopt.report.xlsx.book import pages_of
from kolopt.report.xlsx.cells import safe
from kolopt.report.xlsx.draw import Pen
from kolopt.report.xlsx.named_styles import with_named_styles
from kolopt.report.xlsx.styles import add_styles, style_names
from kolopt.scenario.load import from_document

if TYPE_CHECKING:
    from kolopt.plan.record import Plan
    from kolopt.report.language import Language
    from kolopt.report.sections import Document

_FONTS = {"en": "Calibri", "zh": "Microsoft YaHei"}
_FONT_SIZE = 10
_EPOCH = datetime(1980, 1, 1)
"""Stated as the day of creation, so that the same report has the same bytes."""
_NAME_IN_FOOTER = 60
_DIGEST_IN_FOOTER = 19
"""Characters of ``sha256:…`` that tell plans apart on paper."""


def render(document: Document, language: Language) -> bytes:
    """The report as an xlsx file; the same bytes for the same report.

    Money stands in yuan as numbers, worked-out figures as formulas with the plan's figures as their
    results. Nothing that a file states becomes a formula or a link.

    Args:
        document: the report; its plan has been audited.
        language: in which it is written.
    """
    plan = document.plan
    scenario = from_document(plan.document(), path=plan.scenario.path).scenario
    result = BytesIO()
    with Workbook(result, _options(language)) as workbook:
        workbook.set_properties(_properties(plan))
        workbook.set_calc_mode("auto")
        styles = add_styles(workbook)
        footer = _footer(plan, language)
        for page in pages_of(document, language, scenario):
            sheet = workbook.add_worksheet(page.name)
            sheet.set_footer(footer)
            Pen(sheet, styles, language).draw(page)
    return with_named_styles(result.getvalue(), style_names(styles))


def _options(language: Language) -> dict[str, object]:
    # Cells are written by their kind; that no text is ever taken for a formula or link is stated twice.
    return {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_date_format": "yyyy-mm-dd",
        "default_format_properties": {"font_name": _FONTS[language.code], "font_size": _FONT_SIZE},
    }


def _properties(plan: Plan) -> dict[str, object]:
    return {
        "title": safe(plan.scenario.name, _NAME_IN_FOOTER),
        "author": f"kolopt {safe(plan.versions.kolopt, _NAME_IN_FOOTER)}",
        "comments": plan.digest,
        "created": _EPOCH,
    }


def _footer(plan: Plan, language: Language) -> str:
    """Name, digest and page."""
    # An ampersand starts a code; a doubled one stands for itself, but XlsxWriter still finds &G in it.
    name = safe(plan.scenario.name, _NAME_IN_FOOTER).replace("&", "＆")
    page = language.say("page-of", page="&P", pages="&N")
    return f"&L{name}&C{plan.digest[:_DIGEST_IN_FOOTER]}&R{page}"
