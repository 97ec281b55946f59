"""Faults are found where they stand in a real file."""

from __future__ import annotations

import pytest

from kolopt.errors import InvalidInputError
from kolopt.rules.read import read_rules
from kolopt.scenario.load import load

SCENARIO = """\
kolopt: 1
name: positions
budget: {total: 500k}
tax: {prices: exclusive}
competition: low
entry_stage: growth
phases:
  - {id: burst, kind: burst, start: 2027-05-17, end: 2027-06-18}
goals: {awareness: 1}
rules:
"""


@pytest.mark.parametrize(
    "line",
    [
        "  x: count(mirco) >= 3",
        '  x: "count(mirco) >= 3"',
        "  x: {rule: count(mirco) >= 3, soft: 1}",
        "  x: {soft: 1, rule: 'count(nano, mirco) >= 3'}",
        "  x:   count( nano,   mirco & video ) >= 3   # why",
    ],
)
def test_file_line_and_column_point_at_the_word(tmp_path, line):
    path = tmp_path / "a.yaml"
    path.write_text(SCENARIO + line + "\n", encoding="utf-8")
    with pytest.raises(InvalidInputError) as caught:
        read_rules(load(path))
    (finding,) = caught.value.diagnostics
    assert (finding.at.line, finding.at.column) == (11, line.index("mirco") + 1)
    assert finding.at.file.endswith("a.yaml")
    assert "did you mean `micro`?" in finding.hint


def test_the_built_in_market_is_read(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(SCENARIO + "  x: count(腰部) >= 1\n", encoding="utf-8")
    case = load(path)
    rules = read_rules(case)
    origins = {rule.id: rule.origin for rule in rules}
    assert (origins["x"], origins["micro-density"], origins["budget"]) == ("scenario", "market", "derived")
    changeable = [r.path_of(n) for r in rules for n in r.numbers if n.origin]
    for number in changeable:
        load(path, [f"{number}*=1"])
