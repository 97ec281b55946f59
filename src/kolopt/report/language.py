"""The language of a report: its own words from a catalogue, names from the scenario and its market."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Literal, get_args

from kolopt.report.figures import CHINESE_SCALES, ENGLISH_SCALES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kolopt.plan.record import Plan
    from kolopt.report.table import Term, TermKind
    from kolopt.scenario.catalogue import Offer
    from kolopt.scenario.quantities import Label
    from kolopt.scenario.schema import Phase, Scenario

Code = Literal["en", "zh"]
CODES: tuple[Code, ...] = get_args(Code)
"""Languages that reports are written in."""

Names = dict["TermKind", dict[str, str]]
"""Kind of a term → its id → its name."""


@dataclass(frozen=True, slots=True)
class Language:
    """How a report names and says things.

    Attributes:
        code: ``en`` or ``zh``.
        words: id → word or sentence, the whole catalogue of the language.
        names: names of tiers, phases, goals, …; None shows their ids, as scenario files write them.
        texts: texts of the inputs → the same in this language, where they are stated in it.
        scales: numbers from which a large figure is shortened, falling, and what stands for each.
    """

    code: Code
    words: Mapping[str, str]
    names: Names | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    scales: tuple[tuple[int, str], ...] = ENGLISH_SCALES

    def word(self, term: Term) -> str:
        """The word or name of a term.

        Raises:
            KeyError: the language does not know it; a defect.
        """
        if term.kind == "word":
            return self.words[term.id]
        if self.names is None:
            return term.id
        if term.kind == "scope":
            phases = {**self.names["phase"], "campaign": self.words["campaign"]}
            return " + ".join(phases.get(part, part) for part in term.id.split("+"))
        return self.names[term.kind][term.id]

    def joined(self, *sentences: str) -> str:
        """Sentences one after the other."""
        return ("" if self.code == "zh" else " ").join(sentence for sentence in sentences if sentence)

    def text(self, stated: str) -> str:
        """A text of the scenario or its market, in this language where it is stated in it."""
        return self.texts.get(stated, stated)

    def say(self, sentence: str, **values: str) -> str:
        """A sentence of the catalogue with its places filled.

        Raises:
            KeyError: the language does not know it, or a place has no value; a defect.
        """
        return self.words[sentence].format(**values)


def terminal_language() -> Language:
    """English with ids: what a planner reads beside the scenario file."""
    return Language("en", _words("en"))


def language_of(plan: Plan, code: Code) -> Language:
    """A language with the names that a plan's own inputs give.

    A name that they state in English only is shown in English; what has no name is shown by its id.

    Args:
        plan: an audited plan.
        code: which language.
    """
    from kolopt.scenario.load import from_document

    scenario = from_document(plan.document(), path=plan.scenario.path).scenario
    words = _words(code)
    if code == "en":
        return Language(code, words, _names(scenario, plan, code, words, {}))
    texts = dict(_translations(plan.inputs))
    return Language(code, words, _names(scenario, plan, code, words, texts), texts, CHINESE_SCALES)


def _words(code: Code) -> Mapping[str, str]:
    # One module per language, so that a terminal does not load Chinese.
    words: Mapping[str, str] = import_module(f"kolopt.report.words.{code}").WORDS
    return words


def _label(label: Label, code: Code) -> str:
    return label.zh if code == "zh" and label.zh else label.en


def _names(
    scenario: Scenario, plan: Plan, code: Code, words: Mapping[str, str], texts: Mapping[str, str]
) -> Names:
    def labelled(section: str) -> dict[str, str]:
        return {name: _label(record.name, code) for name, record in getattr(scenario, section).items()}

    kinds = {kind: words[f"kind-{kind}"] for kind in ("media", "owned")}
    tiers = labelled("tiers")
    if code == "zh":
        tiers = {tier: f"{name} ({plan.basis.tiers[tier]})" for tier, name in tiers.items()}
    names: Names = {
        "market": {scenario.market: _label(scenario.title, code) if scenario.title else scenario.market},
        "tier": tiers | kinds,
        "format": labelled("formats"),
        "fit": labelled("fits"),
        "deal": labelled("deals"),
        "goal": labelled("goals"),
        "kpi": labelled("kpis"),
        "phase": _phases(scenario, code),
        "cost_line": {
            key.removeprefix("cost-line-"): word
            for key, word in words.items()
            if key.startswith("cost-line-")
        },
        "payee": {payee: texts.get(payee, payee) for payee in _payees(scenario, plan)}
        | {"internal": words["payee-internal"]},
        "unit": {kpi.name.en.lower(): _label(kpi.name, code) for kpi in scenario.kpis.values()},
        "fixed_cost": {
            name: _label(cost.name, code) if cost.name else name
            for name, cost in scenario.fixed_costs.items()
        },
    }
    return names | {"offer": _offers(scenario, names, code)}


def _payees(scenario: Scenario, plan: Plan) -> tuple[str, ...]:
    """Everybody who is paid; whom only a ledger names goes by that name in every language."""
    stated = (*scenario.payees.values(), *(cost.payee for cost in scenario.fixed_costs.values()))
    return (*stated, *plan.spend.by_payee)


def _phases(scenario: Scenario, code: Code) -> dict[str, str]:
    of_kind = Counter(phase.kind for phase in scenario.phases)

    def name(phase: Phase) -> str:
        if phase.name is not None:
            return _label(phase.name, code)
        kind = _label(scenario.phase_kinds[phase.kind].name, code)
        return kind if of_kind[phase.kind] == 1 else f"{kind} {phase.id}"

    return {phase.id: name(phase) for phase in scenario.phases}


def _offers(scenario: Scenario, names: Names, code: Code) -> dict[str, str]:
    from kolopt.scenario.catalogue import catalogue

    def name(offer: Offer) -> str:
        if offer.spec is not None and offer.spec.name is not None:
            return _label(offer.spec.name, code)
        if offer.spec is not None:
            return offer.id
        told = [names["format"][offer.format]]
        told += [names["fit"][offer.fit]] if offer.fit != "specialist" else []
        told += [names["deal"][offer.deal]] if offer.deal != "paid" else []
        return " · ".join((names["tier"][offer.tier], *told))

    return {offer.id: name(offer) for offer in catalogue(scenario)}


def _translations(value: object) -> Iterator[tuple[str, str]]:
    """Every text of a document that is stated as ``{en: …, zh: …}``."""
    if isinstance(value, dict):
        if isinstance(value.get("en"), str) and isinstance(value.get("zh"), str):
            yield value["en"], value["zh"]
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _translations(item)
