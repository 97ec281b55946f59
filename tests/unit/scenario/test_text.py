from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kolopt.errors import InvalidInputError
from kolopt.scenario.characters import LARGEST_FILE, decode
from kolopt.scenario.nodes import Mapping, Scalar, Sequence, flow_text, plain
from kolopt.scenario.text import parse


def read(text):
    node, findings = parse(text, "f.yaml")
    assert findings == ()
    return node


def errors(text):
    try:
        return parse(text, "f.yaml")[1]
    except InvalidInputError as error:
        return error.diagnostics


def test_every_value_is_text_at_its_place():
    node = read("a: 1.10\nb: [yes, 2027-01-01, 0x10]\nc: {d: 'x', e: }\n")
    assert plain(node) == {"a": "1.10", "b": ["yes", "2027-01-01", "0x10"], "c": {"d": "x", "e": None}}
    items = node.get("b")
    assert isinstance(items, Sequence)
    assert [(item.at.line, item.at.column) for item in items.items] == [(2, 5), (2, 10), (2, 22)]


def test_a_quoted_text_starts_inside_its_quotes():
    node = read("a: 'x'\nb: y")
    assert [(value.at.column, value.quoted) for _, value in node.entries] == [(5, True), (4, False)]


@pytest.mark.parametrize("text", ["null", "~", "", "Null", "NULL"])
def test_nothing_is_null_unless_quoted(text):
    assert plain(read(f"a: {text}")) == {"a": None}
    assert plain(read(f"a: '{text}'")) == {"a": text}


@pytest.mark.parametrize("text", ["no", "off", "1:30", "017", "1e3", ".inf", "2027-02-30", "Nil"])
def test_nothing_else_has_a_type(text):
    assert plain(read(f"a: {text}")) == {"a": text}


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("{rule: count(nano, micro) >= 3, why: b}", "count(nano, micro) >= 3"),
        ("{why: b, rule: count(a, b, c) >= 3}", "count(a, b, c) >= 3"),
        ("{total: 2,500.50}", "2,500.50"),
        ("{rule: count(nano,\n  micro) >= 3}", "count(nano, micro) >= 3"),
    ],
)
def test_a_text_split_at_its_comma_is_named_whole(text, whole):
    node, (finding,) = parse(text, "f.yaml")
    assert finding.code == "split-at-comma"
    assert finding.hint == f'quote it: "{whole}"'
    # Reading goes on with the whole text, so that one slip gives one finding.
    assert whole in " ".join(flow_text(node).split())


def test_an_explicit_null_inside_braces_is_no_split():
    assert plain(read("{rule: , why: null, x: ~}")) == {"rule": None, "why": None, "x": None}


def test_an_unquoted_factor_names_the_cure():
    (finding,) = errors("tiers.micro.quote: *1.3")
    assert (finding.code, finding.at.column) == ("yaml-alias", 20)
    assert "{times: 1.3}" in finding.hint


def test_an_alias_bomb_is_text():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    start = time.perf_counter()
    found = errors("\n".join(lines))
    assert time.perf_counter() - start < 1
    assert {finding.code for finding in found} == {"yaml-alias", "yaml-anchor"}


@pytest.mark.parametrize("opener", ["[", "{a: ", "- ", "{", "? "])
def test_deep_nesting_is_refused_fast(opener):
    start = time.perf_counter()
    found = errors(opener * 200_000)
    assert time.perf_counter() - start < 15  # the parser looks ahead by 1,024 characters, never to the end
    assert found[-1].code in ("too-deep", "yaml-syntax")


def test_all_recoverable_errors_of_a_file_come_together():
    text = "a: 1\na: 2\nb: !x 3\nc: &y 4\n? [z]\n: 5\n<<: {d: 1}\n"
    assert [f.code for f in errors(text)] == [
        "duplicate-key",
        "yaml-tag",
        "yaml-anchor",
        "bad-key",
        "merge-key",
    ]


def test_a_syntax_error_comes_with_the_errors_before_it():
    assert [f.code for f in errors("a: 1\na: 2\nb: [1\nc: 2")] == ["duplicate-key", "yaml-syntax"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: b: c", "colon"),
        ("a: [1, 2", "[ ]"),
        ("a: {b: 1", "{ }"),
        ("a: 'x", "quote"),
        ("a: @x", "character"),
        ("a: 1\n b: 2", "colon"),
        ("- a\nb: c", "indentation"),
        ("a: >- 3x", "YAML"),
        ('a: "\\U00110000"', "YAML"),
    ],
)
def test_syntax_errors_speak_to_planners(text, words):
    (finding,) = errors(text)
    assert finding.code == "yaml-syntax"
    assert words in finding.message
    assert finding.hint


@pytest.mark.parametrize(
    ("data", "code", "place"),
    [
        (b"a: 1\nb: \xff", "not-utf8", (2, 4)),
        ("a: 腰\nb: ".encode() + b"\xe8\x85", "not-utf8", (2, 4)),
        (b"\xef\xbb\xbfa: 1", "byte-order-mark", (1, 1)),
        ("a: 1".encode("utf-16"), "byte-order-mark", (1, 1)),
        (b"a: 1\n\tb: 2", "tab", (2, 1)),
        (b"PK\x03\x04\x00", "control-character", (1, 3)),
        ("a: 腰\u202e".encode(), "control-character", (1, 5)),
        (b"a" * (LARGEST_FILE + 1), "file-too-large", (1, 1)),
    ],
)
def test_bytes_that_are_no_clean_text(data, code, place):
    with pytest.raises(InvalidInputError) as caught:
        decode(data, "f.yaml")
    (finding,) = caught.value.diagnostics
    assert (finding.code, (finding.at.line, finding.at.column)) == (code, place)


@given(st.text(alphabet=st.sampled_from(list("ab:-?,[]{}#&*!|>'\"%@`~ \n<=1é腰\\")), max_size=60))
def test_any_text_gives_nodes_or_findings(text):
    try:
        node, findings = parse(text, "f")
    except InvalidInputError as error:
        node, findings = None, error.diagnostics
    for finding in findings:
        assert 1 <= finding.at.line <= text.count("\n") + 2
        assert finding.hint
    if node is not None and not findings:
        assert isinstance(node, Scalar | Mapping | Sequence)
        assert plain(read(text)) == plain(node)
