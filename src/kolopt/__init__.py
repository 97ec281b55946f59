"""kolopt: creator campaign plans, proven optimal.

The public API is these names; each is imported on first use, so that ``import kolopt`` is cheap.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kolopt.errors import KoloptError
    from kolopt.plan.audit import audit
    from kolopt.plan.file import load as load_plan
    from kolopt.plan.record import Plan
    from kolopt.planning import Options, optimize
    from kolopt.scenario.load import Case, load

__all__ = ["Case", "KoloptError", "Options", "Plan", "audit", "load", "load_plan", "optimize"]

_HOMES = {
    "Case": "kolopt.scenario.load:Case",
    "KoloptError": "kolopt.errors:KoloptError",
    "Options": "kolopt.planning:Options",
    "Plan": "kolopt.plan.record:Plan",
    "audit": "kolopt.plan.audit:audit",
    "load": "kolopt.scenario.load:load",
    "load_plan": "kolopt.plan.file:load",
    "optimize": "kolopt.planning:optimize",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'kolopt' has no attribute {name!r}")
    module, attribute = _HOMES[name].split(":")
    return getattr(import_module(module), attribute)
