import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

VARY = ("--vary", "budget.total=600k..1M:3", "--jobs", "1")


def table(text):
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def swept(run, starter):
    assert run("sweep", starter.name, *VARY, "-o", "rows.csv").exit_code == 0
    return Path("rows.csv").read_text(encoding="utf-8")


def test_a_sweep_prints_a_table_with_one_row_a_point(run, starter):
    result = run("sweep", starter.name, *VARY, "--quiet")
    assert result.exit_code == 0
    assert all(budget in result.stdout for budget in ("600000", "800000", "1000000"))
    assert "3 points: 3 proven" in result.stdout
    assert result.stderr == ""


def test_csv_json_lines_and_json_say_the_same(run, starter, swept):
    rows = table(swept)
    assert [row["point"] for row in rows] == ["1", "2", "3"]
    assert [row["budget.total"] for row in rows] == ["600000", "800000", "1000000"]
    assert run("sweep", starter.name, *VARY, "-o", "rows.jsonl").exit_code == 0
    lines = [json.loads(line) for line in Path("rows.jsonl").read_text(encoding="utf-8").splitlines()]
    assert json.loads(run("sweep", starter.name, *VARY, "--json").stdout) == lines
    assert run("sweep", starter.name, *VARY, "-o", "-").stdout == swept
    for row, line in zip(rows, lines, strict=True):
        assert sum(line.pop("lines").values()) == sum(int(row[c]) for c in row if c.startswith("count."))
        assert row == line


def test_a_point_is_what_plan_says(run, starter, swept):
    plan = json.loads(run("plan", starter.name, "--set", "budget.total=800000", "--json").stdout)
    row = table(swept)[1]
    assert row["value"] == plan["certificate"]["value"]
    assert row["bound"] == plan["certificate"]["bound"]
    assert row["spend"] == plan["spend"]["total"]
    assert row["digest"] == plan["scenario"]["digest"]
    assert row["kpi.reads"] == plan["kpis"]["total"]["reads"]["base"]


def test_points_without_a_plan_are_rows(run, starter):
    result = run("sweep", starter.name, "--vary", "budget.total=10k,800k", "-o", "-")
    assert result.exit_code == 0
    first, second = table(result.stdout)
    assert first["status"] == "infeasible"
    assert "exceed the budget" in first["message"] or "at least" in first["message"]
    assert second["status"] == "proven"
    assert run("sweep", starter.name, "--vary", "budget.total=10k,11k", "-o", "-").exit_code == 3


@pytest.mark.parametrize(
    ("vary", "words"),
    [
        (("budget.totl=1,2",), "did you mean"),
        (("budget.total=1M,lots",), "not a number"),
        (("budget.total=",), "empty value"),
        (("budget.total=1..2:1",), "2 steps or more"),
        (("parameters.density=0..999999:1000000",), "1,000,000 steps"),
        (("budget.total=600k..1M:1000", "parameters.density=0..999:1000"), "1,000,000 points"),
        (("budget.total=1M,2M", "budget.total=3M,4M"), "change the same value"),
        (("nonsense",), "does not say what to vary"),
    ],
)
def test_a_bad_grid_is_refused_before_anything_is_solved(run, starter, monkeypatch, vary, words):
    monkeypatch.setattr(
        "kolopt.explore.points.explained_answer", lambda *_, **__: pytest.fail("it was solved")
    )
    result = run(
        "sweep", starter.name, *(part for text in vary for part in ("--vary", text)), "-o", "rows.csv"
    )
    assert result.exit_code == 2
    assert words in result.stderr
    assert result.stdout == ""
    assert os.listdir() == [starter.name]


@pytest.mark.parametrize("output", ["rows.txt", "rows"])
def test_an_output_of_unknown_kind_is_refused(run, starter, output):
    assert run("sweep", starter.name, *VARY, "-o", output).exit_code == 2


def test_only_a_sweep_is_overwritten(run, starter, swept):
    Path("notes.csv").write_text("mine\n")
    result = run("sweep", starter.name, *VARY, "-o", "notes.csv")
    assert result.exit_code == 2
    assert "[not-ours]" in result.stderr
    assert Path("notes.csv").read_text() == "mine\n"
    assert run("sweep", starter.name, *VARY, "-o", "notes.csv", "--force").exit_code == 0
    assert run("sweep", starter.name, *VARY, "-o", "rows.csv").exit_code == 0
    assert Path("notes.csv").read_text() == swept == Path("rows.csv").read_text()


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_killed_sweep_goes_on_and_gives_the_same_rows(run, starter, jobs):
    vary = ("--vary", "budget.total=600k..1M:10")
    assert run("sweep", starter.name, *vary, "-o", "plain.csv", "--jobs", "1").exit_code == 0
    command = [sys.executable, "-m", "kolopt", "sweep", starter.name, *vary, "-o", "rows.csv", "--jobs", jobs]
    journal = Path("rows.csv.journal")
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        deadline = time.monotonic() + 60
        while (not journal.exists() or journal.read_bytes().count(b"\n") < 3) and time.monotonic() < deadline:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    assert not Path("rows.csv").exists()
    kept = journal.read_bytes().count(b"\n")
    assert 3 <= kept < 10
    assert run("sweep", starter.name, *vary, "-o", "rows.csv", "--jobs", "1").exit_code == 0
    assert not journal.exists()
    assert Path("rows.csv").read_text() == Path("plain.csv").read_text()


def test_a_file_of_others_where_the_journal_belongs_stays(run, starter):
    notes = starter.parent / "rows.csv.journal"
    notes.write_text("my notes\n", encoding="utf-8")
    asks = ("sweep", starter.name, "--vary", "budget.total=600k,700k", "-o", "rows.csv", "--quiet")
    refused = run(*asks)
    assert refused.exit_code == 2
    assert "rows.csv.journal is not the journal of a kolopt sweep" in refused.stderr
    assert notes.read_text(encoding="utf-8") == "my notes\n"
    assert run(*asks, "--force").exit_code == 0
    assert not notes.exists()
