"""``kolopt diff``: two files, a git revision, what each input did; terminal, Markdown, JSON, exit codes."""

import json
import subprocess
import sys
from fractions import Fraction

import pytest
from tests.cli.campaign_files import made

IDENTITY = ("-c", "user.name=Wang", "-c", "user.email=wang@example.org")


@pytest.fixture
def plans(folder):
    """``a.json`` and, with more money and dearer micro creators, ``b.json``."""
    made(folder, "a.json")
    made(folder, "b.json", "budget.total=170k", "tiers.micro.quote*=1.1")
    return folder


def git(folder, *arguments):
    subprocess.run(["git", *IDENTITY, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(plans):
    """``a.json`` is committed; then its content becomes that of ``b.json``."""
    git(plans, "init", "-q", "-b", "main")
    git(plans, "add", "a.json")
    git(plans, "commit", "-q", "-m", "the plan")
    (plans / "a.json").write_bytes((plans / "b.json").read_bytes())
    return plans


def test_inputs_come_first_then_what_moved(run, plans):
    result = run("diff", "a.json", "b.json")
    assert result.exit_code == 0
    text = result.stdout
    assert text.startswith("a.json → b.json\n\nInputs\n")
    headings = ["Inputs", "Creators", "Lines", "Money", "Spend by tier", "Results", "Scores"]
    places = [text.index(f"\n{heading}\n") for heading in headings]
    assert places == sorted(places)
    assert "budget.total       150k    170k" in text
    assert max(map(len, text.splitlines())) <= 80


def test_why_adds_up_to_what_moved(run, plans):
    result = run("diff", "a.json", "b.json", "--why", "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    why = found["why"]
    assert [step["inputs"] for step in why["steps"]] == [["tiers.micro"], ["budget.total"]]
    for section in ("money", "creators", "results", "scores", "spend_by_tier"):
        for row in found[section]:
            parts = [
                step.get(section, {}).get(row["name"], 0) for step in (*why["steps"], why["not_from_inputs"])
            ]
            assert sum(map(Fraction, parts)) == Fraction(row["change"]), row
    assert "budget.total" in run("diff", "a.json", "b.json", "--why").stdout.split("Why")[1]


def test_without_a_difference_nothing_is_solved_or_shown(run, plans):
    result = run("diff", "a.json", "a.json", "--why", "--exit-code")
    assert result.exit_code == 0
    assert "The two plans are the same in every figure and word." in result.stdout


def test_other_words_only(run, plans):
    made(plans, "c.json", "name=Renamed")
    result = run("diff", "a.json", "c.json", "--exit-code")
    assert result.exit_code == 1
    assert "No input that can change a number differs, and no figure moved." in result.stdout


def test_exit_code_one_only_where_it_was_asked_for(run, plans):
    assert run("diff", "a.json", "b.json", "--exit-code").exit_code == 1
    assert run("diff", "a.json", "b.json").exit_code == 0


def test_markdown_and_json_files(run, plans):
    assert run("diff", "a.json", "b.json", "-o", "d.md").exit_code == 0
    text = (plans / "d.md").read_text(encoding="utf-8")
    assert text.startswith("<!-- kolopt diff 1 -->\n\n### a.json → b.json\n")
    assert "| budget.total | 150k | 170k |" in text
    assert run("diff", "a.json", "b.json", "-o", "-").stdout == text
    assert run("diff", "a.json", "b.json", "-o", "d.json", "--quiet").stderr == ""
    assert json.loads((plans / "d.json").read_text(encoding="utf-8"))["kolopt_diff"] == 1
    assert run("diff", "a.json", "b.json", "-o", "d.md").exit_code == 0
    assert run("diff", "a.json", "b.json", "-o", "small.json", "--force").exit_code == 0


def test_a_world_is_an_input(run, plans):
    made(plans, "low.json", world="low")
    result = run("diff", "a.json", "low.json", "--why")
    assert "world    base    low" in result.stdout
    assert "world" in result.stdout.split("Why")[1]


def test_a_gap_is_told_apart_from_inputs(run, plans):
    assert run("plan", "small.yaml", "-o", "loose.json", "--gap", "20", "--quiet").exit_code == 0
    result = run("diff", "a.json", "loose.json", "--why")
    assert "No input that can change a number differs; the figures moved all the same." in result.stdout
    assert "not from inputs" in result.stdout


def test_against_a_revision(run, repository):
    result = run("diff", "--git", "HEAD", "a.json")
    assert result.exit_code == 0
    assert result.stdout.startswith("a.json in HEAD → a.json\n")
    assert "budget.total       150k    170k" in result.stdout
    below = repository / "below"
    below.mkdir()
    assert run("diff", "--git", "main", str(repository / "a.json")).exit_code == 0


def test_against_the_approved_version(run, repository):
    (repository / "b.json").unlink()
    git(repository, "checkout", "-q", "a.json")
    approve = ("approve", "a.json", "--prepared", "Wang", "--by", "Li", "--on", "2027-04-01")
    assert run(*approve).exit_code == 0
    assert "the same in every figure" in run("diff", "--approved", "a.json").stdout
    made(repository, "b.json", "budget.total=160k")
    (repository / "a.json").write_bytes((repository / "b.json").read_bytes())
    result = run("diff", "--approved", "a.json")
    assert result.stdout.startswith("a.json as approved → a.json\n")
    assert "budget.total  150k    160k" in result.stdout


def test_an_approved_version_is_found_on_a_branch_whose_changes_a_merge_left_out(run, repository):
    git(repository, "checkout", "-q", "a.json")
    original = (repository / "a.json").read_bytes()
    git(repository, "checkout", "-q", "-b", "cut")
    (repository / "a.json").write_bytes((repository / "b.json").read_bytes())
    approve = ("approve", "a.json", "--prepared", "Wang", "--by", "Li", "--on", "2027-04-01")
    assert run(*approve).exit_code == 0
    git(repository, "add", "a.json")
    git(repository, "commit", "-q", "-m", "approved")
    git(repository, "checkout", "-q", "main")
    git(repository, "commit", "-q", "--allow-empty", "-m", "meanwhile")
    git(repository, "merge", "-q", "-s", "ours", "-m", "ours", "cut")
    assert (repository / "a.json").read_bytes() == original
    result = run("diff", "--approved", "a.json")
    assert result.exit_code == 0
    assert "budget.total       170k    150k" in result.stdout


def test_an_approved_version_that_was_never_committed_cannot_be_found(run, repository):
    approve = ("approve", "a.json", "--prepared", "Wang", "--by", "Li", "--on", "2027-04-01")
    assert run(*approve).exit_code == 0
    made(repository, "a.json")
    result = run("diff", "--approved", "a.json")
    assert result.exit_code == 2
    assert "no commit holds the version of a.json that Li approved" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("diff", "a.json"), 2, "two plans"),
        (("diff", "a.json", "b.json", "--git", "HEAD"), 2, "one plan"),
        (("diff", "a.json", "--git", "HEAD", "--approved"), 2, "choose one"),
        (("diff", "a.json", "nowhere.json"), 2, "cannot be read"),
        (("diff", "a.json", "small.yaml"), 2, "not JSON"),
        (("diff", "a.json", "b.json", "-o", "x.txt"), 2, ".md or .json"),
        (("diff", "a.json", "b.json", "-o", "small.json"), 2, "not-ours"),
        (("diff", "--git", "nowhere", "a.json"), 2, "[no-revision]"),
        (("diff", "--git", "--help", "a.json"), 2, "[no-revision]"),
        (("diff", "--git", "HEAD", "b.json"), 2, "[not-in-revision]"),
        (("diff", "--git", "HEAD", "nowhere/b.json"), 2, "[no-repository]"),
        (("diff", "--approved", "a.json"), 2, "[never-approved]"),
    ],
)
def test_what_goes_wrong_ends_in_one_message(run, repository, arguments, code, message):
    (repository / "small.json").write_text("{}", encoding="utf-8")
    result = run(*arguments)
    assert result.exit_code == code
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_outside_of_a_repository_and_without_git(run, plans, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(plans.parent))
    assert "[no-repository]" in run("diff", "--git", "HEAD", "a.json").stderr
    monkeypatch.setenv("PATH", "")
    assert "[no-git]" in run("diff", "--git", "HEAD", "a.json").stderr


