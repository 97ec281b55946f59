import json


def test_the_starter_has_no_errors_and_its_arithmetic_is_told(run, starter):
    result = run("check", starter.name)
    assert result.exit_code == 0
    assert "that can be planned" in result.stdout
    assert "campaign.yaml: no errors\n" in result.stdout


def test_every_file_is_examined_and_errors_decide(run, starter):
    (starter.parent / "bad.yaml").write_text("kolopt: 1\nbugdet: 5\n", encoding="utf-8")
    result = run("check", "bad.yaml", starter.name)
    assert result.exit_code == 2
    assert "bad.yaml:2:1: error: " in result.stdout
    assert "campaign.yaml: no errors" in result.stdout


def test_a_bad_rule_is_shown_with_a_caret(run, starter):
    result = run("check", starter.name, "--set", "rules.x=count(micor) >= 1")
    assert result.exit_code == 2
    assert "did you mean `micro`?" in result.stdout
    assert "^" in result.stdout


def test_json_gives_places(run, starter):
    (starter.parent / "bad.yaml").write_text("kolopt: 1\nbugdet: 5\n", encoding="utf-8")
    bad, good = json.loads(run("check", "bad.yaml", starter.name, "--json").stdout)
    assert not bad["valid"]
    assert bad["findings"][0]["at"]["file"] == "bad.yaml"
    assert good["valid"]
    assert good["arithmetic"]


def test_quiet_shows_errors_only(run, starter):
    assert run("check", starter.name, "--quiet").stdout == ""
    loud = run("check", starter.name, "--quiet", "--set", "rules.x=count(micor) >= 1")
    assert "error: " in loud.stdout
