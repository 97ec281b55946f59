"""Text that a spreadsheet would take for a formula."""

import pytest

from kolopt.report.neutral import neutral


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
@pytest.mark.parametrize("blanks", ["", "  ", "\u3000"])
def test_what_starts_like_a_formula_gets_an_apostrophe(start, blanks):
    text = f'{blanks}{start}HYPERLINK("http://example.com","pay")'
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Barrier serum", "618 = summer", "5 - 3", "", "–", "蓄水期", "'quoted'"])
def test_other_text_stays(text):
    assert neutral(text) == text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("\t=1+1", "\\t=1+1"),
        ("\r\n=1", "\\r\\n=1"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\u202eb", "a\\u202eb"),
    ],
)
def test_control_and_format_characters_are_spelled_out(text, plain):
    assert neutral(text) == plain


def test_neutral_text_stays_as_it_is_when_it_is_read_back():
    once = neutral("=1\x1b")
    assert neutral(once) == once
