"""Charts: they draw the figures of a table, say them as the table does, and keep rows of one name apart."""

from dataclasses import replace
from decimal import Decimal

import pytest

from kolopt.plan.record import RangePart
from kolopt.report.html.charts import ranges, specification, stacked_bars, turned
from kolopt.report.html.theme import series_colours, time_colours
from kolopt.report.language import terminal_language
from kolopt.report.table import Count, Money, Range, Table, Term, word


@pytest.fixture
def english():
    return terminal_language()


def tiers(*ids):
    return tuple(Term("tier", tier) for tier in ids)


def spend(*rows, total=()):
    headings = (word("phase"), *tiers("nano", "micro"), *total)
    return Table("spend", word("table-phases"), headings, rows)


def bars(table, language):
    return stacked_bars(table, word("spend"), language)


def drawn(plate, number=0):
    return specification(plate.drawings[number])


def values(spec):
    (data,) = spec["datasets"].values()
    return data


def test_bars_are_as_long_as_the_money_and_say_it(english):
    table = spend(("test", Money(16_080_200), Money(0)), ("burst", Money(100), Money(59_222_200)))
    data = values(drawn(bars(table, english)))
    assert [(d["row"], d["part"], d["value"], d["text"]) for d in data] == [
        (0, 0, 160_802.0, "¥160,802.00"),
        (1, 0, 1.0, "¥1.00"),
        (1, 1, 592_222.0, "¥592,222.00"),
    ]
    assert [(d["name"], d["what"]) for d in data] == [("test", "nano"), ("burst", "nano"), ("burst", "micro")]


def test_a_column_of_totals_is_no_part(english):
    table = spend(("test", Count(2), Count(3), Count(5)), total=(word("total"),))
    assert [d["value"] for d in values(drawn(bars(table, english)))] == [2.0, 3.0]


def test_payments_of_a_month_are_parts_by_payee(english):
    headings = (word("phase"), Term("payee", "agency"), Term("payee", "studio"), word("all"))
    rows = (("2027-03", Money(200), None, Money(200)), ("2027-04", Money(-50), Money(100), Money(50)))
    plate = stacked_bars(
        Table("cash-by-month", word("table-outlay"), headings, rows), word("amount"), english
    )
    assert [d["value"] for d in values(drawn(plate))] == [2.0, -0.5, 1.0]
    assert drawn(plate)["encoding"]["x"]["axis"]["title"] == "Amount"


def test_nothing_is_drawn_of_nothing(english):
    assert bars(spend(("test", Count(0), Count(0))), english) is None


def test_a_turned_table_has_its_rows_as_parts(english):
    headings = (word("tier"), Term("phase", "test"), Term("phase", "burst"), word("total"))
    rows = (
        (Term("tier", "nano"), Money(100), None, Money(100)),
        (Term("tier", "micro"), Money(200), Money(300), Money(500)),
    )
    data = values(drawn(bars(turned(Table("t", word("table-outlay"), headings, rows)), english)))
    assert [(d["name"], d["what"], d["value"]) for d in data] == [
        ("test", "nano", 1.0),
        ("test", "micro", 2.0),
        ("burst", "micro", 3.0),
    ]


def test_parts_of_which_there_are_none_are_not_in_the_legend(english):
    table = spend(("test", Count(2), Count(0)), ("burst", Count(1), Count(0)))
    assert bars(table, english).legend == ()
    both = spend(("test", Count(2), Count(1)))
    assert [name for name, _ in bars(both, english).legend] == ["nano", "micro"]


def test_rows_of_one_name_stay_two_bars(english):
    spec = drawn(bars(spend(("wave", Count(1), Count(0)), ("wave", Count(2), Count(0))), english))
    assert [d["row"] for d in values(spec)] == [0, 1]
    assert spec["encoding"]["y"]["axis"]["labelExpr"] == '["wave", "wave"][datum.value]'


def test_a_name_in_an_expression_stays_a_name(english):
    name = '"][0];alert(1)//\\'
    spec = drawn(bars(spend((name, Count(1), Count(0))), english))
    assert spec["encoding"]["y"]["axis"]["labelExpr"] == '["\\"][0];alert(1)//\\\\"][datum.value]'


def test_no_chart_names_its_scheme_or_its_looks(english):
    spec = drawn(bars(spend(("test", Count(1), Count(0))), english))
    assert "$schema" not in spec
    assert "config" not in spec


def test_ranges_draw_the_three_worlds_of_each_kpi(english):
    figures = RangePart(low=Decimal(1_300_000), base=Decimal(2_170_000), high=Decimal(3_260_000))
    headings = (word("phase"), Term("kpi", "reads"), Term("kpi", "saves"))
    table = Table("results", word("table-results"), headings, (("test", Range(figures), None),))
    plate = ranges(table, english)
    assert [drawing.title for drawing in plate.drawings] == ["reads"]
    line, dot = drawn(plate)["layer"]
    assert line["encoding"]["x"]["field"] == "low"
    assert line["encoding"]["x2"]["field"] == "high"
    assert dot["encoding"]["x"]["field"] == "base"
    (datum,) = values(drawn(plate))
    assert (datum["low"], datum["base"], datum["high"]) == (1.3e6, 2.17e6, 3.26e6)
    assert datum["text"] == "1.30–2.17–3.26M"


@pytest.mark.parametrize(
    ("largest", "code", "unit", "suffix"),
    [
        (999, "en", 1, ""),
        (160_802, "en", 1_000, "k"),
        (2e6, "en", 1_000_000, "M"),
        (160_802, "zh", 10_000, "万"),
    ],
)
def test_axes_count_in_the_units_of_the_language(english, largest, code, unit, suffix):
    scales = {"en": english.scales, "zh": ((10**8, "亿"), (10**4, "万"))}[code]
    language = replace(english, scales=scales)
    spec = drawn(bars(spend(("test", Money(int(largest * 100)), Money(0))), language))
    assert spec["encoding"]["x"]["axis"]["labelExpr"] == (
        f"format(datum.value / {unit}, ',~f') + (datum.value ? \"{suffix}\" : '')"
    )


def test_colours_repeat_only_beyond_seven_and_get_darker_with_time():
    assert len(set(series_colours(7))) == 7
    assert series_colours(9)[7:] == series_colours(2)
    colours = time_colours(12)
    assert len(set(colours)) == 12
    assert colours == sorted(colours, key=lambda colour: -int(colour[3:5], 16))
    assert len(time_colours(1)) == 1
