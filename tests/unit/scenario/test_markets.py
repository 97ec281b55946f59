from importlib.resources import files

import pytest

from kolopt.errors import InvalidInputError
from kolopt.scenario import built_in
from kolopt.scenario.built_in import market_file, market_names, nodes_text, read_built_in
from kolopt.scenario.markets import CODES, read_market
from kolopt.scenario.nodes import plain
from kolopt.scenario.text import parse


@pytest.mark.parametrize("name", market_names())
def test_every_built_in_market_can_be_read(name):
    market = plain(read_market(name))
    assert market["kolopt_market"] == "1"
    assert market["tiers"]
    assert market["rules"]


@pytest.mark.parametrize("name", ["xiaohongsu", "../markets/xiaohongshu", "", "x\0"])
def test_any_other_name_is_refused(name):
    with pytest.raises(InvalidInputError) as refused:
        read_market(name)
    (finding,) = refused.value.diagnostics
    assert finding.code in CODES
    assert "xiaohongshu" in finding.hint


@pytest.mark.parametrize("name", market_names())
def test_the_nodes_beside_a_market_are_those_of_its_file(name):
    kept = files("kolopt").joinpath("markets", f"{name}.nodes.json")
    assert kept.read_text(encoding="utf-8") == nodes_text(name), "python -m kolopt.scenario.built_in"
    text = files("kolopt").joinpath("markets", f"{name}.yaml").read_text(encoding="utf-8")
    assert read_built_in(name) == parse(text, market_file(name))


def test_nodes_of_another_file_are_not_read(tmp_path, monkeypatch):
    folder = tmp_path / "markets"
    folder.mkdir()
    monkeypatch.setattr(built_in, "files", lambda _: tmp_path)
    (folder / "m.yaml").write_text("tiers: [nano, 'null']\n", encoding="utf-8")
    (folder / "m.nodes.json").write_text(nodes_text("m"), encoding="utf-8")
    assert plain(read_built_in("m")[0]) == {"tiers": ["nano", "null"]}
    (folder / "m.yaml").write_text("tiers: [micro]\n", encoding="utf-8")
    root, _ = read_built_in("m")
    assert plain(root) == {"tiers": ["micro"]}


def test_a_market_without_nodes_is_read_from_its_file(tmp_path, monkeypatch):
    (tmp_path / "markets").mkdir()
    monkeypatch.setattr(built_in, "files", lambda _: tmp_path)
    (tmp_path / "markets" / "m.yaml").write_text("tiers: [micro]\n", encoding="utf-8")
    assert plain(read_built_in("m")[0]) == {"tiers": ["micro"]}
