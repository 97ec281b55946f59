"""The door: from a file and overrides, or from a plan's own inputs, to a checked scenario."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from kolopt.diagnostics import Diagnostic, Position, raise_errors, refuse
from kolopt.errors import InvalidInputError
from kolopt.scenario.apply import apply
from kolopt.scenario.booked import check_orders, ledger_reference, open_ledger, orders_node, with_orders
from kolopt.scenario.complaints import place
from kolopt.scenario.compose import compose, ordered
from kolopt.scenario.digest import digest
from kolopt.scenario.nodes import Mapping, Node, Path, descend, from_plain, plain
from kolopt.scenario.parameters import Resolved, resolve_parameters
from kolopt.scenario.patch import parse_patch
from kolopt.scenario.payment_checks import CODES as PAYMENT_CODES
from kolopt.scenario.payment_checks import check_payments
from kolopt.scenario.quantities import World
from kolopt.scenario.sources import Reading, folder_of
from kolopt.scenario.validate import validate

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping as AnyMapping
    from collections.abc import Sequence as AnySequence

    from kolopt.scenario.apply import Override
    from kolopt.scenario.patch import Patch
    from kolopt.scenario.schema import Scenario
    from kolopt.scenario.sources import Layer, Origin

CODES = {
    "not-a-document": "a plan's inputs are not a mapping",
}
"""Diagnostic codes of this module."""


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A checked scenario with everything that is known about where it comes from.

    Attributes:
        scenario: validated; phases sorted by start.
        document: the same as plain mappings, lists and texts in canonical order; a plan keeps it.
        path: the scenario file as the user named it.
        overrides: what was changed from outside.
        notices: warnings and notices; errors were raised.
        parameters: what each ``$name`` stands for.
        provenance: dotted path → origin of what is there and below, unless a longer path says otherwise.
        tree: the nodes behind the document.
        layers: what each file contributed, the market first; empty for a plan's own inputs.
    """

    scenario: Scenario
    document: dict[str, Any]
    path: str
    overrides: tuple[Override, ...]
    notices: tuple[Diagnostic, ...]
    parameters: dict[str, Resolved]
    provenance: dict[str, Origin]
    tree: Mapping
    layers: tuple[Layer, ...]

    def position(self, path: Path) -> Position | None:
        """Where the value at a path is written; None when it is not stated in a file.

        A text is found at its first character inside the quotes, a mapping at its key.
        """
        return place(self.tree, path) if self.layers and descend(self.tree, path) else None

    def origin(self, path: Path) -> Origin:
        """Who states the value at a path, or the record around it."""
        for length in range(len(path), -1, -1):
            if found := self.provenance.get(".".join(path[:length])):
                return found
        return "scenario"

    def digest(self, world: World = World.BASE) -> str:
        """The fingerprint of everything that can change a number or a verdict, ``sha256:…``."""
        return digest(self.scenario, world)


def load(
    path: str | os.PathLike[str], overrides: AnySequence[str] = (), *, allow_outside: bool = False
) -> Case:
    """Read, merge, override and check a scenario.

    Args:
        path: the scenario file; ``-`` for standard input.
        overrides: ``path=value``, ``path*=1.3`` or ``path+=50k``.
        allow_outside: whether ``extends`` and ``market`` may leave the scenario's folder.

    Raises:
        InvalidInputError: with every error found, not only the first.
    """
    return load_patched(path, _patches(overrides), allow_outside=allow_outside)


def load_patched(
    path: str | os.PathLike[str], patches: AnySequence[Patch], *, allow_outside: bool = False
) -> Case:
    """As :func:`load`, with overrides that are read already (a what-if file's).

    Raises:
        InvalidInputError: with every error found.
    """
    file = os.fspath(path)
    composition = compose(file, allow_outside=allow_outside)
    try:
        tree, applied = apply(composition.tree, patches)
    except InvalidInputError as error:
        raise InvalidInputError([*composition.findings, *error.diagnostics]) from None
    reading = Reading(folder_of(file), allow_outside)
    return _case(tree, file, applied, composition.layers, composition.findings, reading=reading)


def with_patches(case: Case, patches: AnySequence[Patch]) -> Case:
    """A loaded case changed further, without reading its files again.

    The new overrides stand behind those that the case has; a value that those changed may be
    changed again, only the patches among themselves must not overlap.

    Args:
        case: from files, or from a plan's inputs.
        patches: as :func:`load_patched`.

    Raises:
        InvalidInputError: with every error found.
    """
    if not patches:
        return case
    tree, applied = apply(case.tree, patches)
    changed = _case(tree, case.path, (*case.overrides, *applied), case.layers, base=case)
    if case.layers:
        return changed
    return replace(changed, provenance=_patched_provenance(case, changed.tree))


