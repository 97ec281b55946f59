"""Every rule in docs/rules.md is read, and every refused one is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kolopt.errors import InvalidInputError

TEXT = (Path(__file__).parents[3] / "docs" / "rules.md").read_text(encoding="utf-8")
READ = [
    line for block in re.findall(r"^```rule\n(.*?)^```$", TEXT, re.M | re.S) for line in block.splitlines()
]
TABLE = re.findall(r"^\| `([^`]+)` \| [^|]+ \| `([^`]+)` \|$", TEXT.partition("## What is refused")[2], re.M)


def test_the_page_has_examples():
    assert len(READ) > 25
    assert len(TABLE) > 10


@pytest.mark.parametrize("rule", [*READ, *(right for _, right in TABLE)])
def test_examples_are_read(read_rule, rule):
    assert read_rule(rule).text == rule


@pytest.mark.parametrize("rule", [wrong for wrong, _ in TABLE])
def test_wrong_examples_are_refused(read_rule, rule):
    with pytest.raises(InvalidInputError):
        read_rule(rule)
