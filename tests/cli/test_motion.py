"""Planning while the campaign runs, by the command line: ledger, planning day, releases, stability."""

import json

import pytest

HEAD = "slot,phase,offer,status,published_on,cost,fee_cancel,reads,remark\n"
ROWS = """\
test-micro-picture-001,test,micro-picture,settled,{day},2900,,7000,小红
test-micro-picture-002,test,micro-picture,published,{day},2.9k,,,
burst-mid-picture-001,burst,mid-picture,cancelled,,,500,,fell through
burst-micro-picture-001,burst,micro-picture,ordered,,,,,
burst-micro-picture-002,burst,micro-picture,open,,,,,
"""


@pytest.fixture
def phases(run, starter):
    plan = json.loads(run("plan", starter.name, "-o", "base.json", "--json").stdout)
    return {phase["id"]: phase for phase in plan["phases"]}


@pytest.fixture
def booked(starter, phases):
    """The starter with a ledger of four booked rows; its phases."""
    ledger = HEAD + ROWS.format(day=phases["test"]["start"])
    (starter.parent / "orders.csv").write_text(ledger, encoding="utf-8-sig")
    with starter.open("a", encoding="utf-8") as file:
        file.write("\norders: orders.csv\n")
    return phases


def test_a_ledger_is_planned_around(run, starter, booked):
    result = run("plan", starter.name, "-o", "p.json")
    assert result.exit_code == 0, result.stderr
    assert "Booked  in all figures of this plan" in result.stdout
    plan = json.loads((starter.parent / "p.json").read_text(encoding="utf-8"))
    assert plan["booked"]["by_status"] == {"ordered": 1, "published": 1, "settled": 1, "cancelled": 1}
    assert len(plan["inputs"]["orders"]) == 4
    assert "fell through" not in json.dumps(plan)
    assert run("verify", "p.json").exit_code == 0


def test_what_is_ordered_does_not_get_dearer_with_what_is_still_to_be_ordered(run, starter, phases):
    run("book", "base.json", "-o", "orders.csv")
    text = (starter.parent / "orders.csv").read_text(encoding="utf-8-sig")
    booked = [line.replace(",open,", ",ordered,") for line in text.splitlines() if "micro" in line][:10]
    ledger = "\r\n".join([text.splitlines()[0], *booked, ""])
    (starter.parent / "orders.csv").write_text(ledger, encoding="utf-8", newline="")
    orders = ("--set", "orders=orders.csv")

    def planned(*change):
        return json.loads(run("plan", starter.name, *orders, *change, "--json").stdout)

    plain, dearer = planned(), planned("--set", "tiers.micro.quote*=1.3")
    assert len(booked) == plain["booked"]["by_status"]["ordered"]
    assert plain["booked"]["cost"] == dearer["booked"]["cost"]
    prices = [{line["offer"]: float(line["unit_cost"]) for line in plan["lines"]} for plan in (plain, dearer)]
    both = [offer for offer in prices[0] if offer in prices[1] and offer.startswith("micro")]
    assert both
    assert all(prices[1][offer] > prices[0][offer] * 1.2 for offer in both)


def test_nothing_is_bought_in_a_closed_phase(run, starter, booked):
    day = booked["burst"]["start"]
    result = run("plan", starter.name, "--as-of", day, "--set", "rules.micro-density=null", "-o", "p.json")
    assert result.exit_code == 0, result.stderr
    assert f"Planned on {day}: " in result.stdout
    assert "ended on" in result.stdout
    plan = json.loads((starter.parent / "p.json").read_text(encoding="utf-8"))
    assert plan["calendar"]["as_of"] == day
    assert {"path": "as_of", "value": day}.items() <= plan["scenario"]["overrides"][-1].items()
    ended = [phase["id"] for phase in plan["phases"] if phase["end"] < day]
    assert ended
    assert not [line for line in plan["lines"] if line["phase"] in ended]
    assert run("verify", "p.json").exit_code == 0


def test_as_of_is_the_same_as_setting_it_and_cannot_be_set_twice(run, starter, phases):
    day = phases["burst"]["start"]
    by_option = run("check", starter.name, "--as-of", day)
    assert by_option.stdout == run("check", starter.name, "--set", f"as_of={day}").stdout
    assert f"planned on {day}" in by_option.stdout
    twice = run("check", starter.name, "--as-of", day, "--set", "as_of=2027-01-01")
    assert twice.exit_code == 2
    assert "overlapping-overrides" in twice.stdout
    wrong = run("check", starter.name, "--as-of", "20 May")
    assert wrong.exit_code == 2
    assert "a date is written YYYY-MM-DD" in wrong.stderr


