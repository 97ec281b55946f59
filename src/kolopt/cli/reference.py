"""The command reference, docs/cli.md, made from what ``--help`` says.

Write it anew with ``python -m kolopt.cli.reference > docs/cli.md``; a test compares the two.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import click

from kolopt.cli.exits import MEANINGS
from kolopt.cli.output import emit_document

if TYPE_CHECKING:
    from collections.abc import Iterator

_OPENING = """\
# Command reference

Made from `kolopt --help` by `python -m kolopt.cli.reference > docs/cli.md`; edit the commands, not this file.

Results go to standard output, messages and progress to standard error. `-` stands for standard input or
output. Colours appear on a terminal only and never when `NO_COLOR` is set.
"""

_COMPLETION = """\
## Shell completion

| shell | line to add to its start-up file |
|---|---|
| bash (`~/.bashrc`) | `eval "$(_KOLOPT_COMPLETE=bash_source kolopt)"` |
| zsh (`~/.zshrc`) | `eval "$(_KOLOPT_COMPLETE=zsh_source kolopt)"` |
| fish (`~/.config/fish/completions/kolopt.fish`) | `_KOLOPT_COMPLETE=fish_source kolopt \\| source` |
"""


def reference() -> str:
    """The whole reference as Markdown."""
    from kolopt.cli.app import app

    commands = (_command(name, command) for name, command in app.commands.items())
    return "\n".join((_OPENING, *commands, _exit_codes(), _COMPLETION))


def _command(name: str, command: click.Command) -> str:
    context = click.Context(command, info_name=f"kolopt {name}")
    usage = " ".join((context.command_path, *command.collect_usage_pieces(context)))
    paragraphs = inspect.cleandoc(command.help or "").split("\n\n")
    text = "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
    rows = "".join(f"{row}\n" for row in _options(command, context))
    options = f"\n| option | meaning |\n|---|---|\n{rows}" if rows else ""
    return f"## {name}\n\n    {usage}\n\n{text}\n{options}"


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for option in command.params:
        record = option.get_help_record(context) if isinstance(option, click.Option) else None
        if record is not None:
            names, meaning = (cell.replace("|", "\\|") for cell in record)
            yield f"| `{names}` | {meaning} |"


def _exit_codes() -> str:
    rows = "\n".join(f"| {code} | {meaning} |" for code, meaning in MEANINGS.items())
    return f"## Exit codes\n\n| code | meaning |\n|---|---|\n{rows}\n"


if __name__ == "__main__":
    emit_document(reference())
