"""Formulas at their places."""

from kolopt.report.table import Money, Table, Term, word
from kolopt.report.xlsx import live
from kolopt.report.xlsx.place import Place

PAYEES = (Term("payee", "studio"), Term("payee", "agency"))


def test_a_grid_adds_up_across_and_down():
    rows = (("2027-04", Money(1), None, Money(1)), ("2027-05", Money(2), Money(3), Money(5)))
    total = (word("all"), Money(3), Money(3), Money(6))
    table = Table("cash-by-month", word("all"), (word("all"), *PAYEES, word("total")), rows, total)
    assert live.grid(table)(Place("现金", 4, 2, (0, 1, 2, 3))) == {
        (0, 3): "=ROUND(SUM($B5:$C5),2)",
        (1, 3): "=ROUND(SUM($B6:$C6),2)",
        (2, 1): "=ROUND(SUM($B5:$B6),2)",
        (2, 2): "=ROUND(SUM($C5:$C6),2)",
        (2, 3): "=ROUND(SUM($D5:$D6),2)",
    }


def test_addresses_name_their_sheet_and_skip_to_the_columns_that_a_table_takes():
    place = Place("it's", 9, 3, (0, 1, 4))
    assert place.cell(3, 2) == "'it''s'!$E$13"
    assert place.column(1) == "'it''s'!$B$10:$B$12"
    assert place.here(0, 2) == "$E10"
