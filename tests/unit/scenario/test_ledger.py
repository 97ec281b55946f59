"""Ledgers as people and spreadsheets write them: what is read, what survives, what is refused and where."""

import random
from datetime import date
from fractions import Fraction

import pytest

from kolopt.errors import InvalidInputError
from kolopt.scenario.ledger import known_columns, ledger_text, read_ledger
from kolopt.scenario.orders import Order, Status, order_from_text, order_text, slot_id, slot_number

HEAD = (
    "slot,phase,offer,status,creator,payee,ordered_on,published_on,cost,fee_cancel,reads,saves,url,remark\n"
)
SETTLED = (
    'test-nano-video-001,test,nano-video,settled,小红,MCN 甲,2027/3/1,2027-04-02,"2,900.50",,7k,80,x,hi\n'
)


def read(folder, text):
    data = text.encode() if isinstance(text, str) else text
    return read_ledger(data, "orders.csv", folder.load().scenario)


def fault(folder, text):
    with pytest.raises(InvalidInputError) as caught:
        read(folder, text)
    (finding,) = caught.value.diagnostics
    assert finding.hint
    return finding


def test_what_counts_is_read(folder):
    (row,) = read(folder, HEAD + SETTLED).rows
    assert row.order == Order(
        "test",
        "nano-video",
        Status.SETTLED,
        date(2027, 3, 1),
        date(2027, 4, 2),
        290050,
        0,
        "MCN 甲",
        (("reads", Fraction(7000)), ("saves", Fraction(80))),
    )


def test_a_booked_row_without_a_cost_counts_at_its_planned_one(folder):
    head = "slot,phase,offer,status,planned_cost,cost\n"
    line = "test-brand-001,test,brand,"
    for cells, cost in (
        ("ordered,466.4,", 46640),
        ("ordered,466.4,0", 0),
        ('ordered,"1,466.40",1', 100),
        ("ordered,,", None),
        ("open,ask Li,", None),
        ("cancelled,466.40,", None),
    ):
        (found,) = read(folder, f"{head}{line}{cells}\n").rows
        assert found.order.cost == cost, cells
    finding = fault(folder, f"{head}{line}ordered,ask Li,\n")
    assert str(finding.at) == "orders.csv:2:5"


@pytest.mark.parametrize("rewrite", [str, lambda text: text.removeprefix("\ufeff").replace("\r\n", "\n")])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_cell_survives_a_spreadsheet(folder, rewrite, separator):
    cells = {"slot": "test-nano-video-001", "phase": "test", "offer": "nano-video", "status": " Ordered"}
    cells |= {"Remark": 'two lines\nand "quotes", here; there', "=1+1": "007", "creator": " 甲 "}
    columns = ("status", "Remark", "slot", "=1+1", "creator", "offer", "phase")
    text = ledger_text(columns, [cells], separator)
    ledger = read(folder, rewrite(text))
    assert ledger.columns == columns
    assert [dict(row.cells) for row in ledger.rows] == [cells]
    assert ledger.rows[0].order.status is Status.ORDERED
    assert ledger_text(ledger.columns, [row.cells for row in ledger.rows], ledger.separator) == text


def test_empty_rows_and_empty_columns_without_a_title_are_passed_over(folder):
    ledger = read(folder, "slot,,phase,offer,status,\n,,,,,\ntest-brand-001,,test,brand,open,\n")
    assert ledger.columns == ("slot", "phase", "offer", "status")
    assert [row.number for row in ledger.rows] == [3]
    assert ledger.booked == ()


def test_open_rows_of_what_is_gone_do_no_harm(folder):
    assert read(folder, HEAD + "old-star-001,old,star,open,,,,,,,,,,\n").booked == ()


