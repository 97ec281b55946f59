"""Tables in words: every term of every shipped plan has a word in each language."""

from dataclasses import replace
from importlib import import_module
from pathlib import Path
from string import Formatter

import pytest

from kolopt.plan import file
from kolopt.report.language import CODES, language_of, terminal_language
from kolopt.report.sections import VIEWS, document
from kolopt.report.table import Table, Term, word
from kolopt.report.written import grid, written

SCENARIOS = Path(__file__).parents[3] / "scenarios"
PLANS = sorted(SCENARIOS.glob("*.plan.json"))


@pytest.fixture(scope="module", params=PLANS, ids=lambda path: path.name.removesuffix(".plan.json"))
def shipped(request):
    return file.load(request.param)


def catalogue(code):
    return import_module(f"kolopt.report.words.{code}").WORDS


def places(sentence):
    return sorted(name for _, name, _, _ in Formatter().parse(sentence) if name is not None)


def test_all_languages_know_the_same_words_with_the_same_places():
    english = catalogue("en")
    for code in CODES:
        words = catalogue(code)
        assert list(words) == list(english)
        assert {key: places(text) for key, text in words.items()} == {
            key: places(text) for key, text in english.items()
        }
        assert all(text.strip() for text in words.values())


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("view", VIEWS)
def test_every_term_of_every_shipped_plan_has_a_word(shipped, code, view):
    language = language_of(shipped, code)
    for section in document(shipped, language, view).sections:
        assert written(section.title, language)
        for table in section.tables:
            assert written(table.title, language)
            shown = grid(table, language)
            assert all(shown.headings)
            assert all(row[0] for row in shown.body())


def test_a_missing_word_is_an_error(shipped):
    language = language_of(shipped, "en")
    with pytest.raises(KeyError):
        language.word(word("no-such-word"))
    with pytest.raises(KeyError):
        language.word(Term("tier", "no-such-tier"))


def test_chinese_tiers_always_show_their_follower_bounds(shipped):
    language = language_of(shipped, "zh")
    for tier, bounds in shipped.basis.tiers.items():
        assert language.word(Term("tier", tier)).endswith(f"({bounds})")
    assert language.word(Term("tier", "nano")) == "素人 (1,000–9,999)"
    assert language.word(Term("offer", "nano-picture-adjacent")) == "素人 (1,000–9,999) · 图文 · 泛类"


def test_the_terminal_writes_ids_and_never_loads_chinese(shipped):
    language = terminal_language()
    assert language.word(Term("tier", "nano")) == "nano"
    assert language.word(Term("offer", "nano-picture-adjacent")) == "nano-picture-adjacent"


def test_names_from_files_cannot_steer_a_terminal(shipped):
    language = replace(language_of(shipped, "en"), names={"tier": {"nano": "\x1b[31mred\u202e"}})
    assert written(Term("tier", "nano"), language) == "\\x1b[31mred\\u202e"


def test_a_table_refuses_ragged_rows():
    with pytest.raises(ValueError, match="one cell for each heading"):
        Table("x", word("all"), (word("all"),), (("a", "b"),))


def test_a_client_sees_no_confidential_table(shipped):
    shown = document(shipped, language_of(shipped, "en"), "client")
    assert not any(table.confidential for section in shown.sections for table in section.tables)
