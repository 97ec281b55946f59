"""Applying changes to a merged tree, and recording them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kolopt.diagnostics import Diagnostic, did_you_mean, refuse
from kolopt.errors import InvalidInputError
from kolopt.scenario.arithmetic import changed, changed_text, rule_numbers
from kolopt.scenario.compose import SHORTHAND, canonical, overlay
from kolopt.scenario.nodes import Mapping, Node, Path, Scalar, descend, flow_text, put
from kolopt.scenario.patch import FORM, Operator, Patch
from kolopt.scenario.shape import fields, is_list, is_table, shape_at
from kolopt.scenario.sources import STRUCTURE

if TYPE_CHECKING:
    from collections.abc import Sequence

CODES = {
    "unknown-path": "an override changes a value that does not exist",
    "fixed-path": "an override changes what a file is or builds on, or takes a record's id away",
    "not-a-number": "an override scales or shifts something that is no number",
    "no-such-number": "an override changes a number that a rule does not have",
    "overlapping-overrides": "two overrides change the same value",
}
"""Diagnostic codes of this module."""


@dataclass(frozen=True, slots=True)
class Override:
    """One change that was applied, as a plan records it.

    Attributes:
        path: dotted.
        operator, value: as written.
        before, after: the value as one-line YAML, None where there was or is none.
    """

    path: str
    operator: Operator
    value: str
    before: str | None
    after: str | None


def apply(tree: Mapping, patches: Sequence[Patch]) -> tuple[Mapping, tuple[Override, ...]]:
    """Apply changes to a merged tree; their order does not matter, since no two may overlap.

    Returns:
        The new tree in canonical form, and what was changed.

    Raises:
        InvalidInputError: every change that cannot be made.
    """
    findings = _overlaps(patches)
    overrides = []
    for patch in patches:
        try:
            tree, override = _apply(tree, patch)
            overrides.append(override)
        except InvalidInputError as error:
            findings.extend(error.diagnostics)
    tree = canonical(tree, findings)
    if findings:
        raise InvalidInputError(findings)
    return tree, tuple(overrides)


def _target(patch: Patch) -> Path:
    """The leaf that a change acts on: a bare goal value is its weight, a rule's number is its text."""
    path = patch.path
    if len(path) == 2 and path[0] == "goals" and not (isinstance(patch.value, Mapping) or _removes(patch)):
        return (*path, SHORTHAND["goals"])
    if _in_rule(path):
        return ("rules", path[1], "rule", *path[2:])
    return path


def _in_rule(path: Path) -> bool:
    return len(path) in (3, 4) and path[0] == "rules" and path[2] == "number"


def _removes(patch: Patch) -> bool:
    return patch.operator == "=" and isinstance(patch.value, Scalar) and patch.value.is_null


def _overlaps(patches: Sequence[Patch]) -> list[Diagnostic]:
    found = []
    targets = [_target(patch) for patch in patches]
    for later, patch in enumerate(patches):
        for earlier in range(later):
            one, other = targets[earlier], targets[later]
            if one[: len(other)] == other[: len(one)]:
                message = (
                    f"`{'.'.join(patch.path)}` and `{'.'.join(patches[earlier].path)}` change the same value"
                )
                found.append(
                    Diagnostic("overlapping-overrides", message, at=patch.at, hint="keep one of them")
                )
    return found


def _apply(tree: Mapping, patch: Patch) -> tuple[Mapping, Override]:
    dotted = ".".join(patch.path)
    if patch.path[0] in STRUCTURE:
        message = f"`{patch.path[0]}` says how the files hang together and cannot be overridden"
        refuse("fixed-path", message, patch.at, "write a scenario that extends this one")
    path = _target(patch)
    if _in_rule(patch.path):
        return _apply_to_rule(tree, patch, dotted)
    _check_path(tree, path, patch)
    before = _stated(tree, path)
    after = _changed(before, patch, dotted)
    override = Override(dotted, patch.operator, flow_text(patch.value), _shown(before), _shown(after))
    return put(tree, path, after, patch.at), override


def _stated(tree: Mapping, path: Path) -> Node | None:
    """What stands at a path; of a record in a list, its key is its id."""
    found = descend(tree, path[:-1] if _names_record(path) else path)
    if found is None:
        return None
    return found[0] if _names_record(path) else found[1]


