def test_writes_a_starter_and_says_what_to_do_next(run, folder):
    result = run("init")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "kolopt plan campaign.yaml" in result.stderr
    assert (folder / "campaign.yaml").read_text(encoding="utf-8").startswith("# yaml-language-server")


def test_writes_to_standard_output(run, folder):
    result = run("init", "-")
    assert "kolopt: 1" in result.stdout
    assert list(folder.iterdir()) == []


def test_overwrites_nothing_unless_forced(run, folder):
    mine = folder / "mine.yaml"
    mine.write_text("my work", encoding="utf-8")
    result = run("init", "mine.yaml")
    assert result.exit_code == 2
    assert "mine.yaml is there already; name another file, or say --force" in result.stderr
    assert "[exists]" in result.stderr
    assert mine.read_text(encoding="utf-8") == "my work"
    assert run("init", "mine.yaml", "--force", "--quiet").stderr == ""
    assert "kolopt: 1" in mine.read_text(encoding="utf-8")


def test_a_folder_that_is_not_there_is_one_message(run):
    result = run("init", "no/such/folder.yaml")
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1
