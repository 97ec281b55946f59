import csv
import io
import json

import pytest

from kolopt.report.records import csv_text, json_lines


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-cmd|x", "@sum"])
def test_no_cell_is_a_formula(text):
    (row,) = csv.DictReader(io.StringIO(csv_text(["a"], [{"a": text}]), newline=""))
    assert row["a"] == f"'{text}"


@pytest.mark.parametrize("text", ["-1.5", "+50", "0", "12%", "a=1", 'a "b", c', "预算"])
def test_numbers_and_words_stay_as_they_are(text):
    (row,) = csv.DictReader(io.StringIO(csv_text(["a", "b"], [{"a": text}]), newline=""))
    assert row == {"a": text, "b": ""}


def test_control_characters_are_spelled_out():
    assert csv_text(["a"], [{"a": "\t=1\r\n\x1b"}]) == "a\n\\t=1\\r\\n\\x1b\n"


def test_one_object_a_line():
    assert [json.loads(line) for line in json_lines([{"a": "1\n"}, {"b": "预"}]).splitlines()] == [
        {"a": "1\n"},
        {"b": "预"},
    ]