def test_a_git_that_hangs_is_given_up(run, plans, monkeypatch):
    slow = plans / "bin" / "git"
    slow.parent.mkdir()
    slow.write_text(f"#!{sys.executable}\nimport time\ntime.sleep(60)\n", encoding="utf-8")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", str(slow.parent))
    monkeypatch.setattr("kolopt.campaign.revisions._SECONDS", 0.2)
    assert "[slow-git]" in run("diff", "--git", "HEAD", "a.json").stderr


def test_a_plan_that_does_not_follow_from_its_inputs_is_not_compared(run, plans):
    text = (plans / "b.json").read_text(encoding="utf-8")
    (plans / "b.json").write_text(text.replace('"creators": ', '"creators": 1', 1), encoding="utf-8")
    result = run("diff", "a.json", "b.json")
    assert result.exit_code == 5
    assert "does not follow from its own inputs" in result.stderr


def test_names_cannot_write_markup_or_to_the_terminal(run, plans):
    name = "<b>|[x](a)\x1b[31m@wang.json"
    (plans / name).write_bytes((plans / "b.json").read_bytes())
    assert "\x1b" not in run("diff", "a.json", name).stdout
    heading = run("diff", "a.json", name, "-o", "-").stdout.splitlines()[2]
    assert heading.startswith(r"### a.json → &lt;b>\|\[x](a)\\x1b\[31m@")
    assert "@wang" not in heading
