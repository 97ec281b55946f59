"""Every YAML example of the docs is accepted, rules included, and the whole scenario plans."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from kolopt.planning import optimize
from kolopt.rules.read import read_rules
from kolopt.scenario.load import load

ROOT = Path(__file__).parents[3]
BLOCK = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PART = "kolopt: 1\nextends: whole.yaml\nname: An excerpt\nproduct: {cost: 38}\n"


def blocks(document: str) -> list[str]:
    text = (ROOT / "docs" / document).read_text(encoding="utf-8")
    return [part for block in BLOCK.findall(text) for part in block.split("---\n")]


SCENARIO_BLOCKS = blocks("scenario.md")
WHOLE = SCENARIO_BLOCKS[0]
PARTS = [*SCENARIO_BLOCKS[1:], *blocks("market.md")]


def test_the_whole_scenario_of_the_docs_plans(tmp_path: Path) -> None:
    path = tmp_path / "whole.yaml"
    path.write_text(WHOLE, encoding="utf-8")
    assert optimize(load(path)).certificate.status == "proven"


@pytest.mark.parametrize("block", PARTS, ids=lambda block: block.split("\n", 1)[0][:40])
def test_every_excerpt_of_the_docs_is_accepted(tmp_path: Path, block: str) -> None:
    shutil.copytree(ROOT / "scenarios", tmp_path, dirs_exist_ok=True)
    (tmp_path / "whole.yaml").write_text(WHOLE, encoding="utf-8")
    path = tmp_path / "excerpt.yaml"
    head = PART.replace("product: {cost: 38}\n", "") if "product:" in block else PART
    path.write_text(block if "extends:" in block else head + block, encoding="utf-8")
    assert read_rules(load(path))
