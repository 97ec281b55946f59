"""``kolopt book``: one row per unit, and nothing lost that a person typed."""

import csv
import io
import json
from random import Random

import pytest
from tests.cli.campaign_files import made

from kolopt.plan.file import loads

LESS, MORE = "budget.total=120k", "budget.total=180k"


def rows_of(path):
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def written(path, rows, separator=","):
    """Save rows as a spreadsheet would, with columns in any order."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode("utf-8-sig"))


@pytest.fixture
def ledger(run, folder):
    """The ledger of ``p.json``, just booked."""
    made(folder, "p.json")
    assert run("book", "p.json", "-o", "orders.csv").exit_code == 0
    return folder / "orders.csv"


def test_one_row_for_each_unit(ledger):
    plan = loads((ledger.parent / "p.json").read_text(encoding="utf-8"), "p.json")
    rows = rows_of(ledger)
    expected = [
        (f"{line.phase}-{line.offer}-{k:03d}", line.phase, line.offer)
        for line in plan.lines
        for k in range(1, line.count + 1)
    ]
    assert [(row["slot"], row["phase"], row["offer"]) for row in rows] == expected
    assert {row["status"] for row in rows} == {"open"}
    costs = {line.offer: f"{line.unit_cost / 100:.2f}" for line in plan.lines}
    assert all(row["planned_cost"] == costs[row["offer"]] for row in rows)
    nano = next(row for row in rows if row["offer"].startswith("nano"))
    assert nano["window"] == "2027-05-17 to 2027-06-13, order by 2027-06-08"
    assert ledger.read_bytes().startswith(b"\xef\xbb\xbfslot,phase,offer,window,planned_cost,creator,")


def test_booking_again_changes_nothing(run, ledger):
    before = ledger.read_bytes()
    result = run("book", "p.json", "-o", "orders.csv")
    assert result.exit_code == 0
    assert result.stdout.endswith(" slots, 0 new\n")
    assert ledger.read_bytes() == before


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_what_people_typed_stays_cell_by_cell(run, ledger, separator):
    rows = rows_of(ledger)
    for row in rows:
        row["=remark"] = ""
    # The last open rows of a line are the first to go when the plan gets smaller.
    rows[-1] |= {"creator": " 小红 ", "=remark": 'said "yes";\nmaybe, later', "planned_cost": "about 400"}
    rows[0] |= {"status": "Settled", "published_on": "2027/5/20", "cost": "1,000.50", "reads": "0"}
    rows = [rows[-1], *rows[:-1]]
    written(ledger, rows, separator)
    for plan in (LESS, MORE):
        made(ledger.parent, "q.json", plan)
        assert run("book", "q.json", "-o", "orders.csv", "--quiet").exit_code == 0
        found = {row["slot"]: row for row in rows_of_any(ledger, separator)}
        assert found[rows[0]["slot"]] == rows[0]
        assert found[rows[1]["slot"]] == rows[1]
        assert [slot for slot in found if slot in (rows[0]["slot"], rows[1]["slot"])] == [
            rows[0]["slot"],
            rows[1]["slot"],
        ]


def rows_of_any(path, separator):
    text = path.read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=separator))


def test_a_smaller_plan_drops_untouched_rows_only(run, ledger):
    rows = rows_of(ledger)
    for row in rows:
        row["creator"] = "somebody"
    rows[3]["creator"] = ""
    written(ledger, rows)
    made(ledger.parent, "q.json", LESS)
    result = run("book", "q.json", "-o", "orders.csv", "--json")
    told = json.loads(result.stdout)
    assert [row["slot"] for row in rows_of(ledger) if row["slot"] not in told["added"]] == [
        row["slot"] for row in rows if row["slot"] not in told["dropped"]
    ]
    assert told["dropped"] in ([], [rows[3]["slot"]])
    assert told["unplanned"]
    assert "open and worked on, but not in the plan any more" in result.stderr
    assert told["kept"] == len(rows) - 1


def test_new_slots_get_numbers_after_the_highest_used_and_stand_by_their_line(run, ledger):
    rows = rows_of(ledger)
    line = rows[0]["offer"]
    mine = [row for row in rows if row["offer"] == line]
    # Somebody deleted the second row, and numbered one by hand.
    mine[2]["slot"], mine[2]["creator"] = f"burst-{line}-950", "by hand"
    written(ledger, [row for row in rows if row is not mine[1]])
    assert run("book", "p.json", "-o", "orders.csv").exit_code == 0
    found = [row["slot"] for row in rows_of(ledger) if row["offer"] == line]
    assert found[-1] == f"burst-{line}-951"
    assert len(found) == len(mine)
    assert [row["offer"] for row in rows_of(ledger)] == sorted(
        (row["offer"] for row in rows), key=[row["offer"] for row in rows].index
    )


def test_a_cancelled_row_stands_for_its_unit_until_it_is_planned_again(run, ledger):
    rows = rows_of(ledger)
    rows[0] |= {"status": "cancelled", "fee_cancel": "50"}
    rows[1] |= {"status": "ordered"}
    written(ledger, rows)
    assert run("book", "p.json", "-o", "orders.csv").stdout.endswith("slots, 0 new, 2 worked on and kept\n")
    scenario = ledger.parent / "small.yaml"
    scenario.write_text(scenario.read_text(encoding="utf-8") + "orders: orders.csv\n", encoding="utf-8")
    assert run("plan", "small.yaml", "-o", "q.json", "--quiet").exit_code == 0
    assert run("book", "q.json", "-o", "orders.csv").exit_code == 0
    plan = loads((ledger.parent / "q.json").read_text(encoding="utf-8"), "q.json")
    found = [row["status"] for row in rows_of(ledger)]
    assert (found.count("cancelled"), found.count("ordered")) == (1, 1)
    assert found.count("open") == sum(line.count for line in plan.lines)


def test_whatever_is_typed_and_planned_no_entry_is_lost(run, ledger):
    random = Random(7)
    typed: dict[str, dict[str, str]] = {}
    for _ in range(4):
        rows = rows_of(ledger)
        for row in random.sample(rows, 5):
            row |= {
                "creator": f"达人 {random.randrange(900)}",
                "status": random.choice(["open", "ordered", "cancelled"]),
                "angle": random.choice(["", " a,b ", '"', "x\ny"]),
            }
            typed[row["slot"]] = row
        random.shuffle(rows)
        written(ledger, rows)
        made(ledger.parent, "q.json", random.choice([LESS, MORE, "budget.total=150k"]))
        assert run("book", "q.json", "-o", "orders.csv", "--quiet").exit_code == 0
        found = {row["slot"]: row for row in rows_of(ledger)}
        assert {slot: found[slot] for slot in typed} == typed


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        ({"planned_cost": "466.4"}, False),
        ({"planned_cost": "1,234.50"}, False),
        ({"planned_cost": "ask Li"}, True),
        ({"window": "not in the first week"}, True),
        ({"window": ""}, False),
        ({"creator": "   "}, False),
        ({"angle": "x"}, True),
    ],
)
def test_what_is_somebodys_work_and_what_a_spreadsheet_did(run, ledger, change, kept):
    rows = [row | change for row in rows_of(ledger)]
    written(ledger, rows)
    told = json.loads(run("book", "p.json", "-o", "orders.csv", "--json").stdout)
    assert told["kept"] == (len(rows) if kept else 0)
    assert rows_of(ledger) == rows or not kept


def test_standard_output_is_a_new_ledger(run, ledger):
    assert run("book", "p.json", "-o", "-").stdout_bytes == ledger.read_bytes()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("name,price\nx,1\n", "ledger-header"),
        ("slot,phase,offer,status\nburst-nano-picture-001,burst,nano-picture,maybe\n", "ledger-row"),
        (b"\xff\xfe1", "table-text"),
    ],
)
def test_what_is_no_good_ledger_is_not_touched(run, ledger, content, code):
    data = content if isinstance(content, bytes) else content.encode()
    ledger.write_bytes(data)
    result = run("book", "p.json", "-o", "orders.csv")
    assert result.exit_code == 2
    assert f"[{code}]" in result.stderr
    assert ledger.read_bytes() == data


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("book", "p.json"), "Missing option"),
        (("book", "p.json", "-o", "orders.xlsx"), ".csv"),
        (("book", "nowhere.json", "-o", "orders.csv"), "cannot be read"),
        (("book", "p.json", "-o", "nowhere/orders.csv"), "cannot be written"),
    ],
)
def test_usage(run, ledger, arguments, message):
    result = run(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
