"""``kolopt approve``, what ``verify`` and ``plan`` make of it, and ``verify --all``."""

import json
from datetime import date

import pytest
from tests.cli.campaign_files import made

from kolopt.campaign import approval, approval_file
from kolopt.errors import InvalidInputError
from kolopt.plan.file import loads
from kolopt.plan.record import WarningPart

WHO = ("--prepared", "Wang Min", "--by", "李", "--on", "2027-04-01")


@pytest.fixture
def plan(folder):
    """A plan file, ``p.json``."""
    return folder / made(folder, "p.json")


@pytest.fixture
def approved(run, plan):
    """The same, approved."""
    assert run("approve", "p.json", *WHO, "--limit", "300k", "--po", "PO-7", "--quiet").exit_code == 0
    return plan


def test_the_record_binds_the_plan_to_the_byte(run, approved):
    found = approval_file.read_approval(str(approved))
    assert (found.prepared, found.by, found.on, found.po) == ("Wang Min", "李", date(2027, 4, 1), "PO-7")
    assert found.limit == 30_000_000
    stated = loads(approved.read_text(encoding="utf-8"), "p.json")
    assert (found.spend, found.outlay, found.digest) == (
        stated.spend.total,
        stated.outlay.total,
        stated.digest,
    )
    assert found.covers(approved.read_bytes())
    assert not found.covers(approved.read_bytes() + b" ")
    text = (approved.parent / "p.approval.yaml").read_text(encoding="utf-8")
    assert approval_file.dumps(approval_file.loads(text, "p.approval.yaml")) == text


def test_verify_says_who_approved(run, approved):
    result = run("verify", "p.json")
    assert result.exit_code == 0
    assert result.stdout.startswith("p.json: verified, approved by 李 on 2027-04-01, PO PO-7: Proven")
    (verdict,) = json.loads(run("verify", "p.json", "--json").stdout)
    assert verdict["approval"] == "approved by 李 on 2027-04-01, PO PO-7"


def test_a_changed_byte_fails_the_verification(run, approved):
    # A blank at the end changes no figure and no digest of the plan's own.
    approved.write_bytes(approved.read_bytes() + b"\n")
    result = run("verify", "p.json")
    assert result.exit_code == 5
    assert "approved by 李 on 2027-04-01, PO PO-7, but the file has changed since" in result.stdout


@pytest.mark.parametrize("everything", [False, True])
@pytest.mark.parametrize(
    "tamper",
    [
        lambda data: b"",
        lambda data: b"{}",
        lambda data: b"x" + data,
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b'"kolopt_plan"', b'"kolopt_plam"', 1),
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data[:-40],
        lambda data: data.replace(b'"count": ', b'"count": 1', 1),
    ],
)
def test_an_approved_plan_that_is_no_plan_any_more_is_not_passed_over(run, approved, tamper, everything):
    (approved.parent / "other.json").write_bytes(approved.read_bytes())
    approved.write_bytes(tamper(approved.read_bytes()))
    result = run("verify", "--all", "--quiet") if everything else run("verify", "p.json", "--quiet")
    assert result.exit_code == 5
    assert "p.json: NOT verified: " in result.stdout
    assert "other.json: verified" in result.stdout or not everything


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("spend", '"9000000.00"', "states spend ¥9,000,000.00, the plan ¥1"),
        ("outlay", '"1.00"', "states outlay ¥1.00, the plan ¥1"),
        ("digest", f'"sha256:{"0" * 64}"', "states digest sha256:000"),
        ("limit", '"10.00"', "is over the limit of ¥10.00"),
        ("by", '"wang  MIN"', "wang  MIN prepared it"),
    ],
)
def test_a_record_edited_by_hand_does_not_stand(run, approved, key, value, message):
    path = approved.parent / "p.approval.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    edited = [f"{key}: {value}" if line.startswith(f"{key}: ") else line for line in lines]
    assert edited != lines
    path.write_text("\n".join(edited) + "\n", encoding="utf-8")
    result = run("verify", "p.json")
    assert result.exit_code == 5
    assert message in result.stdout


def test_orders_that_cannot_be_held_against_an_approval_fail_it(run, approved):
    scenario = approved.parent / "small.yaml"
    text = scenario.read_text(encoding="utf-8")
    scenario.write_text(text + "orders: nowhere.csv\n", encoding="utf-8")
    broken = run("verify", "p.json")
    assert broken.exit_code == 5
    assert "its orders cannot be checked: inputs have moved since" in broken.stdout
    scenario.unlink()
    gone = run("verify", "p.json")
    assert gone.exit_code == 5
    assert "its orders cannot be checked: the scenario small.yaml is not there" in gone.stdout
    (approved.parent / "p.approval.yaml").unlink()
    assert run("verify", "p.json").exit_code == 0


def test_newer_inputs_are_a_notice(run, approved):
    path = approved.parent / "small.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("150k", "160k"), encoding="utf-8")
    result = run("verify", "p.json")
    assert result.exit_code == 0
    assert "notice: inputs have moved since" in result.stderr
    assert "notice: inputs have moved since" in run("approve", "p.json", *WHO, "--force").stderr


