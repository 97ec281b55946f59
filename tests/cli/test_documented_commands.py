"""Every command shown in the README and in docs/ is run: the README's always, the pages' by night."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from kolopt.cli.app import app

ROOT = Path(__file__).parents[2]
GENERATED = "cli.md"
COMMAND = re.compile(r"^(?:\$ |    |)(kolopt [a-z].*)$", re.MULTILINE)
TABLE = re.compile(r"^```csv\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def commands(page: Path) -> list[str]:
    """The commands of a page's code blocks, without their comments."""
    text = page.read_text(encoding="utf-8").replace("\\\n", " ")
    return [found.partition("  #")[0].strip() for found in COMMAND.findall(text)]


PAGES = [page for page in sorted((ROOT / "docs").glob("*.md")) if page.name != GENERATED and commands(page)]


def run_all(page: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a page's commands in order, in a folder with the shipped scenarios and the page's table."""
    shutil.copytree(ROOT / "scenarios", folder / "scenarios")
    for table in TABLE.findall(page.read_text(encoding="utf-8")):
        (folder / "mine.csv").write_text(table, encoding="utf-8")
    monkeypatch.chdir(folder)
    for command in commands(page):
        result = CliRunner().invoke(app, shlex.split(command)[1:])
        assert result.exit_code == 0, f"{command}\n{result.output}"


def test_commands_of_the_readme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(commands(ROOT / "README.md")) >= 5
    run_all(ROOT / "README.md", tmp_path, monkeypatch)


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_commands_of_a_page(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_all(page, tmp_path, monkeypatch)


def test_pages_show_commands() -> None:
    assert len(PAGES) >= 5
