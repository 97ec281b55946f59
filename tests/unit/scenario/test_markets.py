import pytest

from kolopt.errors import InvalidInputError
from kolopt.scenario.built_in import market_names
from kolopt.scenario.markets import CODES, read_market
from kolopt.scenario.nodes import plain


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
