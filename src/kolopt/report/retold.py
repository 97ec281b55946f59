"""Sentences that a plan file holds in English, told in the report's language with the same figures.

Lints, notices and what stocks mean are worded where they are found and kept in the plan. Each kind of
sentence has a form in the words of every language (``lint-single-tier``); the English one says where
the figures and names of a sentence stand, the other language where they go. What fits no form, a
planner's own reason for instance, stays as it is.
"""

from __future__ import annotations

import re
from collections import ChainMap
from functools import cache
from string import Formatter
from typing import TYPE_CHECKING

from kolopt.report.plain import plain_text
from kolopt.report.words.en import WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kolopt.report.language import Language
    from kolopt.report.table import TermKind

_KINDS: dict[str, tuple[TermKind, ...]] = {
    "bought": ("tier", "offer"),
    "counts": ("phase",),
    "festivals": (),
    "goal": ("goal",),
    "goals": ("goal",),
    "kpis": ("kpi",),
    "larger": ("tier",),
    "offer": ("offer",),
    "phase": ("phase",),
    "phases": ("phase",),
    "smaller": ("tier",),
    "tier": ("tier",),
    "tiers": ("tier",),
    "unit": ("unit",),
}
"""Place of a form → what the names that stand there may be names of."""

_SHARES = ("score", "share")
"""Places of shares, which may be words as well: ``under 0.1 %``."""
_BETWEEN = re.compile(r", | and | \+ ")
_COUNT = re.compile(r"(?P<count>[\d,]+) in (?P<phase>.+)")


def retold(text: str, forms: str, language: Language) -> str:
    """A sentence of a plan file in the report's language.

    Args:
        text: as the plan holds it.
        forms: how the ids of the forms begin that it may have: ``lint-single-tier``.
        language: of the report.
    """
    if language.code == "en":
        return plain_text(text)
    for form in WORDS:
        if form.startswith(forms) and (found := _pattern(form).fullmatch(text)):
            return language.say(form, **_told(found.groupdict(), language))
    return plain_text(language.text(text))


@cache
def _pattern(form: str) -> re.Pattern[str]:
    """The English form as a pattern whose groups are its places."""
    parts: list[str] = []
    seen: list[str] = []
    for literal, place, _, _ in Formatter().parse(WORDS[form]):
        parts.append(re.escape(literal))
        if place is not None:
            parts.append(f"(?P={place})" if place in seen else f"(?P<{place}>.+?)")
            seen.append(place)
    return re.compile("".join(parts), re.DOTALL)


def _told(values: Mapping[str, str], language: Language) -> dict[str, str]:
    return {place: plain_text(_named(place, text, language)) for place, text in values.items()}


def _named(place: str, text: str, language: Language) -> str:
    """Ids and lists of ids by their names, figures as they are."""
    if place in _SHARES:
        return retold(text, "share-", language)
    if place not in _KINDS or language.names is None:
        return text
    names = ChainMap(*(language.names[kind] for kind in _KINDS[place]))

    def told(part: str) -> str:
        counted = _COUNT.fullmatch(part)
        if counted is None:
            return names.get(part, part)
        return f"{names.get(counted['phase'], counted['phase'])} {counted['count']}"

    return language.say("between-items").join(map(told, _BETWEEN.split(text)))
