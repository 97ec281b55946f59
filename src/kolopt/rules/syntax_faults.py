"""Why a text is no sentence of the rule language, in a planner's words, and what would be one."""

from __future__ import annotations

import re

from kolopt.diagnostics import did_you_mean
from kolopt.rules.faults import RuleTextError

CODES = {
    "rule-syntax": "the text is not a sentence of the rule language",
    "rule-sign": "the text uses a sign that the rule language does not have",
}
"""Codes of the findings made here, and what they mean."""

_READABLE = {
    "NAME": "a name", "DATE": "a month such as 2027-05",
    "QUANTITY": "a number", "PARAMETER": "a $parameter", "COMPARATOR": "`>=`, `<=` or `=`",
    "RPAR": "`)`", "LPAR": "`(`", "COMMA": "`,`", "PLUS": "`+`", "TIMES": "`*`",
    "AMPERSAND": "`&`", "$END": "the end",
}  # fmt: skip

_FOREIGN: tuple[tuple[str, str, str], ...] = (
    (r"(?<==)[<>]", "the sign is turned round", "write `>=` or `<=`"),
    (r"[<>]\s+=", "a space splits the sign", "write `>=` or `<=`"),
    (r"<>|!=|≠", "`not equal` is not convex: the plans it allows fall into two parts", "for counts, "
     "`count(…) is 0 or >= K` exists"),
    (r"(?<==)=", "one `=` is enough", "write `=`"),
    (r"≥|＞=|>＝", "the sign is not known", "write `>=`"),
    (r"≤|＜=|<＝", "the sign is not known", "write `<=`"),
    (r"[<＜](?!=)", "`<` is not known, since whole counts need closed bounds", "write `<= N-1`"),
    (r"[>＞](?!=)", "`>` is not known, since whole counts need closed bounds", "write `>= N+1`"),
    (r"[-−]", "numbers are 0 or more and terms are only added", "move what is subtracted to the other side"),
    (r"[/÷]", "a ratio is not linear", "multiply it out: `spend <= 15 * engagements`"),
    (r"\*", "one factor and one measure make a term", "multiply the numbers out: `6 * count(macro)`"),
    (r"\(", "brackets only list what a measure selects", "write each term out"),
    (r"\|+|or\b", "`or` is not convex, so it is not known between statements",
     "for counts, `count(…) is 0 or >= K` exists; `,` unites selections"),
    (r"&&?|and\b", "`and` does not join statements", "write two rules; `&` intersects selections"),
    (r"[，（）＋＆＝×＊＄、]", "full-width signs are not known", "write the plain sign: `,` `(` `)` `+` …"),
)  # fmt: skip


def explain(text: str, at: int, expected: tuple[str, ...]) -> RuleTextError:
    """The fault where the text stops being a sentence.

    Args:
        text: the rule's text.
        at: index of the first character that does not fit; ``len(text)`` when more should follow.
        expected: the grammar's terminals that could stand there.
    """
    if not text.strip():
        return RuleTextError(
            "rule-syntax", "the text is empty", "write, say, `count(micro) >= 20 in each phase`"
        )
    if at >= len(text):
        at = len(text.rstrip()) - 1
        return RuleTextError(
            "rule-syntax", "the text stops too early", _one_of(expected), start=at, end=at + 1
        )
    for pattern, message, hint in _FOREIGN:
        if match := re.compile(pattern).match(text, at):
            hint = _closed(hint, text[match.end() :])
            return RuleTextError("rule-sign", message, hint, start=at, end=match.end())
    word = re.compile(r"[<>]=|[\w$-]+").match(text, at)
    found = word[0] if word else text[at]
    keywords = [name.lower() for name in expected if name not in _READABLE]
    close = did_you_mean(found, keywords)
    hint = close if close.startswith("did") else _one_of(expected)
    shown = found if found.isprintable() else ascii(found)[1:-1]
    return RuleTextError(
        "rule-syntax", f"`{shown}` is not expected here", hint, start=at, end=at + len(found)
    )


def _closed(hint: str, rest: str) -> str:
    """``write `<= N-1``` with the whole number that stands behind the sign, else the bare sign."""
    number = re.match(r"\s*(\d{1,9})(?![\d.,%％kKM万亿])", rest)
    if number is None:
        return hint.replace(" N-1", "").replace(" N+1", "")
    value = int(number[1])
    return hint.replace("N-1", str(max(value - 1, 0))).replace("N+1", str(value + 1))


def _one_of(expected: tuple[str, ...]) -> str:
    words = [_READABLE.get(name, f"`{name.lower()}`") for name in expected]
    return f"expected {' or '.join(words)}"
