"""Named cell styles, which XlsxWriter does not write: added to the finished workbook's style sheet.

In SpreadsheetML (ECMA-376 part 1, 18.8) a named style is a ``cellStyle`` that points into
``cellStyleXfs``; a cell's own record in ``cellXfs`` names its style by ``xfId``.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from xml.dom.minidom import Document, Element, parseString
from zipfile import ZipFile

if TYPE_CHECKING:
    from collections.abc import Mapping

_STYLE_SHEET = "xl/styles.xml"


def with_named_styles(workbook: bytes, names: Mapping[int, str]) -> bytes:
    """The workbook with a named style for each cell format; the same bytes for the same input.

    Args:
        workbook: an xlsx file without named styles of its own.
        names: index of the format in ``cellXfs``, from 1 → name of its style.
    """
    result = BytesIO()
    with ZipFile(BytesIO(workbook)) as source, ZipFile(result, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            target.writestr(entry, _styled(content, names) if entry.filename == _STYLE_SHEET else content)
    return result.getvalue()


def _styled(style_sheet: bytes, names: Mapping[int, str]) -> bytes:
    document = parseString(style_sheet)
    style_formats, cell_formats, styles = (
        document.getElementsByTagName(tag)[0] for tag in ("cellStyleXfs", "cellXfs", "cellStyles")
    )
    formats = cell_formats.getElementsByTagName("xf")
    for index, name in sorted(names.items()):
        number = len(style_formats.getElementsByTagName("xf"))
        style_format = document.importNode(formats[index], deep=True)
        style_format.removeAttribute("xfId")
        style_formats.appendChild(style_format)
        formats[index].setAttribute("xfId", str(number))
        styles.appendChild(_style(document, name, number))
    for group in (style_formats, styles):
        group.setAttribute("count", str(len(group.childNodes)))
    return document.toxml(encoding="UTF-8", standalone=True)


def _style(document: Document, name: str, number: int) -> Element:
    style = document.createElement("cellStyle")
    style.setAttribute("name", name)
    style.setAttribute("xfId", str(number))
    return style
