import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

BUDGETS = ("--budgets", "500k,700k,900k,1.1M")
TWO = ("--budgets", "500k,700k")


def test_a_frontier_shows_chart_table_and_knee(run, starter):
    result = run("frontier", starter.name, *BUDGETS, "--quiet")
    assert result.exit_code == 0
    assert "score against budget" in result.stdout
    assert "Per ¥10k" in result.stdout
    assert "4 points: 4 proven, each audited." in result.stdout
    assert "nee" in result.stdout
    assert all(len(line) <= 80 for line in result.stdout.splitlines())


def test_files_of_every_kind(run, starter):
    for name in ("f.csv", "f.svg", "f.html", "f.svg"):
        assert run("frontier", starter.name, *TWO, "-o", name).exit_code == 0
    text = Path("f.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["budget"] for row in rows] == ["500000.00", "700000.00"]
    values = [float(row["value"]) for row in rows]
    assert values == sorted(values)
    assert rows[0]["per_10k.low"] == "" != rows[1]["per_10k.low"]
    assert run("frontier", starter.name, *TWO, "-o", "-").stdout == text
    assert json.loads(run("frontier", starter.name, *TWO, "--json").stdout)[0]["value"] == rows[0]["value"]
    image = ElementTree.parse("f.svg").getroot()
    assert len(image.findall(".//{http://www.w3.org/2000/svg}circle")) == 2
    page = Path("f.html").read_text(encoding="utf-8")
    assert "<svg" in page
    assert "<script" not in page
    assert page.count("<tr>") == 3


def test_a_name_cannot_put_markup_into_the_page(run, starter):
    name = "name=<script>alert(1)</script>"
    assert run("frontier", starter.name, *TWO, "-o", "f.html", "--set", name).exit_code == 0
    page = Path("f.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_goal_against_goal(run, starter):
    result = run("frontier", starter.name, "--goals", "awareness,seo_seeding", "--gap", "0.5", "-o", "-")
    assert result.exit_code == 0
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert rows[0]["floor"] == ""
    held = [float(row["score.seo_seeding"]) >= float(row["floor"]) - 1e-5 for row in rows[1:]]
    assert all(held)
    values = [float(row["value"]) for row in rows]
    assert values == sorted(values, reverse=True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("--goals", "awareness"),
        ("--goals", "awareness,glory"),
        ("--goals", "awareness,awareness"),
        ("--goals", "awareness,education", "--budgets", "1M,2M"),
        ("--budgets", "1M,1000k"),
        ("--budgets", "cheap"),
        ("--budgets", "1M", "-o", "f.png"),
        ("--set", "objective={minimize: spend}"),
    ],
)
def test_what_makes_no_frontier_is_refused(run, starter, arguments):
    result = run("frontier", starter.name, *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert Path.cwd() == starter.parent
    assert [path.name for path in starter.parent.iterdir()] == [starter.name]


def test_no_line_to_draw(run, starter):
    result = run("frontier", starter.name, "--budgets", "1k,2k", "-o", "f.svg")
    assert result.exit_code == 3
    assert not Path("f.svg").exists()
