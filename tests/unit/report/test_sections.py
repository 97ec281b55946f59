"""Which reader gets what: money before goals for finance, none of it for a client."""

import re
from itertools import chain
from pathlib import Path

import pytest

from kolopt.money import yuan
from kolopt.plan import file
from kolopt.planning import optimize
from kolopt.report.header import SignOff
from kolopt.report.language import CODES, language_of
from kolopt.report.markdown import render_markdown
from kolopt.report.sections import ORDER, VIEWS, Extras, document
from kolopt.report.table import Phrase, Term
from kolopt.report.tidy import render_csv
from kolopt.report.written import written
from kolopt.scenario.load import from_document, load

SCENARIOS = Path(__file__).parents[3] / "scenarios"
PLANS = sorted(SCENARIOS.glob("*.plan.json"))
COSTLY = (
    "rebate={rate: 7%, settled: later}",
    "agency={rate: 8%, lines: [creator]}",
    "product={cost: 31.17, shipping: 12.39}",
)
SECRET_WORDS = {
    "en": ("¥", "cost", "rebate", "handling", "payee", "spend", "budget", "fee", "VAT", "price", "CPM"),
    "zh": ("¥", "费", "成本", "返点", "收款", "金额", "预算", "税", "价", "元"),
}
ASCII_WORD = re.compile(r"[A-Za-z]{2,}")
NAMES_THAT_STAY = ("MCN", "HiGHS", "CNY", "kolopt")


@pytest.fixture(scope="module", params=PLANS, ids=lambda path: path.name.removesuffix(".plan.json"))
def shipped(request):
    return file.load(request.param)


@pytest.fixture(scope="module")
def costly():
    return optimize(load(str(SCENARIOS / "hurdle.yaml"), COSTLY))


def money_of(value):
    """Every text of two decimals in a plan's money parts."""
    if isinstance(value, dict):
        return tuple(chain.from_iterable(money_of(item) for item in value.values()))
    if isinstance(value, list):
        return tuple(chain.from_iterable(money_of(item) for item in value))
    return (value,) if isinstance(value, str) and re.fullmatch(r"-?\d+\.\d\d", value) else ()


def amounts(plan):
    """Every amount of money of a plan, in every form that a report could give it."""
    content = plan.model_dump(mode="json")
    parts = {key: content[key] for key in ("lines", "funds", "spend", "outlay", "fixed_costs", "unit_costs")}
    plain = {text.lstrip("-") for text in money_of(parts)} - {"0.00"}
    plain |= {yuan(line.count * fen) for line in plan.lines for fen in line.cost_lines.values()}
    grouped = {f"{whole}.{fen}" for whole, fen in map(_grouped, plain)}
    return plain | grouped | {text.replace(".", "") for text in plain if len(text) > 6}


def secrets_in(text, plan):
    """Amounts and payees of a plan that a text gives away."""
    numbers = set(re.findall(r"\d[\d,]*(?:\.\d+)?", text))
    return (amounts(plan) & numbers) | {payee for payee in plan.spend.by_payee if payee in text}


def _grouped(text):
    whole, fen = text.split(".")
    return f"{int(whole):,}", fen


@pytest.mark.parametrize("lang", CODES)
@pytest.mark.parametrize("render", [render_markdown, render_csv])
def test_a_client_finds_no_cost_rebate_handling_or_payee(shipped, costly, lang, render):
    for plan in (shipped, costly):
        language = language_of(plan, lang)
        text = render(document(plan, language, "client"), language)
        text = text.replace(plan.digest, "").replace(plan.scenario.digest, "").replace(plan.scenario.name, "")
        assert not secrets_in(text, plan)
        assert not [word for word in SECRET_WORDS[lang] if word.lower() in text.lower()]


def test_the_same_scan_finds_them_in_the_teams_report(costly):
    language = language_of(costly, "en")
    found = secrets_in(render_markdown(document(costly, language), language), costly)
    assert set(costly.spend.by_payee) <= found
    assert len(found) > 30


def test_money_comes_before_goals_for_finance_only(shipped):
    ids = {
        view: [s.id for s in document(shipped, language_of(shipped, "en"), view).sections] for view in VIEWS
    }
    assert ids["finance"].index("money") < ids["finance"].index("goals")
    assert ids["internal"].index("money") > ids["internal"].index("goals")
    assert ids["client"] == ["plan", "results", "goals", "proof"]
    assert all(set(ids[view]) <= set(ORDER[view]) for view in VIEWS)


def test_a_client_gets_no_answers_that_tell_costs(shipped):
    extras = Extras(frontier=object(), rule_prices=object(), fragility=object())
    assert document(shipped, language_of(shipped, "en"), "client", extras).extras == Extras()


def test_draft_or_approved_is_said(shipped):
    language = language_of(shipped, "en")
    assert "**draft**" in render_markdown(document(shipped, language), language)
    approval = SignOff("Li Na | finance", "2026-11-20")
    assert "**approved by Li Na \\| finance on 2026-11-20**" in render_markdown(
        document(shipped, language, approval=approval), language
    )


# -- no untranslated label


def planners_texts(plan):
    """What a planner wrote, and ids: stays as it is in every language."""
    case = from_document(plan.inputs, path="x")
    texts = [plan.scenario.path, plan.certificate.solver, *case.scenario.silence.values()]
    texts += [text for rule in plan.rules for text in (rule.id, rule.text)]
    texts += [rule.why for rule in case.scenario.rules.values()]
    texts += [warning.code for warning in plan.warnings]
    texts += [text for label, source in case.scenario.sources.items() for text in (label, source)]
    return {text for text in texts if text}


def is_source_or_path(cell):
    return bool(re.fullmatch(r"[a-z0-9_.-]+|[a-z0-9-]+(, [a-z0-9-]+)*", cell))


@pytest.mark.parametrize("view", VIEWS)
def test_chinese_reports_have_no_untranslated_label(shipped, view):
    language = language_of(shipped, "zh")
    report = document(shipped, language, view)
    known = planners_texts(shipped)

    def untranslated(text):
        for stays in (*sorted(known, key=len, reverse=True), *NAMES_THAT_STAY):
            text = text.replace(stays, "")
        return ASCII_WORD.findall(text)

    sentences = [*report.header, *(p for section in report.sections for p in section.paragraphs)]
    assert not [sentence for sentence in sentences if untranslated(sentence)]
    for section in report.sections:
        for table in section.tables:
            cells = [table.title, *table.headings, *chain.from_iterable((*table.rows, table.total or ()))]
            for cell in cells:
                told = written(cell, language)
                if isinstance(cell, (Term, Phrase)):
                    assert not untranslated(told), (table.id, told)
                elif isinstance(cell, str):
                    assert is_source_or_path(cell) or not untranslated(told), (table.id, told)


def test_both_languages_show_the_same_figures(shipped):
    """Rows, columns, units and values of the CSV; sentences aside."""

    def figures(lang):
        language = language_of(shipped, lang)
        lines = render_csv(document(shipped, language), language).lstrip("\ufeff").splitlines()
        rows = [line.split(",", 7)[:7] for line in lines]
        return [row for row in rows if row[5] != "text"]

    assert figures("en") == figures("zh")
