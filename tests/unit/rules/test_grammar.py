"""The kept parser tables are those of the grammar."""

import json
from importlib.resources import files

import pytest

from kolopt.rules import grammar

KEPT = files("kolopt.rules").joinpath("grammar.tables.json")


class Automaton:
    """The tables in a file's text, whatever the numbers of their states, tokens and rules."""

    def __init__(self, text):
        tables = json.loads(text)["tables"]
        self._shared = tables["memo"]
        self._lexer = tables["data"]["parser"]["lexer_conf"]
        self._table = tables["data"]["parser"]["parser"]

    @property
    def terminals(self):
        """Terminals in the lexer's order."""
        return [self._shared[str(item["@"])] for item in self._lexer["terminals"]]

    @property
    def starts(self):
        """The state in which each kind of sentence starts and ends."""
        return {
            name: (self._table["start_states"][name], end) for name, end in self._table["end_states"].items()
        }

    def moves(self, state):
        """Token → the next state, or the rule that is complete."""
        found = {}
        for number, (reduces, target) in self._table["states"][str(state)].items():
            token = self._table["tokens"][number]
            found[token] = self._shared[str(target["@"])] if reduces else target
        return found


def test_the_kept_tables_are_those_of_the_grammar():
    kept = Automaton(KEPT.read_text(encoding="utf-8"))
    made = Automaton(grammar.tables_text())
    assert kept.terminals == made.terminals, "python -m kolopt.rules.grammar"
    same = {}
    waiting = [
        pair for name in made.starts for pair in zip(kept.starts[name], made.starts[name], strict=True)
    ]
    while waiting:
        one, other = waiting.pop()
        if one in same:
            assert same[one] == other
            continue
        same[one] = other
        moves, expected = kept.moves(one), made.moves(other)
        assert moves.keys() == expected.keys()
        for token, target in moves.items():
            if isinstance(target, int):
                waiting.append((target, expected[token]))
            else:
                assert target == expected[token]
    assert len(same) > 40


def test_the_kept_tables_are_the_ones_in_use(monkeypatch):
    def made():
        raise AssertionError("python -m kolopt.rules.grammar")

    monkeypatch.setattr(grammar, "_made", made)
    assert grammar.parser.__wrapped__().parse("units(micro) >= 15 in each phase", start="rule").data == "rule"


@pytest.mark.parametrize("stale", [True, False])
def test_tables_of_another_grammar_and_missing_ones_are_worked_out(stale, tmp_path, monkeypatch):
    text = files("kolopt.rules").joinpath("grammar.lark").read_text(encoding="utf-8")
    (tmp_path / "grammar.lark").write_text(text.replace('"between"', '"amid"'), encoding="utf-8")
    if stale:
        (tmp_path / KEPT.name).write_text(KEPT.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(grammar, "files", lambda _: tmp_path)
    assert (
        grammar.parser.__wrapped__().parse("units(micro) amid 3 and 5 in each phase", start="rule").data
        == "rule"
    )
