"""The door to the rules: every rule of a scenario, its market's and the derived ones, in one order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kolopt.diagnostics import Diagnostic, raise_errors
from kolopt.errors import InvalidInputError
from kolopt.rules.build import build
from kolopt.rules.derived import Derived, derive
from kolopt.rules.faults import RuleTextError, diagnostic
from kolopt.rules.figures import Context
from kolopt.rules.names import Names, names_of, resolve_alias
from kolopt.rules.parse import parse_text
from kolopt.rules.soft import soft_price
from kolopt.rules.tree import Origin, Rule
from kolopt.scenario.market_schema import RuleSpec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kolopt.diagnostics import Position
    from kolopt.scenario.load import Case

CODES = {"duplicate-rule": "two rules have one id, one of them derived from another field"}
"""Codes of the findings made here, and what they mean."""


def parse_rule(
    name: str, spec: RuleSpec, names: Names, *, at: Position | None = None, origin: Origin = "scenario"
) -> Rule:
    """One rule from its record.

    Args:
        name: the rule's id.
        spec: text, price and reason.
        names: what the names in the text mean.
        at: where the first character of the text stands.
        origin: who states the rule.

    Raises:
        InvalidInputError: with one finding: what is wrong, where, and what would be right.
    """
    return _read(name, spec, Context(spec.rule, names), at, origin)


def read_rules(case: Case) -> tuple[Rule, ...]:
    """All rules sorted by id: the market's, the scenario's and the derived ones.

    Raises:
        InvalidInputError: with the findings of all rules.
    """
    scenario = case.scenario
    found: list[Diagnostic] = []
    names = _with_aliases(names_of(scenario, case.parameters), case, found)
    rules: dict[str, Rule] = {}
    for derived in derive(scenario, names.offers.values()):
        if derived.id in rules:
            found.append(_duplicate(derived.id, case.position(tuple(derived.origin.split(".")))))
        rules[derived.id] = _read_derived(derived, names, case.document)
    for name, spec in scenario.rules.items():
        at = case.position(("rules", name, "rule")) or case.position(("rules", name))
        if name in rules:
            found.append(_duplicate(name, at))
            continue
        origin: Origin = "market" if case.origin(("rules", name)) == "market" else "scenario"
        try:
            rules[name] = parse_rule(name, spec, names, at=at, origin=origin)
        except InvalidInputError as error:
            found.extend(error.diagnostics)
    raise_errors(found)
    return tuple(rules[name] for name in sorted(rules))


def names_in(case: Case) -> Names:
    """What names mean in a case, the market's aliases included.

    Raises:
        InvalidInputError: an alias is no selection.
    """
    found: list[Diagnostic] = []
    names = _with_aliases(names_of(case.scenario, case.parameters), case, found)
    raise_errors(found)
    return names


def _duplicate(name: str, at: Position | None) -> Diagnostic:
    hint = "choose another id; what a derived rule bounds is changed in its own field"
    return Diagnostic("duplicate-rule", f"`{name}` is the id of a derived rule already", at=at, hint=hint)


def _with_aliases(names: Names, case: Case, found: list[Diagnostic]) -> Names:
    """The names with the market's aliases; those that are no selection are added to the findings."""
    aliases: dict[str, frozenset[str]] = {}
    for alias, selection in case.scenario.aliases.items():
        try:
            aliases[alias] = resolve_alias(names, selection)
        except RuleTextError as fault:
            at = case.position(("aliases", alias))
            found.append(diagnostic(fault, f"alias `{alias}`", selection, at))
    return replace(names, labels={**names.labels, **aliases})


def _read_derived(derived: Derived, names: Names, document: Mapping[str, Any]) -> Rule:
    spec = RuleSpec.model_construct(rule=derived.text, why=derived.why)
    origin = _written_path(document, derived.origin)
    context = Context(spec.rule, names, any_kind=True, origin=origin, assumed=derived.assumed)
    return _read(derived.id, spec, context, None, "derived")


def _written_path(document: Mapping[str, Any], dotted: str) -> str:
    """The path under which a value can be overridden: ``available: 8`` stands for ``available.phase``."""
    node: Any = document
    keys = dotted.split(".")
    for depth, key in enumerate(keys, 1):
        if isinstance(node, list):
            node = next((item for item in node if item["id"] == key), None)
        else:
            node = node.get(key)
        if not isinstance(node, (list, dict)):
            return ".".join(keys[:depth])
    return dotted


def _read(name: str, spec: RuleSpec, context: Context, at: Position | None, origin: Origin) -> Rule:
    try:
        body, scope, numbers = build(parse_text(spec.rule), context)
        soft = None if spec.soft is None else soft_price(spec.soft, body)
    except RuleTextError as fault:
        raise InvalidInputError([diagnostic(fault, f"rule `{name}`", spec.rule, at)]) from None
    return Rule(
        id=name,
        text=spec.rule,
        body=body,
        scope=scope,
        soft=soft,
        why=spec.why or "",
        negotiable=spec.negotiable,
        numbers=numbers,
        origin=origin,
        assumed=spec.status == "assumption" or any(number.assumed for number in numbers),
        at=at,
    )
