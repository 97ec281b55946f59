"""Whatever stands in a file or an option: one clear message, exit code 2, nothing written, no traceback."""

import pytest

GOOD = """\
kolopt: 1
name: x
budget: {total: 300k}
tax: {prices: exclusive}
competition: low
entry_stage: entry
phases:
  - {id: burst, kind: burst, start: 2027-05-17, end: 2027-06-13}
goals: {awareness: 1}
"""

FILES = {
    "empty": b"",
    "binary": bytes(range(256)) * 20,
    "not utf-8": GOOD.encode("utf-16"),
    "a list": b"- 1\n- 2\n",
    "a text": b"hello",
    "unknown key": (GOOD + "bugdet: 5\n").encode(),
    "not a number": GOOD.replace("300k", ".nan").encode(),
    "infinity": GOOD.replace("300k", ".inf").encode(),
    "negative": GOOD.replace("300k", "-5").encode(),
    "a tag": (GOOD + "silence: !!python/object/apply:os.system [echo]\n").encode(),
    "an alias bomb": b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nkolopt: 1\nname: *c\n",
    "deep nesting": b"a: " + b"[" * 5_000,
    "ten thousand lines": GOOD.encode() + b"# a remark\n" * 10_000 + b"bugdet: 5\n",
    "a thousand unknown keys": b"".join(b"key%d: 1\n" % k for k in range(1_000)),
    "duplicate keys": (GOOD + "name: y\n").encode(),
    "bad day": GOOD.replace("2027-05-17", "2027-02-30").encode(),
    "bad rule": (GOOD + "rules: {r: 'count(micor) >= 1'}\n").encode(),
    "a plan": b'{"kolopt_plan": 1}',
    "outside": (GOOD + "extends: ../../etc/passwd\n").encode(),
    "unknown market": (GOOD + "market: tiktok\n").encode(),
}


def assert_refused(result, folder, files):
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "error: " in result.stderr
    assert "Traceback" not in result.stderr
    assert "\x1b" not in result.stderr
    assert [path.name for path in folder.iterdir()] == files


@pytest.mark.parametrize("name", FILES)
def test_a_bad_scenario_is_refused(run, folder, name):
    (folder / "s.yaml").write_bytes(FILES[name])
    assert_refused(run("plan", "s.yaml", "-o", "p.json"), folder, ["s.yaml"])


@pytest.mark.parametrize("name", FILES)
def test_the_same_from_standard_input(run, folder, name):
    assert_refused(run("plan", "-", "-o", "p.json", input=FILES[name]), folder, [])


def test_findings_name_the_place_and_are_few(run, folder):
    (folder / "s.yaml").write_bytes(FILES["unknown key"])
    message = run("plan", "s.yaml").stderr
    assert "s.yaml:10:1: error: " in message
    assert "did you mean `budget`?" in message
    (folder / "s.yaml").write_bytes(FILES["a thousand unknown keys"])
    assert len(run("plan", "s.yaml").stderr) < 4_000


@pytest.mark.parametrize("path", ["nothing.yaml", ".", "s.yaml/deeper", "x" * 5_000])
def test_a_file_that_is_none(run, folder, path):
    assert_refused(run("plan", path, "-o", "p.json"), folder, [])


@pytest.mark.parametrize(
    "override",
    ["", "=", "budget", "budget.total=", "budget.total=x", "budget.total*=", "budgt.total=5",
     "budget.total=-1", "budget.total=.nan", "phases.nope.start=2027-01-01", "a" * 99 + "=1", "..=1",
     "tiers.micro.quote=*x", "budget.total=1e999", "budget={{{", "name=\x1b[2J\0"],
)  # fmt: skip
def test_a_bad_override_is_refused(run, folder, override):
    (folder / "s.yaml").write_text(GOOD, encoding="utf-8")
    assert_refused(run("plan", "s.yaml", "--set", override, "-o", "p.json"), folder, ["s.yaml"])


@pytest.mark.parametrize("gap", ["", "x", "-1", "nan", "1e-3%%"])
def test_a_bad_gap_is_refused(run, folder, gap):
    (folder / "s.yaml").write_text(GOOD, encoding="utf-8")
    result = run("plan", "s.yaml", f"--gap={gap}")
    assert result.exit_code == 2
    assert "--gap" in result.stderr


def test_output_never_overwrites_what_is_not_a_plan(run, folder):
    (folder / "s.yaml").write_text(GOOD, encoding="utf-8")
    (folder / "thesis.doc").write_text("years of work", encoding="utf-8")
    result = run("plan", "s.yaml", "-o", "thesis.doc")
    assert result.exit_code == 2
    assert "thesis.doc is not a kolopt plan" in result.stderr
    assert (folder / "thesis.doc").read_text(encoding="utf-8") == "years of work"


PLANS = {
    "empty": b"",
    "binary": bytes(range(256)),
    "not JSON": b"{",
    "another JSON": b'{"a": 1}',
    "newer": b'{"kolopt_plan": 99}',
    "no content": b'{"kolopt_plan": 1}',
    "deep": b"[" * 100_000,
    "a huge number": b'{"kolopt_plan": ' + b"9" * 10_000 + b"}",
}


@pytest.mark.parametrize("name", PLANS)
def test_a_bad_plan_file_is_refused(run, folder, name):
    (folder / "p.json").write_bytes(PLANS[name])
    assert_refused(run("verify", "p.json"), folder, ["p.json"])
    assert run("verify", "-", input=PLANS[name]).exit_code == 2
