import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kolopt.report.plain import plain_lines, plain_text


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[31mred", r"\x1b[31mred"),
        ("a\nb\tc\rd", r"a\nb\tc\rd"),
        ("safe\u202egpj.exe", r"safe\u202egpj.exe"),
        ("\x9b2J", r"\x9b2J"),
        ("a\u2028b", r"a\u2028b"),
        ("\ud800", r"\ud800"),
    ],
)
def test_control_characters_are_spelled_out(hostile, shown):
    assert plain_text(hostile) == shown


def test_ordinary_text_of_any_script_stays():
    assert plain_text("屏障修护精华 · Sérum № 1 🙂 ¥1,2") == "屏障修护精华 · Sérum № 1 🙂 ¥1,2"


@given(st.text())
def test_nothing_unprintable_is_left(text):
    categories = [unicodedata.category(char) for char in plain_text(text)]
    assert not [c for c in categories if c.startswith("C") and c != "Cn"]


def test_lines_are_kept_apart():
    assert plain_lines("a\nb\x07") == ("a", r"b\x07")