def row(**cells):
    base = {"slot": "test-brand-001", "phase": "test", "offer": "brand", "status": "ordered"}
    return ",".join((base | cells).get(title, "") for title in HEAD.strip().split(",")) + "\n"


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"status": "orderd"}, 4, "did you mean `ordered`"),
        ({"status": ""}, 4, "no status"),
        ({"slot": "test-brand-1"}, 1, "not a slot of brand in test"),
        ({"slot": "test-brand-000"}, 1, "not a slot"),
        ({"slot": "test-brand-0017"}, 1, "not a slot"),
        ({"slot": "test-brand-٠٠١"}, 1, "not a slot"),
        ({"slot": ""}, 1, "not a slot"),
        ({"slot": "tset-brand-001", "phase": "tset"}, 2, "no phase `tset`"),
        ({"slot": "test-star-001", "offer": "star"}, 3, "no offer `star`"),
        ({"published_on": "2027-04-31"}, 8, "not a day of the calendar"),
        ({"published_on": "4/5/2027"}, 8, "no date"),
        ({"published_on": "2027-05/17"}, 8, "no date"),
        ({"published_on": "2027-05-01"}, 8, "no phase of the campaign"),
        ({"published_on": "2026-05-20"}, 8, "no phase of the campaign"),
        ({"status": "published"}, 8, "states the day of its publication"),
        ({"status": "settled"}, 8, "states the day of its publication"),
        ({"status": "cancelled", "published_on": "2027-04-02"}, 8, "was not published"),
        ({"status": "open", "published_on": "2027-04-02"}, 4, "the row is open"),
        ({"status": "open", "ordered_on": "2027-04-02"}, 4, "the row is open"),
        ({"ordered_on": "2027-04-03", "published_on": "2027-04-02"}, 7, "an order comes first"),
        ({"ordered_on": "1927-04-03"}, 7, "more than ten years before"),
        ({"ordered_on": "2028-04-03"}, 7, "the campaign ends on 2027-06-18"),
        ({"cost": "-5"}, 9, "negative"),
        ({"cost": "−5"}, 9, "negative"),
        ({"cost": "12.345"}, 9, "two decimals"),
        ({"cost": "#REF!"}, 9, "not a number"),
        ({"cost": "nan"}, 9, "not a number"),
        ({"cost": "1e9"}, 9, "not a number"),
        ({"cost": "9" * 50}, 9, "not a number"),
        ({"fee_cancel": "half"}, 10, "not a number"),
        ({"reads": "many"}, 11, "not a number"),
        ({"saves": "-1"}, 12, "negative"),
    ],
)
def test_a_wrong_row_gets_one_message_at_its_cell(folder, cells, column, words):
    finding = fault(folder, HEAD + SETTLED + row(**cells))
    assert str(finding.at) == f"orders.csv:3:{column}"
    assert words in str(finding)
    assert finding.code == "ledger-row"


@pytest.mark.parametrize(
    ("cells", "columns"),
    [
        (
            {"slot": "x", "status": "publishd", "published_on": "2027-9-31", "cost": "NaN", "reads": "abc"},
            [1, 4, 8, 9, 11],
        ),
        ({"offer": "star", "status": "settled", "ordered_on": "1927-01-01"}, [1, 3, 7, 8]),
        ({"status": "published", "published_on": "soon", "ordered_on": "2029-01-01"}, [7, 8]),
        ({"status": "open", "ordered_on": "2027-04-01", "fee_cancel": "-1", "saves": "?"}, [4, 10, 12]),
    ],
)
def test_every_mistake_of_a_row_is_named_once_at_its_cell(folder, cells, columns):
    with pytest.raises(InvalidInputError) as caught:
        read(folder, HEAD + row(**cells) + row(slot="test-brand-002", cost="x"))
    places = [f"{finding.at.line}:{finding.at.column}" for finding in caught.value.diagnostics]
    assert places == [*(f"2:{column}" for column in columns), "3:9"]


@pytest.mark.parametrize(
    ("text", "code", "place", "words"),
    [
        ("", "ledger-header", "1:1", "no column slot"),
        ("slot,phase,offer\n", "ledger-header", "1:1", "no column status"),
        ("slot,phase,offer,status,Slot\n", "ledger-header", "1:5", "stands twice"),
        ("slot,phase,offer,status,\na,b,c,open,lost\n", "ledger-header", "1:5", "no title"),
        (HEAD + "test-brand-001,test\n", "table-row", "2:1", "2 cells"),
        (HEAD + row() + SETTLED + row(), "ledger-slot", "4:1", "first in row 2"),
        (HEAD + 'test-brand-001,"test\n', "table-text", "2:1", "not CSV"),
        (HEAD + "test-brand-001\x00\n", "table-text", "2:1", "control character"),
        (HEAD.encode() + "小红".encode("gbk"), "table-text", "2:1", "CSV UTF-8"),
        (HEAD.encode("utf-16"), "table-text", "1:1", "CSV UTF-8"),
        (b"PK\x03\x04\xff", "table-text", "1:1", "not as a workbook"),
        ("x" * (32 * 2**20 + 1), "table-text", "1:1", "larger than 32 MiB"),
    ],
)
def test_what_is_no_ledger(folder, text, code, place, words):
    finding = fault(folder, text)
    assert (finding.code, str(finding.at)) == (code, f"orders.csv:{place}")
    assert words in str(finding)


