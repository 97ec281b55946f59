"""Same inputs, same bytes: whatever the hash seed, and whatever the order of keys in the file."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def _plan(folder: Path, seed: str) -> bytes:
    run = subprocess.run(
        [sys.executable, "-m", "kolopt", "plan", "scenario.yaml", "--json"],
        cwd=folder,
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        check=True,
    )
    return run.stdout


def _shuffled(node: object, shuffle: random.Random) -> object:
    if isinstance(node, dict):
        keys = list(node)
        shuffle.shuffle(keys)
        return {key: _shuffled(node[key], shuffle) for key in keys}
    if isinstance(node, list):
        items = [_shuffled(item, shuffle) for item in node]
        if all(isinstance(item, dict) and "id" in item for item in items):
            shuffle.shuffle(items)
        return items
    return None if node == "null" else node


@pytest.mark.parametrize("name", ["skincare-618", "mother-baby-double11"])
def test_hash_seeds_and_key_order_change_no_byte(name: str, tmp_path: Path) -> None:
    text = (SCENARIOS / f"{name}.yaml").read_text(encoding="utf-8")
    folders = [tmp_path / "plain", tmp_path / "shuffled"]
    for folder in folders:
        folder.mkdir()
    (folders[0] / "scenario.yaml").write_text(text, encoding="utf-8")
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False
    document = YAML(typ="base", pure=True).load(text)
    with (folders[1] / "scenario.yaml").open("w", encoding="utf-8") as file:
        yaml.dump(_shuffled(document, random.Random(7)), file)
    assert (folders[1] / "scenario.yaml").read_text(encoding="utf-8") != text
    plans = {_plan(folders[0], "0"), _plan(folders[0], "12345"), _plan(folders[1], "1")}
    assert len(plans) == 1
