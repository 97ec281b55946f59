"""Hand-made plans as spreadsheets write them, and the place of everything that is wrong in them."""

import pytest

from kolopt.errors import InvalidInputError
from kolopt.scenario.counts import read_counts

COUNTS = {("test", "micro-picture"): 22, ("burst", "nano-video"): 5}


def read(folder, content):
    return read_counts(str(folder.write("counts.csv", content)), folder.load().scenario)


@pytest.mark.parametrize(
    "text",
    [
        "phase,offer,count\ntest,micro-picture,22\nburst,nano-video,5\n",
        "\ufeffphase;offer;count\r\ntest;micro-picture;22\r\n\r\nburst;nano-video;5\r\n",
        "Count\tOffer\tPhase\n22\tmicro-picture\ttest\n5\tnano-video\tburst\n;\t\t\n".replace(";", ""),
        'phase,offer,count\n"test", micro-picture ,"22"\nburst,nano-video,5\ntest,brand,0\n,,\n',
    ],
)
def test_the_ways_in_which_a_table_is_written(folder, text):
    assert read(folder, text) == COUNTS


@pytest.mark.parametrize(
    ("text", "code", "row", "column"),
    [
        ("", "counts-header", 1, 1),
        ("test,micro-picture,3\n", "counts-header", 1, 1),
        ("phase,offer,coutn\n", "counts-header", 1, 3),
        ("phase,offer,count,phase\n", "counts-header", 1, 4),
        ("phase,offer,count\ntest,micro-picture\n", "table-row", 2, 1),
        ("phase,offer,count\ntest,micro-picture,1,000\n", "table-row", 2, 1),
        ("phase,offer,count\ntst,micro-picture,1\n", "counts-name", 2, 1),
        ("phase,offer,count\n\ntest,micro-pictur,1\n", "counts-name", 3, 2),
        ("phase,offer,count\ntest,micro-picture,2.5\n", "counts-number", 2, 3),
        ("phase,offer,count\ntest,micro-picture,-1\n", "counts-number", 2, 3),
        ("phase,offer,count\ntest,micro-picture,\n", "counts-number", 2, 3),
        ("phase,offer,count\ntest,micro-picture,=1+1\n", "counts-number", 2, 3),
        ("phase,offer,count\ntest,micro-picture,1\ntest,micro-picture,2\n", "counts-twice", 3, 1),
        ('phase,offer,count\ntest,"micro\n', "table-text", 2, 1),
        ("phase,offer,count\ntest,\x1b[31m,2\n", "table-text", 2, 2),
        ("phase,offer,count\n" + "test,micro-picture,1\n" * 110_000, "table-text", 1, 1),
    ],
)
def test_what_is_wrong_is_placed_by_row_and_column(folder, text, code, row, column):
    with pytest.raises(InvalidInputError) as caught:
        read(folder, text)
    finding = caught.value.diagnostics[0]
    assert (finding.code, finding.at.line, finding.at.column) == (code, row, column)
    assert finding.hint


def test_a_workbook_is_no_table(folder):
    with pytest.raises(InvalidInputError) as caught:
        read(folder, b"PK\x03\x04\xff\xfe")
    assert caught.value.diagnostics[0].code == "table-text"


def test_all_errors_come_in_one_run(folder):
    with pytest.raises(InvalidInputError) as caught:
        read(folder, "phase,offer,count\nx,y,z\ntest,micro-picture,1.5\n")
    assert [f.at.line for f in caught.value.diagnostics] == [2, 2, 2, 3]