def test_control_characters_get_a_message_for_each_row_at_the_cell_as_a_spreadsheet_counts(folder):
    text = (
        HEAD + row(slot="test-brand-001", remark='"two\nlines"') + row(slot="test-brand-002", creator="a\x07")
    )
    text += row(slot="test-brand-003", url="\u200e") + row(slot="test-brand-004", cost="x")
    with pytest.raises(InvalidInputError) as caught:
        read(folder, text)
    places = [f"{finding.at.line}:{finding.at.column} {finding.code}" for finding in caught.value.diagnostics]
    assert places == ["3:5 table-text", "4:13 table-text", "5:9 ledger-row"]


def test_a_misspelt_column_is_told(folder):
    (warning,) = read(folder, HEAD.replace("cost", "costs") + SETTLED).findings
    assert (warning.code, warning.at.column) == ("ledger-column", 9)
    assert "`cost`" in warning.hint


@pytest.mark.parametrize("column", ["cost", "fee_cancel", "reads"])
@pytest.mark.parametrize("text", ["1.234", "1,234", "12.345"])
def test_with_semicolons_a_mark_that_may_be_thousands_or_decimals_is_refused(folder, column, text):
    cells = {"slot": "test-brand-001", "phase": "test", "offer": "brand", "status": "ordered", column: text}
    finding = fault(folder, ledger_text(HEAD.strip().split(","), [cells], ";"))
    assert (finding.at.line, finding.at.column) == (2, HEAD.split(",").index(column) + 1)
    assert "in a table with semicolons" in finding.message
    for clear in ("1234", "1,234.50", "1.5"):
        assert read(folder, ledger_text(HEAD.strip().split(","), [cells | {column: clear}], ";")).rows


def test_what_counts_for_nothing_is_told_once_for_all_rows_alike(folder):
    text = HEAD + row(status="open", cost="5") + row(slot="test-brand-002", status="open", reads="9")
    text += row(slot="test-brand-003", status="cancelled", cost="5")
    text += row(slot="test-brand-004", status="cancelled", cost="5", fee_cancel="0")
    text += row(slot="test-brand-005", status="open", cost="0") + row(slot="test-brand-006", cost="5")
    first, second = read(folder, text).findings
    assert (first.code, str(first.at)) == ("ledger-idle", "orders.csv:2:4")
    assert "test-brand-001 is open and states a cost or results" in first.message
    assert first.message.endswith("(2 rows are so)")
    assert str(second.at) == "orders.csv:4:4"
    assert (
        second.message
        == "test-brand-003 is cancelled and states a cost or results but no fee: it costs nothing"
    )


def test_thousands_of_wrong_rows_are_not_all_listed(folder):
    text = HEAD + "".join(row(slot=f"test-brand-{k:03d}", cost="x") for k in range(1, 400))
    with pytest.raises(InvalidInputError) as caught:
        read(folder, text)
    assert len(caught.value.diagnostics) == 201
    assert caught.value.diagnostics[-1].code == "ledger-more"
    assert "199 more" in caught.value.diagnostics[-1].message


def test_the_columns_of_a_new_ledger(folder):
    columns = known_columns(folder.load().scenario)
    assert columns[:4] == ("slot", "phase", "offer", "window")
    assert columns[-5:] == ("reads", "saves", "url", "angle", "keyword")
    assert read(folder, ledger_text(columns, [])).columns == columns


def test_slots():
    assert slot_id("burst", "micro-video-adjacent", 17) == "burst-micro-video-adjacent-017"
    assert slot_number("burst-micro-video-adjacent-017", "burst", "micro-video-adjacent") == 17
    assert slot_number("a-b-1234", "a", "b") == 1234
    assert slot_number("a-b-c-001", "a", "b") is None


def test_an_order_survives_its_text():
    rng = random.Random(7)
    for _ in range(300):
        day = date(2027, 1, 1 + rng.randrange(28))
        order = Order(
            "p",
            "o",
            rng.choice(list(Status)),
            rng.choice([None, day]),
            rng.choice([None, day]),
            rng.choice([None, 0, rng.randrange(10**9)]),
            rng.choice([0, 17]),
            rng.choice(["", "MCN; payee 甲", "x"]),
            tuple((kpi, Fraction(rng.randrange(10**6), 8)) for kpi in ("reads", "saves")[: rng.randrange(3)]),
        )
        assert order_from_text(order_text(order)) == order


@pytest.mark.parametrize(
    "text",
    [
        "",
        "p; o",
        "p; o; sold",
        "p; o; open; x 1",
        "p; o; open; cost -1.00",
        "p; o; open; cost 1",
        "p; o; open; ",
    ],
)
def test_other_texts_are_no_orders(text):
    with pytest.raises(ValueError, match=r"."):
        order_from_text(text)
