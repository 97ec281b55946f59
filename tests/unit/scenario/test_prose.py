"""Texts for people in two languages: the English one is the text, a translation changes no plan."""

from pathlib import Path

import pytest

from kolopt.errors import InvalidInputError
from kolopt.report.language import language_of
from kolopt.report.table import Term
from kolopt.scenario.load import load

SCENARIO = Path(__file__).parents[3] / "scenarios" / "snack-always-on.yaml"


def loaded(*overrides):
    return load(str(SCENARIO), overrides)


def test_the_english_text_is_the_text():
    case = loaded(
        "payees.agency={en: our agency, zh: 我们的代理商}", "rules.team.why={en: one person, zh: 一个人}"
    )
    assert case.scenario.payees["agency"] == "our agency"
    assert case.scenario.rules["team"].why == "one person"


def test_a_single_text_replaces_both():
    case = loaded("payees.creator=the creators", "rules.mega-share.why=not yet")
    assert case.scenario.payees["creator"] == "the creators"
    assert case.document["payees"]["creator"] == "the creators"


def test_a_translation_changes_no_digest():
    plain = loaded("payees.agency=our agency")
    assert loaded("payees.agency={en: our agency, zh: 代理}").digest() == plain.digest()
    assert loaded("payees.agency=another agency").digest() != plain.digest()


@pytest.mark.parametrize("text", ["{zh: 代理}", "{en: a, fr: b}", "{en: {en: a}}", "[a, b]"])
def test_anything_else_is_refused(text):
    with pytest.raises(InvalidInputError) as refused:
        loaded(f"payees.agency={text}")
    assert "payees.agency" in str(refused.value)


def test_a_text_without_a_chinese_form_stays_as_it_is():
    from kolopt.planning import optimize

    plan = optimize(loaded("payees.creator=the creators"))
    chinese = language_of(plan, "zh")
    assert chinese.word(Term("payee", "the creators")) == "the creators"
    assert chinese.word(Term("payee", "production studio")) == "制作公司"
