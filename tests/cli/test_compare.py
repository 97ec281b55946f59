"""``kolopt compare`` and ``kolopt evaluate``: files in, tables or JSON out, exit codes."""

import json

import pytest

SCENARIO = """\
kolopt: 1
name: small
budget: {total: 150k}
tax: {prices: exclusive}
competition: low
entry_stage: entry
phases:
  - {id: burst, kind: burst, start: 2027-05-17, end: 2027-06-13}
goals: {seo_seeding: 1, awareness: 1}
"""
WHATIF = """\
kolopt_whatif: 1
scenario: small.yaml
variants:
  cut: {budget.total: 130k}
  dearer: {tiers.nano.quote: {times: 1.5}}
"""


@pytest.fixture
def files(folder):
    (folder / "small.yaml").write_text(SCENARIO, encoding="utf-8")
    (folder / "whatif.yaml").write_text(WHATIF, encoding="utf-8")
    (folder / "counts.csv").write_text("phase;offer;count\nburst;micro-picture;14\n", encoding="utf-8")
    return folder


def test_a_what_if_file_side_by_side(run, files):
    result = run("compare", "whatif.yaml", "--minimize-regret")
    assert result.exit_code == 0, result.stderr
    assert "cut: budget.total 150,000 → 130,000. Score −" in result.stdout
    assert "✗ budget" in result.stdout
    assert "Least regret of all plans: at worst" in " ".join(result.stdout.split())
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_the_same_as_json(run, files):
    result = run("compare", "whatif.yaml", "--json")
    found = json.loads(result.stdout)
    assert [column["name"] for column in found["columns"]] == ["base", "cut", "dearer"]
    assert found["columns"][1]["changed"] == [{"path": "budget.total", "before": "150k", "after": "130k"}]
    assert found["columns"][0]["certificate"]["status"] == "proven"
    assert found["regret"]["cells"][0][0] == {"loss": 0.0, "broken": []}
    assert found["least_regret"] is None


def test_scenarios_plans_and_worlds(run, files):
    assert run("plan", "small.yaml", "-o", "made.json", "--set", "budget.total=130k").exit_code == 0
    result = run("compare", "small.yaml", "made.json")
    assert result.exit_code == 0
    assert "made: budget.total 150,000 → 130,000." in result.stdout
    worlds = run("compare", "small.yaml", "--worlds")
    assert "base: world low → base." in worlds.stdout


def test_habits(run, files):
    result = run("compare", "small.yaml", "--habits", "--set", "budget.total=200k")
    assert result.exit_code == 0
    words = " ".join(result.stdout.split())
    assert "pyramid-1-3-6" in words
    assert "worse than the best plan." in words
    assert "Breaks " in words


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("compare",), 2, "Missing argument"),
        (("compare", "small.yaml", "small.yaml"), 2, "named twice"),
        (("compare", "whatif.yaml", "small.yaml"), 2, "compared alone"),
        (("compare", "small.yaml", "--habits", "--worlds"), 2, "--habits"),
        (("compare", "whatif.yaml", "--habits"), 2, "what-if file"),
        (("compare", "nowhere.yaml"), 2, "cannot be read"),
        (("compare", "small.yaml", "--gap", "x"), 2, "--gap"),
        (("compare", "whatif.yaml", "--set", "budget.total=1M"), 2, "change the same value"),
        (("compare", "small.yaml", "--set", "budget.total=20k"), 3, ""),
        (("evaluate", "small.yaml", "nowhere.csv"), 2, "cannot be read"),
        (("evaluate", "-", "-"), 2, "standard input"),
        (("evaluate", "small.yaml", "small.yaml"), 2, "counts-header"),
    ],
)
def test_what_goes_wrong_ends_in_one_message(run, files, arguments, code, message):
    result = run(*arguments)
    assert result.exit_code == code
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_a_hand_made_plan_that_breaks_rules_is_a_finding_not_a_failure(run, files):
    result = run("evaluate", "small.yaml", "counts.csv")
    assert result.exit_code == 0
    words = " ".join(result.stdout.split())
    assert "Rules broken by yours" in words
    assert "micro-density burst 14 >= 15" in words
    assert "points worse than the best plan. Breaks micro-density in burst." in words


def test_counts_from_standard_input_as_json(run, files):
    result = run("evaluate", "small.yaml", "-", "--json", input="phase,offer,count\nburst,micro-picture,15\n")
    yours, best = json.loads(result.stdout)["columns"]
    assert yours["lines"] == [
        {
            "phase": "burst",
            "offer": "micro-picture",
            "tier": "micro",
            "count": 15,
            "cost": yours["lines"][0]["cost"],
        }
    ]
    assert yours["broken"] == []
    assert yours["certificate"] is None
    assert yours["loss"] > 0
    assert float(best["score"]) > float(yours["score"])


def test_bad_counts_are_placed_by_row_and_column(run, files):
    result = run("evaluate", "small.yaml", "-", input="phase,offer,count\nburst,micro-pictur,2.5\n")
    assert result.exit_code == 2
    assert "standard input:2:2: error" in result.stderr
    assert "standard input:2:3: error" in result.stderr
    assert result.stdout == ""


def test_names_from_files_cannot_write_to_the_terminal(run, folder):
    (folder / "a\x1b[31m.yaml").write_text(SCENARIO, encoding="utf-8")
    result = run("compare", "a\x1b[31m.yaml")
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout
