"""``kolopt schema``."""

from __future__ import annotations

import click

from kolopt.cli.output import emit_json


@click.command()
@click.option("--whatif", is_flag=True, help="The schema of what-if files instead.")
def schema(whatif: bool) -> None:
    """Print the JSON Schema of scenario files, for editors.

    Save it beside your scenarios and name it in their first line:
    `# yaml-language-server: $schema=schema.json`.
    """
    from kolopt.scenario.export import scenario_schema, whatif_schema

    emit_json(whatif_schema() if whatif else scenario_schema())