def _names_record(path: Path) -> bool:
    return path[-1] == "id" and len(path) > 1 and is_list(shape_at(path[:-2]))


def _changed(before: Node | None, patch: Patch, dotted: str) -> Node | None:
    if patch.operator == "=":
        if isinstance(patch.value, Mapping):
            return overlay(Mapping((), patch.value.at), patch.value)
        return None if _removes(patch) else patch.value
    if before is None:
        refuse(
            "not-a-number",
            f"`{dotted}` is not stated, so there is no number to change",
            patch.at,
            "set it with =",
        )
    try:
        return changed(before, patch.operator, flow_text(patch.value), patch.at)
    except ValueError as error:
        refuse("not-a-number", f"`{dotted}`: {error}", patch.at, FORM)


def _shown(node: Node | None) -> str | None:
    return None if node is None else flow_text(node)


def _check_path(tree: Mapping, path: Path, patch: Patch) -> None:
    """Refuse a path that neither stands in the tree nor may be added to it.

    The keys of a record may be added, and an id where the path ends; an id in the middle of a
    path must exist, since a misspelt one would make a new record.
    """
    if _names_record(path) and _removes(patch):
        record = ".".join(path[:-1])
        hint = f"set another, or `{record}=null` to remove `{record}`"
        refuse("fixed-path", f"`{record}` cannot be without an id", patch.at, hint)
    node: Node | None = tree
    for number, key in enumerate(path):
        below = node.get(key) if isinstance(node, Mapping) else None
        last = number == len(path) - 1
        if below is None and (node is None or isinstance(node, Mapping)):
            shape = shape_at(path[:number])
            addable = key in fields(shape) or (is_table(shape) and last)
            if not addable or (last and _removes(patch)):
                _refuse_path(path[: number + 1], node, patch)
        elif below is None:
            parent = ".".join(path[:number])
            refuse(
                "unknown-path",
                f"`{parent}` is one value, without parts",
                patch.at,
                f"set `{parent}` as a whole",
            )
        node = below


def _refuse_path(path: Path, node: Node | None, patch: Patch) -> None:
    parent = ".".join(path[:-1]) or "the scenario"
    known = dict.fromkeys((*(node.keys() if isinstance(node, Mapping) else ()), *fields(shape_at(path[:-1]))))
    hint = did_you_mean(path[-1], known) or "`kolopt trace` lists the paths of a scenario"
    refuse("unknown-path", f"{parent} has no `{path[-1]}`", patch.at, hint)


def _apply_to_rule(tree: Mapping, patch: Patch, dotted: str) -> tuple[Mapping, Override]:
    """Change number k of a rule's text; k may be left out where there is one number."""
    path = ("rules", patch.path[1], "rule")
    found = descend(tree, path)
    if found is None or not isinstance(found[1], Scalar):
        _check_path(tree, path, patch)
        refuse(
            "unknown-path", f"`{'.'.join(path)}` is not stated", patch.at, "`kolopt trace` lists the paths"
        )
    rule = found[1].text
    start, end = _span(rule, patch)
    before, amount = rule[start:end], flow_text(patch.value)
    if before.startswith("$"):
        hint = f"set parameters.{before[1:]} instead"
        refuse("no-such-number", f"`{dotted}` is the parameter {before}", patch.at, hint)
    try:
        after = amount if patch.operator == "=" else changed_text(before, patch.operator, amount)
        changed_text(after, "*=", "1")
    except ValueError as error:
        refuse("not-a-number", f"`{dotted}`: {error}", patch.at, FORM)
    text = Scalar(rule[:start] + after + rule[end:], patch.at, quoted=True)
    return put(tree, path, text, patch.at), Override(dotted, patch.operator, amount, before, after)


def _span(rule: str, patch: Patch) -> tuple[int, int]:
    spans = rule_numbers(rule)
    numbers = ", ".join(f"{k}: {rule[start:end]}" for k, (start, end) in enumerate(spans, 1)) or "none"
    chosen = patch.path[3] if len(patch.path) == 4 else "1" if len(spans) == 1 else ""
    if not (chosen.isdecimal() and 1 <= int(chosen) <= len(spans)):
        message = f"`{rule}` has no single number `{'.'.join(patch.path[2:])}`"
        refuse("no-such-number", message, patch.at, f"its numbers are {numbers}")
    return spans[int(chosen) - 1]
