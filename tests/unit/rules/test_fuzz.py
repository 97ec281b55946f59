"""Whatever the text, only findings inside it come out."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kolopt.diagnostics import Position
from kolopt.errors import InvalidInputError
from kolopt.rules.names import names_of
from kolopt.rules.read import parse_rule
from kolopt.scenario.market_schema import RuleSpec

WORDS = """
count spend cost cash score variety budget hours reads nano micro mega media education agency face-a
if then in each phase month campaign is or of between and burst test 腰部 ，
0 1 20 2.5 2027-05 2027-5 30% ¥600k 1.2万 $density $mega_cap $x ( ) , & + * >= <= = < -
"""
PIECES = [*WORDS.split(), "\n"]


@pytest.fixture(scope="session")
def read_or_refuse(make_case):
    case = make_case()
    names = names_of(case.scenario, case.parameters)
    return lambda text: check(text, names)


def check(text, names):
    try:
        rule = parse_rule("x", RuleSpec(rule=text), names, at=Position("f.yaml", 1, 1))
    except InvalidInputError as error:
        (finding,) = error.diagnostics
        assert finding.message
        if "\n" not in text and finding.excerpt:
            assert 1 <= finding.at.column <= max(len(text), 1)
        assert len(finding.excerpt.splitlines()) in (0, 2)
        assert all(line.isprintable() for line in finding.excerpt.splitlines())
    else:
        assert all(
            re.fullmatch(r"\$[\w-]+|[¥￥]?[\d.,]+[kKM万亿]?[%％]?", text[n.start : n.end])
            for n in rule.numbers
        )


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=60))
def test_any_text(read_or_refuse, text):
    read_or_refuse(text)


@settings(max_examples=500, deadline=None)
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=16))
def test_any_words_of_the_language(read_or_refuse, pieces):
    read_or_refuse(" ".join(pieces))


VALID = "if count(mega & paid) >= 1 in test, burst then spend(nano) between 10% of budget and 5 * reads"


@settings(max_examples=300, deadline=None)
@given(
    start=st.integers(0, len(VALID)),
    length=st.integers(0, 6),
    inserted=st.text(max_size=3) | st.sampled_from(PIECES),
)
def test_any_edit_of_a_valid_rule(read_or_refuse, start, length, inserted):
    read_or_refuse(VALID[:start] + inserted + VALID[start + length :])


@pytest.mark.parametrize(
    "text", ["(" * 3000, "count(" + "nano, " * 600 + "nano) >= 1", "count" + " + count" * 400]
)
def test_long_texts_end(read_or_refuse, text):
    read_or_refuse(text)
