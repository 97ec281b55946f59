"""The page as its template reads it: plain texts, in the language of the report, and nothing hidden."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from typing import TYPE_CHECKING

from kolopt.report.header import stage
from kolopt.report.html.cells import headed, web_table
from kolopt.report.html.charts import specification
from kolopt.report.html.drawings import plate
from kolopt.report.html.scripts import drawing_library, embedded_json, page_script, security_policy
from kolopt.report.html.theme import CONFIG
from kolopt.report.plain import plain_text
from kolopt.report.table import Money, Number, Points, Range, Term, word
from kolopt.report.written import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kolopt.report.html.cells import WebTable
    from kolopt.report.html.charts import Drawing
    from kolopt.report.language import Language
    from kolopt.report.sections import Document, Section
    from kolopt.report.table import Cell

_KPIS = ("reads", "engagements")
"""KPIs whose totals stand at the top of a page."""


@dataclass(frozen=True, slots=True)
class WebFigure:
    """One chart: its place in the page, and its name."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class WebPlate:
    """Charts side by side, with the legend that they share."""

    figures: tuple[WebFigure, ...]
    legend: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class WebSection:
    """One section."""

    id: str
    title: str
    paragraphs: tuple[str, ...]
    plates: tuple[WebPlate, ...]
    tables: tuple[WebTable, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the template shows.

    Attributes:
        lang: language tag.
        title: the scenario's name.
        marks: (tone, text): draft or approved, proven or not.
        header: sentences on what the figures rest on.
        key: (name, figure) pairs at the top.
        sections: in reading order.
        made: what made the page, from what.
        version: of kolopt.
        running: at the top of each printed page; no text from a file, it stands in the style sheet.
        style: the style sheet.
        policy: the content security policy.
        data: charts as JSON; "" without charts.
        scripts: run in this order; none without charts.
    """

    lang: str
    title: str
    marks: tuple[tuple[str, str], ...]
    header: tuple[str, ...]
    key: tuple[tuple[str, str], ...]
    sections: tuple[WebSection, ...]
    made: str
    version: str
    running: str
    style: str
    policy: str
    data: str
    scripts: tuple[str, ...]


def page_of(document: Document, language: Language) -> Page:
    """A report as a page.

    Args:
        document: for one reader; only what it holds for that reader gets into the page.
        language: the document's.
    """
    plan = document.plan
    drawn: dict[str, Drawing] = {}
    sections = tuple(_section(section, document, language, drawn) for section in document.sections)
    charts = {id_: specification(drawing) for id_, drawing in drawn.items()}
    scripts = (drawing_library(), page_script()) if charts else ()
    return Page(
        lang={"en": "en", "zh": "zh-Hans"}[language.code],
        title=plain_text(plan.scenario.name),
        marks=tuple(_marks(document, language)),
        header=document.header,
        key=tuple((headed(name, language), written(cell, language)) for name, cell in _key(document)),
        sections=sections,
        made=language.say("page-made", version=plan.versions.kolopt, digest=plan.digest),
        version=plan.versions.kolopt,
        running=f"kolopt {plan.versions.kolopt} · {plan.digest}",
        style=files(__package__).joinpath("page.css").read_text(encoding="utf-8"),
        policy=security_policy(scripts),
        data=embedded_json({"config": CONFIG, "charts": charts}) if charts else "",
        scripts=scripts,
    )


def _section(
    section: Section, document: Document, language: Language, drawn: dict[str, Drawing]
) -> WebSection:
    """A section; its drawings are added to those drawn, under the ids of their places."""
    plates = []
    for table in section.tables:
        if found := plate(table, document, language):
            ids = [f"chart-{table.id}-{number}" for number, _ in enumerate(found.drawings, 1)]
            drawn |= dict(zip(ids, found.drawings, strict=True))
            figures = (WebFigure(id_, drawn[id_].title) for id_ in ids)
            plates.append(WebPlate(tuple(figures), found.legend))
    return WebSection(
        section.id,
        written(section.title, language),
        section.paragraphs,
        tuple(plates),
        tuple(web_table(table, language) for table in section.tables),
    )


def _marks(document: Document, language: Language) -> Iterator[tuple[str, str]]:
    yield ("warn" if document.approval is None else "good"), stage(language, document.approval)
    status = document.plan.certificate.status
    yield ("good" if status == "proven" else "warn"), written(word(f"status-{status}"), language)


def _key(document: Document) -> Iterator[tuple[Term, Cell]]:
    """What everybody asks first; money is not for clients."""
    plan = document.plan
    if document.view != "client":
        yield word("budget"), Money(plan.funds.total)
        yield word("spend"), Money(plan.spend.total)
        yield word("budget-left"), Money(plan.funds.left)
    yield word("creators"), Number(Decimal(sum(phase.creators for phase in plan.phases)))
    for kpi in _KPIS:
        if kpi in plan.kpis.total:
            yield Term("kpi", kpi), Range(plan.kpis.total[kpi])
    yield word("score"), Points(plan.certificate.score)