def test_plan_knows_an_approved_plan_and_does_not_overwrite_it_with_another(run, approved):
    again = run("plan", "small.yaml", "-o", "p.json")
    assert again.stdout.splitlines()[0] == "small  approved by 李 on 2027-04-01, PO PO-7"
    before = approved.read_bytes()
    other = ("plan", "small.yaml", "--set", "budget.total=160k", "-o", "p.json")
    refused = run(*other)
    assert refused.exit_code == 2
    assert "[approved]" in refused.stderr
    assert approved.read_bytes() == before
    forced = run(*other, "--force")
    assert forced.stdout.splitlines()[0] == "small  draft"
    assert run("verify", "p.json").exit_code == 5


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--prepared", "Wang", "--by", " WANG ", "--on", "2027-04-01"), "somebody else must approve it"),
        (("--prepared", "Wang", "--by", "Ｗang", "--on", "2027-04-01"), "somebody else must approve it"),
        (("--prepared", "Wang", "--by", " ", "--on", "2027-04-01"), "a name is empty"),
        ((*WHO, "--limit", "10k"), "is over the limit of ¥10,000.00"),
        ((*WHO, "--limit", "much"), "is not a number"),
        (("--prepared", "Wang", "--by", "Li", "--on", "tomorrow"), "--on"),
        (("--prepared", "Wang", "--by", "Li"), "Missing option '--on'"),
        (("--prepared", "Wang", "--by", "L\x1bi", "--on", "2027-04-01"), "control character"),
    ],
)
def test_what_is_not_approved(run, plan, options, message):
    result = run("approve", "p.json", *options)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not (plan.parent / "p.approval.yaml").exists()


def test_a_refusal_has_its_code(run, plan):
    assert "[approval-refused]" in run("approve", "p.json", *WHO, "--limit", "10k").stderr


def test_a_broken_audit_is_not_approved(run, plan):
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace('"creators": ', '"creators": 1', 1), encoding="utf-8")
    assert run("approve", "p.json", *WHO).exit_code == 5
    assert not (plan.parent / "p.approval.yaml").exists()


def test_an_open_error_is_not_approved_a_silenced_one_is(plan):
    found = loads(plan.read_text(encoding="utf-8"), "p.json")
    error = WarningPart(code="unregistered", severity="error", message="a paid line is not registered")

    def approve(warning):
        changed = found.model_copy(update={"warnings": (warning,)})
        return approval.approve(changed, "p.json", b"", prepared="Wang", by="Li", on=date(2027, 4, 1))

    with pytest.raises(InvalidInputError, match="an error is open: a paid line is not registered"):
        approve(error)
    assert approve(error.model_copy(update={"silenced": "signed in March"})).by == "Li"


def test_a_second_approval_needs_force(run, approved):
    assert "[exists]" in run("approve", "p.json", *WHO).stderr
    result = run("approve", "p.json", *WHO, "--force", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["by"] == "李"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("kolopt_approval: 1", "kolopt_approval: 2"), "reads `kolopt_approval: 1` only"),
        (("kolopt_approval: 1\n", ""), "this is no approval"),
        (("kolopt_approval: 1\n", ""), "[not-an-approval]"),
        (('by: "李"\n', ""), "by: Field required"),
        (('on: "2027-04-01"', 'on: "soon"'), "on: "),
        (('plan: "p.json"', 'plan: "q.json"'), "this approves q.json, not p.json"),
        (('"sha256:', '"sha1:'), "file: "),
        (("po: ", "po: !x "), "[yaml-tag]"),
        (("po: ", "p\to: "), "[tab]"),
    ],
)
def test_a_broken_record_is_said_to_be_one(run, approved, change, message):
    path = approved.parent / "p.approval.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(*change, 1), encoding="utf-8")
    result = run("verify", "p.json")
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_record_that_cannot_be_opened(run, plan):
    (plan.parent / "p.approval.yaml").mkdir()
    assert "[cannot-read]" in run("verify", "p.json").stderr


def test_verify_all_finds_every_plan_and_forgets_no_approval(run, approved):
    folder = approved.parent
    below, hidden = folder / "below", folder / ".hidden"
    for place in (below, hidden):
        place.mkdir()
        (place / "q.json").write_bytes(approved.read_bytes())
    (folder / "other.json").write_text("{}", encoding="utf-8")
    result = run("verify", "--all", "--quiet")
    assert result.exit_code == 0
    assert [line.split(":")[0] for line in result.stdout.splitlines()] == ["p.json", "below/q.json"]
    assert run("verify", "--all", "below", "--quiet").stdout.startswith("below/q.json: verified: Proven")
    (below / "r.plan.json").write_text("{}", encoding="utf-8")
    named = run("verify", "--all", "--quiet")
    assert named.exit_code == 2
    assert "r.plan.json" in named.stderr
    (below / "r.plan.json").unlink()
    approved.unlink()
    # A folder of the plan's name is not the plan.
    (folder / "p").mkdir()
    gone = run("verify", "--all", "--quiet")
    assert gone.exit_code == 5
    assert "p.json: NOT verified: the plan that was approved is gone" in gone.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [(("--all",), "[no-plans]"), (("--all", "nowhere"), "[no-plans]"), ((), "say --all")],
)
def test_verify_without_a_plan(run, arguments, message):
    result = run("verify", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
