"""Running the command line in this process, in a folder of its own."""

import pytest
from click.testing import CliRunner

from kolopt.cli.app import app


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The working directory of the test."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(folder):
    """``run("plan", "a.yaml", input=…)``; a defect fails the test instead of becoming exit code 1."""

    def invoke(*arguments, **options):
        return CliRunner().invoke(app, arguments, prog_name="kolopt", catch_exceptions=False, **options)

    return invoke


@pytest.fixture
def starter(run, folder):
    """The starter scenario, written by ``kolopt init``."""
    assert run("init").exit_code == 0
    return folder / "campaign.yaml"
