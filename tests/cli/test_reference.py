from pathlib import Path

import click
import pytest

from kolopt.cli.app import app
from kolopt.cli.exits import MEANINGS
from kolopt.cli.reference import reference

DOCUMENT = Path(__file__).parents[2] / "docs" / "cli.md"


def test_the_document_is_what_the_commands_say():
    assert DOCUMENT.read_text(encoding="utf-8") == reference(), "python -m kolopt.cli.reference > docs/cli.md"


@pytest.mark.parametrize("name", app.commands)
def test_every_command_has_help_and_is_documented(run, name):
    result = run(name, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: kolopt {name}")
    assert f"\n## {name}\n" in reference()
    assert all(option.help for option in app.commands[name].params if isinstance(option, click.Option))


def test_the_help_lists_commands_in_order_of_work_and_exit_codes(run):
    text = run("--help").stdout
    places = [text.index(f"\n  {name} ") for name in app.commands]
    assert places == sorted(places)
    assert all(meaning in text for meaning in MEANINGS.values())


def test_the_version_names_the_solver(run):
    text = run("--version").stdout
    assert text.startswith("kolopt ")
    assert "HiGHS" in text
    assert "PuLP" in text


@pytest.mark.parametrize(
    "arguments",
    [("plan",), ("nonsense",), ("plan", "a.yaml", "--world", "best"), ("plan", "a.yaml", "--time-limit", "0"),
     ("plan", "a.yaml", "--time-limit", "nan"), ("plan", "a.yaml", "--node-limit", "0"), ("verify",),
     ("plan", "a.yaml", "--no-such-option")],
)  # fmt: skip
def test_wrong_usage_is_a_message_and_exit_code_2(run, arguments):
    result = run(*arguments)
    assert result.exit_code == 2
    assert "Usage: kolopt" in result.stderr
    assert result.stdout == ""
