"""Text to syntax tree, by an LALR grammar; what is no sentence is refused with what would be one."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from lark import Transformer, v_args
from lark.exceptions import UnexpectedInput
from lark.lexer import Token

from kolopt.rules.faults import RuleTextError
from kolopt.rules.grammar import parser
from kolopt.rules.syntax import (
    Atom,
    Between,
    Bound,
    Call,
    Figure,
    NoneOr,
    Relation,
    RulePhrase,
    ScopePhrase,
    Selection,
    Side,
    Statement,
    TermPhrase,
    Word,
)
from kolopt.rules.syntax_faults import explain

if TYPE_CHECKING:
    from lark.tree import Meta

LONGEST_RULE = 4000
"""Characters; a longer text is a mistake."""


@v_args(inline=True)
class _Reader(Transformer[Token, Any]):
    """Turns lark's tree into the syntax tree, bottom up."""

    def _word(self, token: Token) -> Word:
        return Word(str(token), cast("int", token.start_pos), cast("int", token.end_pos))

    def COMPARATOR(self, token: Token) -> Word:  # noqa: N802 (named after the terminal)
        return self._word(token)

    def NAME(self, token: Token) -> Word:  # noqa: N802 (named after the terminal)
        return self._word(token)

    def rule(self, condition: Statement | None, statement: Statement) -> RulePhrase:
        return RulePhrase(condition, statement)

    def statement(self, left: Side, relation: Relation, scope: ScopePhrase | None = None) -> Statement:
        return Statement(left, relation, scope)

    def bound(self, sign: Word, side: Side) -> Bound:
        return Bound(sign, side)

    def between(self, low: Side, high: Side) -> Between:
        return Between(low, high)

    def none_or(self, zero: Atom, sign: Word, least: Atom) -> NoneOr:
        return NoneOr(zero, sign, least)

    def DATE(self, token: Token) -> Word:  # noqa: N802 (named after the terminal)
        return self._word(token)

    @v_args(meta=True)
    def each_phase(self, meta: Meta, _: list[Any]) -> ScopePhrase:
        return ScopePhrase("each phase", meta.start_pos, meta.end_pos)

    @v_args(meta=True)
    def each_month(self, meta: Meta, _: list[Any]) -> ScopePhrase:
        return ScopePhrase("each month", meta.start_pos, meta.end_pos)

    @v_args(meta=True)
    def whole_campaign(self, meta: Meta, _: list[Any]) -> ScopePhrase:
        return ScopePhrase("campaign", meta.start_pos, meta.end_pos)

    @v_args(meta=True)
    def named(self, meta: Meta, groups: list[tuple[Word, ...]]) -> ScopePhrase:
        return ScopePhrase("named", meta.start_pos, meta.end_pos, tuple(groups))

    def group(self, *places: Word) -> tuple[Word, ...]:
        return places

    def side(self, *terms: TermPhrase) -> Side:
        return terms

    def term(self, left: Atom, operator: Token | None = None, right: Atom | None = None) -> TermPhrase:
        return TermPhrase(left, "" if operator is None else "*" if operator == "*" else "of", right)

    def figure(self, token: Token) -> Figure:
        word = self._word(token)
        return Figure(word.text, word.start, word.end)

    @v_args(meta=True, inline=True)
    def call(self, meta: Meta, name: Word, selection: Selection | None) -> Call:
        return Call(name, selection, meta.start_pos, meta.end_pos)

    def selection(self, *parts: tuple[Word, ...]) -> Selection:
        return parts

    def both(self, *names: Word) -> tuple[Word, ...]:
        return names


def _parse(text: str, start: str) -> Any:
    if len(text) > LONGEST_RULE:
        raise RuleTextError("rule-syntax", f"{len(text)} characters are too long", f"at most {LONGEST_RULE}")
    try:
        tree = parser().parse(text, start=start)
    except UnexpectedInput as error:
        raise explain(text, _place(text, error), _expected(text, start)) from None
    return _Reader().transform(tree)


@lru_cache(maxsize=1024)
def parse_text(text: str) -> RulePhrase:
    """The syntax tree of a rule; the same text is parsed once, since plan, audit and what-ifs share most.

    Raises:
        RuleTextError: the text is not a sentence of the language.
    """
    return cast("RulePhrase", _parse(text, "rule"))


def parse_selection(text: str) -> Selection:
    """The syntax tree of a selection: ``nano, micro & video``.

    Raises:
        RuleTextError: the text is not a selection.
    """
    return cast("Selection", _parse(text, "selection"))


def _place(text: str, error: UnexpectedInput) -> int:
    """Index of the first character that does not fit; the text's length when it stops too early."""
    token = getattr(error, "token", None)
    if token is not None and token.type == "$END":
        return len(text)
    return cast("int", error.pos_in_stream)


def _expected(text: str, start: str) -> tuple[str, ...]:
    """Names of the terminals that could stand where the text goes wrong, in a fixed order."""
    state = parser().parse_interactive(text, start=start)
    with suppress(UnexpectedInput):
        state.exhaust_lexer()
    return tuple(sorted(state.accepts()))  # type: ignore[no-untyped-call]