def from_document(
    document: AnyMapping[str, Any],
    *,
    path: str,
    overrides: tuple[Override, ...] = (),
    provenance: AnyMapping[str, Origin] | None = None,
) -> Case:
    """Check the resolved inputs that a plan carries; no file is read.

    Args:
        document: as :attr:`Case.document`.
        path: the plan's name, for messages.
        overrides: as the plan records them.
        provenance: as :attr:`Case.provenance`.

    Raises:
        InvalidInputError: with every error found.
    """
    tree = from_plain(document, Position(path, 1, 1))
    if not isinstance(tree, Mapping):
        refuse("not-a-document", "the inputs of a plan are a mapping", tree.at, "make the plan again")
    content = _document(tree)
    scenario, notices = validate(content, tree, ())
    origins = dict(provenance or {})
    return Case(scenario, content, path, overrides, notices, resolve_parameters(scenario), origins, tree, ())


def _case(
    tree: Mapping,
    path: str,
    overrides: tuple[Override, ...],
    layers: tuple[Layer, ...],
    findings: tuple[Diagnostic, ...] = (),
    *,
    base: Case | None = None,
    reading: Reading | None = None,
) -> Case:
    """The checked case of a merged and patched tree.

    Args:
        tree: in canonical form.
        path: as in :class:`Case`.
        overrides: as there.
        layers: as there; without a market file among them the base orders the keys.
        findings: of composing.
        base: the case that was patched; what the tree shares with it is not worked out again.
        reading: where a ledger may lie, beside the scenario when it is left out.
    """
    settled = base.tree if base else None
    tree = ordered(tree, layers[0].tree if layers else settled, settled)
    reference = ledger_reference(tree)
    if reference is not None:
        tree = with_orders(tree, Mapping((), reference.at))
    document = _document(tree, base)
    scenario, notices = validate(document, tree, findings)
    if reference is not None:
        file = reference.at.file if reference.at.file in [layer.file for layer in layers] else path
        reading = reading or Reading(folder_of(path), allow_outside=False)
        ledger = open_ledger(reference, file, scenario, reading)
        orders = orders_node(ledger, reference.at)
        tree, document["orders"] = with_orders(tree, orders), plain(orders)
        scenario = scenario.model_copy(update={"orders": {row.slot: row.order for row in ledger.booked}})
        # Whom only the ledger names is paid, too: that is known from here on.
        kept = (notice for notice in notices if notice.code not in PAYMENT_CODES)
        odd = (*check_payments(scenario), *check_orders(scenario))
        notices = (*kept, *ledger.findings, *(finding.at(place(tree, finding.path)) for finding in odd))
    origins = {layer.file: layer.origin for layer in layers}
    provenance = dict(_provenance(tree, (), origins, None))
    return Case(
        scenario,
        document,
        path,
        overrides,
        notices,
        resolve_parameters(scenario),
        provenance,
        tree,
        layers,
    )


def _patched_provenance(case: Case, tree: Mapping) -> dict[str, Origin]:
    """What the plan says of its inputs, and "override" for what did not come from it."""
    found = _provenance(tree, (), {case.tree.at.file: "scenario"}, None)
    changed: dict[str, Origin] = {path: origin for path, origin in found if origin == "override"}
    kept = {
        path: origin
        for path, origin in case.provenance.items()
        if not any(path.startswith(f"{above}.") for above in changed)
    }
    return {**kept, **changed}


def _patches(overrides: AnySequence[str]) -> tuple[Patch, ...]:
    patches: list[Patch] = []
    findings: list[Diagnostic] = []
    for text in overrides:
        try:
            patches.append(parse_patch(text))
        except InvalidInputError as error:
            findings.extend(error.diagnostics)
    raise_errors(findings)
    return tuple(patches)


def _document(tree: Mapping, base: Case | None = None) -> dict[str, Any]:
    """The tree as plain data, phases by start; what cannot be sorted is left to the schema to refuse."""
    document: dict[str, Any] = {
        key.text: base.document[key.text] if base and base.tree.get(key.text) is node else plain(node)
        for key, node in tree.entries
    }
    phases = document.get("phases")
    if isinstance(phases, list) and all(isinstance(phase, dict) for phase in phases):
        order = sorted(phases, key=lambda phase: (str(phase.get("start")), str(phase.get("id"))))
        document["phases"] = order
    return document


def _provenance(
    node: Node, path: Path, origins: dict[str, Origin], above: Origin | None
) -> Iterator[tuple[str, Origin]]:
    """Dotted path and origin of every node whose origin differs from that of the record around it."""
    origin: Origin = origins.get(node.at.file, "override")
    if origin != above:
        yield ".".join(path), origin
    if isinstance(node, Mapping) and path != ("orders",):
        for key, value in node.entries:
            yield from _provenance(value, (*path, key.text), origins, origin)
