"""The words and tables of a comparison, from records alone."""

import pytest

from kolopt.explore.compare import Column, Comparison, Move
from kolopt.explore.regret import Cell, LeastRegret, Regret
from kolopt.report.comparison import comparison_json, render_comparison
from kolopt.report.comparison_tables import regret_grid
from kolopt.report.comparison_words import regret_sentences, sentence
from kolopt.scenario.difference import Change

TABLE = Regret(
    "points",
    ("base", "cut"),
    ((Cell(0.0, ()), Cell(0.4, ("budget", "team in burst"))), (Cell(1.25, ()), Cell(0.0, ()))),
    (None, 1.25),
    "cut",
)


def test_a_column_is_told_in_one_sentence(example):
    first = Column("base", "solved", example())
    changes = tuple(Change(f"p{k}", "1.2M", None if k else "x" * 60) for k in range(5))
    moved = (Move("micro", "test", -2, -500_00), Move("mid", "burst", 1, 12_000_00))
    told = sentence(Column("cut", "solved", example(), changed=changes, moved=moved), first)
    assert told.startswith(f"cut: p0 1,200,000 → {'x' * 39}…, p1 1,200,000 → (none), ")
    assert "and 2 more." in told
    assert "Score +0.00, spend unchanged." in told
    assert "Most moved: −2 micro in test, +1 mid in burst." in told
    assert sentence(first, first) == "base: as stated."


@pytest.mark.parametrize(
    ("loss", "broken", "words"),
    [
        (2.5, ("a",), "2.50 points worse than the best plan. Breaks a."),
        (2.5, (), "2.50 points worse than the best plan. Keeps every rule."),
        (0.0, (), "As good as the best plan."),
        (-1.0, tuple("abcdef"), "1.00 points better than the best plan. Breaks a, b, c, d and 2 more."),
        (None, ("a",), "Breaks a."),
    ],
)
def test_what_a_habit_loses_or_breaks(example, loss, broken, words):
    first = Column("best", "solved", example())
    assert words in sentence(Column("habit", "habit", example(), loss=loss, broken=broken), first)


def test_a_column_without_a_plan_gives_its_reason(example):
    column = Column(
        "poor", "solved", None, failure="no plan can meet the rules\n  more", changed=(Change("a", "1", "2"),)
    )
    assert (
        sentence(column, Column("base", "solved", example())) == "poor: a 1 → 2. no plan can meet the rules."
    )


def test_regrets_mark_broken_rules_and_name_the_least(example):
    assert regret_grid(TABLE).rows == (
        ("base", "0.00", "✗ budget +1", "–"),
        ("cut", "1.25", "0.00", "1.25"),
    )
    columns = (Column("base", "solved", example()), Column("cut", "solved", example()))
    (told,) = regret_sentences(Comparison(columns, TABLE))
    assert told == "Least regret of these plans: cut, at worst 1.25 points."
    found = LeastRegret({}, (1.0, 0.5), 1.0, 0.9999, True)
    *_, told = regret_sentences(Comparison(columns, TABLE, found, compromised=True))
    assert "at worst 1.00 points (base 1.00, cut 0.50)" in told
    assert "below 0.99." in told
    *_, told = regret_sentences(Comparison(columns, TABLE, None, compromised=True))
    assert told.startswith("No plan keeps the hard rules of all cases")


def test_the_page_fits_its_width_and_prints_no_control_characters(example):
    columns = tuple(Column(f"case-{k}\x1b[31m", "solved", example()) for k in range(7))
    text = render_comparison(Comparison(columns), "title\x07", 80)
    assert max(map(len, text.splitlines())) <= 80
    assert "\x1b" not in text
    assert "\x07" not in text


def test_no_plan_at_all_is_still_a_page():
    text = render_comparison(Comparison((Column("a", "solved", None, failure="no plan"),)), "t")
    assert "a: no plan." in text


def test_figures_that_no_solve_chose_carry_no_certificate(example):
    columns = (Column("best", "solved", example()), Column("habit", "habit", example()))
    best, habit = comparison_json(Comparison(columns))["columns"]
    assert best["certificate"] is not None
    assert habit["certificate"] is None
    assert habit["score"] == best["score"]
