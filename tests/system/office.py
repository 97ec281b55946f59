"""LibreOffice Calc as the second opinion on a workbook: loads files, works all formulas out anew."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
</item>
</oor:items>
"""
"""Else Calc believes the results that stand in the file."""


def recalculated(files: Iterable[Path], scratch: Path) -> dict[str, Path]:
    """The files as Calc saves them again, by their names.

    Args:
        files: xlsx files.
        scratch: an empty folder; holds a profile of its own, so that runs do not meet.
    """
    profile, results = scratch / "profile", scratch / "recalculated"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE, encoding="utf-8")
    named = tuple(files)
    subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--convert-to",
            "xlsx",
            "--outdir",
            str(results),
            *map(str, named),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return {file.name: results / file.name for file in named}
