"""What-if files: named variants of one scenario, each a set of changes; data like a scenario, and as safe."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kolopt.diagnostics import Diagnostic, did_you_mean, raise_errors
from kolopt.errors import InvalidInputError
from kolopt.scenario.characters import decode
from kolopt.scenario.load import load, with_patches
from kolopt.scenario.nodes import Mapping, Node, Scalar
from kolopt.scenario.patch import Patch, parse_patch, read_patch
from kolopt.scenario.quantities import ID_PATTERN
from kolopt.scenario.sources import Reading, check_kind, folder_of, read_bytes, resolve
from kolopt.scenario.text import parse

if TYPE_CHECKING:
    from collections.abc import Sequence as AnySequence

    from kolopt.scenario.load import Case

CODES = {
    "whatif-key": "a what-if file has a key that no what-if file has, or lacks one",
    "whatif-variant": "a variant's name or its changes are not written as such",
}
"""Diagnostic codes of this module."""

BASE = "base"
"""Name of the scenario itself beside its variants."""
_KEY = "kolopt_whatif"
_KEYS = (_KEY, "name", "scenario", "variants")
_CHANGES = "write dotted paths and values below it: tiers.micro.quote: {times: 1.3}"
_OPENING = re.compile(rb"""^[{\s]*["']?kolopt_whatif["']?\s*:""", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A scenario and its variants, all checked.

    Attributes:
        path: the what-if file as the user named it.
        name: what it asks, for people; "" when it has none.
        cases: name → case, :data:`BASE` first, then the variants in the order of the file.
    """

    path: str
    name: str
    cases: dict[str, Case]


def is_whatif(path: str) -> bool:
    """Whether a file says of itself that it is a what-if file; no for standard input.

    Raises:
        InvalidInputError: it cannot be read.
    """
    return path != "-" and _OPENING.search(read_bytes(path)) is not None


def load_whatif(path: str, overrides: AnySequence[str] = (), *, allow_outside: bool = False) -> WhatIf:
    """Read a what-if file and every variant that it names.

    Args:
        path: the what-if file.
        overrides: ``--set`` changes that hold in all variants; none may touch what a variant changes.
        allow_outside: whether ``scenario``, ``extends`` and ``market`` may leave the folder of their file.

    Raises:
        InvalidInputError: with every error found, of the file, its scenario and its variants.
    """
    findings: list[Diagnostic] = []
    root = _root(path, findings)
    reading = Reading(folder_of(path), allow_outside, findings)
    check_kind(root, _KEY, reading)
    _check_keys(root, findings)
    variants = _variants(root, findings)
    name = root.get("name")
    reference = root.get("scenario")
    if reference is None:
        raise InvalidInputError(findings)
    try:
        common = tuple(parse_patch(text) for text in overrides)
        scenario = load(resolve(reference, path, reading), allow_outside=allow_outside)
    except InvalidInputError as error:
        raise InvalidInputError([*findings, *error.diagnostics]) from None
    cases = _cases(scenario, common, variants, findings)
    raise_errors(findings)
    return WhatIf(path, name.text if isinstance(name, Scalar) else "", cases)


def _root(path: str, findings: list[Diagnostic]) -> Mapping:
    root, read_findings = parse(decode(read_bytes(path), path), path)
    findings.extend(read_findings)
    if not isinstance(root, Mapping):
        message = "the file holds no `key: value` lines"
        findings.append(Diagnostic("whatif-key", message, at=root.at, hint=f"start with `{_KEY}: 1`"))
        raise InvalidInputError(findings)
    return root


def _check_keys(root: Mapping, findings: list[Diagnostic]) -> None:
    for key, value in root.entries:
        if key.text not in _KEYS:
            hint = did_you_mean(key.text, _KEYS) or "what changes the scenario stands under a variant's name"
            message = f"a what-if file has no key `{key.text}`"
            findings.append(Diagnostic("whatif-key", message, at=key.at, hint=hint))
        elif key.text == "name" and not isinstance(value, Scalar):
            findings.append(Diagnostic("whatif-key", "a name is one text", at=value.at, hint="write a line"))
    for missing in ("scenario", "variants"):
        if root.get(missing) is None:
            example = "scenario: campaign.yaml" if missing == "scenario" else "variants: {dearer: {…}}"
            message = f"a what-if file needs `{missing}`"
            findings.append(Diagnostic("whatif-key", message, at=root.at, hint=f"add `{example}`"))


def _variants(root: Mapping, findings: list[Diagnostic]) -> dict[str, tuple[Patch, ...]]:
    node = root.get("variants")
    if node is None:
        return {}
    if not isinstance(node, Mapping) or not node.entries:
        findings.append(
            Diagnostic("whatif-variant", "there are no variants here", at=node.at, hint="write `name:` lines")
        )
        return {}
    return {key.text: _patches(key, value, findings) for key, value in node.entries}


def _patches(name: Scalar, changes: Node, findings: list[Diagnostic]) -> tuple[Patch, ...]:
    if not re.match(ID_PATTERN, name.text) or name.text == BASE:
        reason = "the scenario itself goes by that name" if name.text == BASE else "it is not an id"
        hint = "lower-case letters, digits, - and _, a letter first"
        message = f"`{name.text}` cannot name a variant: {reason}"
        findings.append(Diagnostic("whatif-variant", message, at=name.at, hint=hint))
    if not isinstance(changes, Mapping) or not changes.entries:
        message = f"`{name.text}` changes nothing"
        findings.append(Diagnostic("whatif-variant", message, at=name.at, hint=_CHANGES))
        return ()
    patches = []
    for path, value in changes.entries:
        try:
            patches.append(read_patch(path, value))
        except InvalidInputError as error:
            findings.extend(error.diagnostics)
    return tuple(patches)


def _cases(
    scenario: Case,
    common: tuple[Patch, ...],
    variants: dict[str, tuple[Patch, ...]],
    findings: list[Diagnostic],
) -> dict[str, Case]:
    """The scenario under the common changes, then each variant under these and its own."""
    cases: dict[str, Case] = {}
    for name, patches in {BASE: (), **variants}.items():
        try:
            cases[name] = with_patches(scenario, (*common, *patches))
        except InvalidInputError as error:
            findings.extend(finding for finding in error.diagnostics if finding not in findings)
    return cases
