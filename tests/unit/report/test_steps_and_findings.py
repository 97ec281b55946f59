from kolopt.diagnostics import Diagnostic, Position, Severity
from kolopt.report.findings import render_findings
from kolopt.report.steps import render_steps
from kolopt.scenario.trace import Step


def test_steps_say_which_value_is_in_force():
    steps = (
        Step("budget.total", "scenario", Position("s.yaml", 3, 17), "600k", final=False),
        Step("budget.total", "override", Position("--set 'budget.total=1\x1b'", 1, 14), "1", final=True),
        Step("budget.reserve", "scenario", None, "5%", final=True),
    )
    assert render_steps(steps) == (
        "budget.total\n"
        "  replaced  scenario  s.yaml:3:17: 600k\n"
        "  in force  override  --set 'budget.total=1\\x1b':1:14: 1\n"
        "budget.reserve\n"
        "  in force  scenario  5%\n"
    )


def test_a_finding_is_one_line_with_its_excerpt_below():
    at = Position("s.yaml", 4, 9)
    finding = Diagnostic("unknown-name", "no such tier", Severity.WARNING, at, "did you mean?", "a > b\n  ^")
    assert render_findings([finding, Diagnostic("x", "second" + " long" * 60)]) == (
        "s.yaml:4:9: warning: no such tier; did you mean? [unknown-name]\n    a > b\n      ^\n"
        "error: second" + " long" * 60 + " [x]\n"
    )


def test_more_findings_than_anyone_reads_are_counted():
    text = render_findings([Diagnostic("x", f"number {k}") for k in range(1_000)])
    assert text.splitlines()[-2:] == ["error: number 29 [x]", "… and 970 more findings"]


def test_no_finding_is_no_text():
    assert render_findings([]) == ""


def test_hostile_findings_stay_on_their_line():
    text = render_findings([Diagnostic("x", "a\nforged: error", hint="\x1b[2J", excerpt="\x07")])
    assert text == "error: a\\nforged: error; \\x1b[2J [x]\n    \\x07\n"


def test_colour_is_added_on_request():
    assert "\x1b[" in render_findings([Diagnostic("x", "m")], colour=True)
