"""What ``kolopt report`` can write: each format's ending, renderer, and how its own files are known."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from importlib import import_module
from os.path import splitext
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from kolopt.report.language import Language
    from kolopt.report.sections import Document


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file.

    Attributes:
        module: where its renderer is; imported when it is needed.
        function: the renderer's name: document, language → content.
        ours: whether a file's content was written by this format.
        solves: shows answers that need solving again.
    """

    module: str
    function: str
    ours: Callable[[bytes], bool]
    solves: bool = False

    def render(self, document: Document, language: Language) -> str | bytes:
        """A report's content."""
        content: str | bytes = getattr(import_module(self.module), self.function)(document, language)
        return content

    def refuse_foreign(self, path: str) -> None:
        """Refuse a file that exists and was not written by this format.

        Raises:
            InvalidInputError: it was not, or it cannot be read.
        """
        from kolopt.cli.destination import refuse_unless

        refuse_unless(path, self.ours, "a kolopt report")


def _starts(pattern: bytes) -> Callable[[bytes], bool]:
    opening = re.compile(pattern)
    return lambda content: opening.match(content) is not None


_NEVER_SAVED = b">1980-01-01T00:00:00Z<"
"""Created and modified on the day that stands in every workbook of ours."""


def _is_workbook(content: bytes) -> bool:
    """Whether a workbook is kolopt's and was not saved by anybody since, who may have worked in it."""
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            properties = parts.read("docProps/core.xml")
            return b"<dc:creator>kolopt" in properties and properties.count(_NEVER_SAVED) == 2
    except (zipfile.BadZipFile, KeyError):
        return False


FORMATS = {
    "html": Format(
        "kolopt.report.html",
        "render",
        _starts(rb'(?s)<!doctype html>.*<meta name="generator" content="kolopt'),
        solves=True,
    ),
    "xlsx": Format("kolopt.report.xlsx", "render", _is_workbook),
    "md": Format("kolopt.report.markdown", "render_markdown", _starts(rb"<!-- kolopt report")),
    "csv": Format(
        "kolopt.report.tidy", "render_csv", _starts(rb"(?:\xef\xbb\xbf)?version,table,row,column,")
    ),
}
"""Ending without its dot → format."""


def format_of(output: str, named: str | None) -> Format:
    """The format named, or else that of a file's ending.

    Raises:
        click.UsageError: neither says which.
    """
    endings = ", ".join(f".{name}" for name in FORMATS)
    if named is not None:
        return FORMATS[named]
    if output == "-":
        raise click.UsageError(f"For standard output say which --format: {', '.join(FORMATS)}.")
    known = FORMATS.get(splitext(output)[1].lower().removeprefix("."))
    if known is None:
        raise click.BadParameter(
            f"name a file that ends in {endings}, or say --format", param_hint="--output"
        )
    return known
