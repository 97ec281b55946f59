import json


def test_markets_lists_what_is_built_in(run):
    assert run("markets").stdout == "xiaohongshu\n"
    assert json.loads(run("markets", "--json").stdout) == ["xiaohongshu"]


def test_a_market_shows_bounds_quotes_sources_and_assumptions(run):
    text = run("markets", "xiaohongshu").stdout
    for words in ("10k to 100k", "800 / 2.5k / 6k", "price-pages", "* an assumption: no source was found",
                  "count(micro & paid) >= $density in each phase", "density 15", "Tier schemes"):  # fmt: skip
        assert words in text
    assert (
        json.loads(run("markets", "xiaohongshu", "--json").stdout)["tiers"]["micro"]["quote"]["base"]
        == "2.5k"
    )


def test_an_unknown_market_is_told_what_there_is(run):
    result = run("markets", "xiaohongsu")
    assert result.exit_code == 2
    assert "did you mean `xiaohongshu`?" in result.stderr


def test_a_value_is_traced_to_its_line_and_through_the_override(run, starter):
    line = 1 + starter.read_text(encoding="utf-8").splitlines().index("budget: {total: 600k, reserve: 5%}")
    result = run("trace", starter.name, "budget.total", "--set", "budget.total+=50k")
    assert result.exit_code == 0
    assert f"campaign.yaml:{line}:" in result.stdout
    assert "600k" in result.stdout
    assert "50k" in result.stdout


def test_a_market_value_is_traced_to_the_market(run, starter):
    assert "xiaohongshu.yaml:" in run("trace", starter.name, "tiers.micro.quote").stdout


def test_an_unknown_path_is_one_message(run, starter):
    result = run("trace", starter.name, "budget.totl")
    assert result.exit_code == 2
    assert "did you mean" in result.stderr


def test_trace_as_json(run, starter):
    assert json.loads(run("trace", starter.name, "budget.total", "--json").stdout)


def test_the_schema_is_json(run):
    assert json.loads(run("schema").stdout)["$schema"].startswith("https://json-schema.org/")