def test_a_broken_ledger_is_refused_row_by_row(run, starter, booked):
    broken = HEAD + "test-micro-picture-001,test,micro-picture,sold,,,,,\nx,test,micro-picture,open,,,,,\n"
    (starter.parent / "orders.csv").write_text(broken, encoding="utf-8")
    for command in ("check", "plan"):
        result = run(command, starter.name)
        assert result.exit_code == 2
        output = result.stdout + result.stderr
        assert "orders.csv:2:4: error: status: `sold` is no status" in output
        assert "orders.csv:3:1: error: slot: `x` is not a slot of micro-picture in test" in output


def test_a_ledger_outside_the_folder_needs_leave(run, starter, booked):
    (starter.parent / "orders.csv").rename(starter.parent.parent / "orders.csv")
    path = f"orders=../{'orders.csv'}"
    assert "outside" in run("check", starter.name, "--set", path).stdout
    assert run("check", starter.name, "--set", path, "--allow-outside").exit_code == 0


def test_releases_are_shown_and_planned_with(run, starter):
    released = "budget.released=[{amount: 10k, on: 2027-01-02, by: Wang, why: more noise}]"
    with_reserve = ("--set", "budget.reserve=20k", "--set", released)
    result = run("plan", starter.name, *with_reserve, "-o", "p.json")
    assert "¥10,000.00 of the reserve of ¥20,000.00 released (¥10,000.00 on 2027-01-02 by" in result.stdout
    plan = json.loads((starter.parent / "p.json").read_text(encoding="utf-8"))
    assert (plan["reserve"]["released"], plan["funds"]["reserve"]) == ("10000.00", "10000.00")
    too_much = run("check", starter.name, "--set", "budget.reserve=5k", "--set", released)
    assert "released-over-reserve" in too_much.stderr + too_much.stdout
    euro = ("--set", "currency={report: EUR, rate: 8, as_of: 2027-01-01}", "--set", "budget.in=EUR")
    told = run("check", starter.name, *euro, "--set", "budget.reserve=5k", "--set", released)
    assert "EUR 10,000.00 are released of a reserve of EUR 5,000.00" in told.stderr + told.stdout


def test_keep_with_margin_0_returns_the_plan_unchanged(run, starter, phases):
    base = json.loads((starter.parent / "base.json").read_text(encoding="utf-8"))
    kept = json.loads(run("plan", starter.name, "--keep", "base.json", "--margin", "0", "--json").stdout)
    assert kept["lines"] == base["lines"]
    assert kept["warnings"] == base["warnings"]
    assert "no-repeat-collaborations" in {warning["code"] for warning in kept["warnings"]}
    assert kept["kept"] == {
        "digest": base["digest"],
        "margin": "0 points",
        "changed": 0,
        "lost": 0,
        "given_up": "0.000000",
    }


def test_keep_changes_less_than_the_best_plan_and_says_what_it_costs(run, starter, phases):
    change = ("--set", "tiers.micro.quote*=1.1")
    best = json.loads(run("plan", starter.name, *change, "--json").stdout)
    result = run("plan", starter.name, *change, "--keep", "base.json", "--margin", "1%", "-o", "p.json")
    assert "Kept: " in result.stdout
    kept = json.loads((starter.parent / "p.json").read_text(encoding="utf-8"))
    base = json.loads((starter.parent / "base.json").read_text(encoding="utf-8"))

    def moved(plan):
        old, new = ({(x["phase"], x["offer"]): x["count"] for x in p["lines"]} for p in (base, plan))
        return sum(abs(old.get(line, 0) - new.get(line, 0)) for line in {**old, **new})

    assert moved(kept) == kept["kept"]["changed"] <= moved(best)
    lost = float(best["certificate"]["bound"]) - float(kept["certificate"]["value"])
    assert lost <= 0.01 * float(best["certificate"]["bound"]) + 0.0101
    assert run("verify", "p.json").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--keep", "none.json"), 2, "cannot be read"),
        (("--keep", "campaign.yaml"), 2, "plan"),
        (("--keep", "base.json", "--margin", "much"), 2, "--margin"),
        (("--margin", "1%"), 2, "name a plan to keep"),
    ],
)
def test_what_cannot_be_kept(run, starter, phases, arguments, code, words):
    result = run("plan", starter.name, *arguments)
    assert result.exit_code == code
    assert words in result.stderr


def test_why_not_in_a_phase_that_is_over(run, starter, booked):
    day = booked["burst"]["start"]
    result = run("explain", starter.name, "micro@test", "--as-of", day, "--set", "rules.micro-density=null")
    assert result.exit_code == 2
    assert "closed-cell" in result.stderr
