"""A report as one HTML file: readable offline and on paper, its charts drawn by the page itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from kolopt.report.html.page import page_of

if TYPE_CHECKING:
    from kolopt.report.language import Language
    from kolopt.report.sections import Document


def render(document: Document, language: Language) -> str:
    """A report as a page.

    Args:
        document: for one reader.
        language: the document's.

    Returns:
        A whole HTML file; every name in it is escaped, and it asks no network for anything.
    """
    environment = Environment(
        loader=PackageLoader("kolopt.report.html", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    template = environment.get_template("page.html.jinja")
    return template.render(page=page_of(document, language), words=language.words)
