"""What a repository relies on: the pre-commit hooks, and the CI job of docs/ci.md run as it stands there."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from tests.cli.campaign_files import made

ROOT = Path(__file__).parents[2]
HOOKS = YAML(typ="safe").load(ROOT / ".pre-commit-hooks.yaml")
PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
IDENTITY = ("-c", "user.name=Wang", "-c", "user.email=wang@example.org")


def files_of(hook) -> list[str]:
    """The committed files that pre-commit would give a hook."""
    listed = [path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "scenarios").rglob("*"))]
    excluded = hook.get("exclude", "^$")
    return [path for path in listed if re.search(hook["files"], path) and not re.search(excluded, path)]


def test_hooks_run_on_the_shipped_scenarios(run, folder):
    shutil.copytree(ROOT / "scenarios", folder / "scenarios")
    check, verify = HOOKS
    (folder / "scenarios" / "impossible.yaml").unlink()
    files = [path for path in files_of(check) if (folder / path).exists()]
    assert "scenarios/skincare-618.yaml" in files
    assert not [path for path in files if "whatif" in path]
    assert run(*shlex.split(check["entry"])[1:], *files).exit_code == 0
    # pre-commit tells no hook of deleted files, so this one must not wait for a file of its kind.
    assert (verify["always_run"], verify["pass_filenames"]) == (True, False)
    assert run(*shlex.split(verify["entry"])[1:]).exit_code == 0


def test_the_page_names_every_hook():
    assert [hook["id"] for hook in HOOKS] == re.findall(r"- id: (\S+)", PAGE)


@pytest.fixture
def command(tmp_path_factory):
    """A folder with this very kolopt as a command."""
    folder = tmp_path_factory.mktemp("bin")
    script = folder / "kolopt"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kolopt "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    return folder


def test_the_job_says_what_a_pull_request_moves(folder, command):
    def git(*arguments):
        subprocess.run(["git", *IDENTITY, *arguments], cwd=folder, check=True, capture_output=True)

    (folder / "two plans").mkdir()
    for name in ("a.plan.json", "two plans/b c.plan.json"):
        made(folder, name)
    git("init", "-q", "-b", "main")
    git("add", ".")
    git("commit", "-q", "-m", "two plans")
    git("update-ref", "refs/remotes/origin/main", "HEAD")
    made(folder, "two plans/b c.plan.json", "budget.total=170k")
    made(folder, "new.plan.json", "budget.total=170k")
    git("add", ".")
    git("commit", "-q", "-m", "more money")
    job = YAML(typ="safe").load(re.search(r"```yaml\n(# \.github.*?)```", PAGE, re.DOTALL)[1])
    (step,) = [step for step in job["jobs"]["plans"]["steps"] if "kolopt diff" in step.get("run", "")]
    environment = {
        **os.environ,
        "TARGET": "origin/main",
        "PATH": f"{command}:{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }
    subprocess.run(["bash", "-e", "-c", step["run"]], cwd=folder, check=True, env=environment)
    text = (folder / "diff.md").read_text(encoding="utf-8")
    assert re.findall("^### .*$", text, re.MULTILINE)[0].endswith("→ two plans/b c.plan.json")
    assert text.count("### ") == 1
    assert "| budget.total | 150k | 170k |" in text
