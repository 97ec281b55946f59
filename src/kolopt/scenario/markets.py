"""The built-in markets by name, as their files state them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kolopt.diagnostics import did_you_mean, raise_errors, refuse
from kolopt.scenario.built_in import market_names, read_built_in
from kolopt.scenario.compose import canonical
from kolopt.scenario.nodes import Mapping

if TYPE_CHECKING:
    from kolopt.diagnostics import Diagnostic

CODES = {"unknown-market": "no such market is built in"}
"""Diagnostic codes of this module."""


def read_market(name: str) -> Mapping:
    """A built-in market's content in canonical form.

    Args:
        name: one of :func:`kolopt.scenario.built_in.market_names`.

    Raises:
        InvalidInputError: there is no such market.
    """
    known = market_names()
    if name not in known:
        refuse("unknown-market", f"no market `{name}` is built in", hint=did_you_mean(name, known))
    root, read_findings = read_built_in(name)
    findings: list[Diagnostic] = list(read_findings)
    tree = canonical(root, findings) if isinstance(root, Mapping) else Mapping((), root.at)
    raise_errors(findings)
    return tree
