"""The built-in markets by name, as their files state them."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from kolopt.diagnostics import did_you_mean, raise_errors, refuse
from kolopt.scenario.characters import decode
from kolopt.scenario.compose import canonical
from kolopt.scenario.nodes import Mapping
from kolopt.scenario.sources import market_names
from kolopt.scenario.text import parse

if TYPE_CHECKING:
    from kolopt.diagnostics import Diagnostic

CODES = {"unknown-market": "no such market is built in"}
"""Diagnostic codes of this module."""


def read_market(name: str) -> Mapping:
    """A built-in market's content in canonical form.

    Args:
        name: one of :func:`kolopt.scenario.sources.market_names`.

    Raises:
        InvalidInputError: there is no such market.
    """
    known = market_names()
    if name not in known:
        refuse("unknown-market", f"no market `{name}` is built in", hint=did_you_mean(name, known))
    file = f"kolopt/markets/{name}.yaml"
    root, read_findings = parse(
        decode(files("kolopt").joinpath("markets", f"{name}.yaml").read_bytes(), file), file
    )
    findings: list[Diagnostic] = list(read_findings)
    tree = canonical(root, findings) if isinstance(root, Mapping) else Mapping((), root.at)
    raise_errors(findings)
    return tree
