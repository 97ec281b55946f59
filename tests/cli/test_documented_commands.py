"""Every command shown in the README and in docs/ is run, in order, in one folder per page."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from kolopt.cli.app import app

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def _commands(page: Path) -> list[str]:
    text = "\n".join(BLOCK.findall(page.read_text(encoding="utf-8")))
    joined = text.replace("\\\n", " ")
    return [line.removeprefix("$ ") for line in joined.splitlines() if line.startswith("$ kolopt ")]


@pytest.mark.parametrize("page", [p for p in PAGES if _commands(p)], ids=lambda page: page.stem)
def test_commands_shown_work(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    monkeypatch.chdir(tmp_path)
    for command in _commands(page):
        words, _, comment = command.partition("  # exit ")
        result = CliRunner().invoke(app, shlex.split(words)[1:])
        expected = int(comment.split()[0]) if comment else 0
        assert result.exit_code == expected, f"{command}\n{result.output}"


def test_the_readme_shows_commands() -> None:
    assert len(_commands(ROOT / "README.md")) >= 5
