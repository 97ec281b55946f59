"""A clean scenario on a small market with every lint, and a factory that changes parts of it."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest

from kolopt.checks.lints import LIMITS
from kolopt.diagnostics import Position
from kolopt.economics.tables import tabulate
from kolopt.rules.read import read_rules
from kolopt.scenario.parameters import resolve_parameters
from kolopt.scenario.quantities import World
from kolopt.scenario.schema import Scenario


def _tier(followers, quote, reads, saves, hours, phase, specialists, lead):
    return {
        "name": "tier", "followers": {"from": followers}, "quote": quote, "lead_days": lead,
        "yields": {"reads": reads, "saves": saves, "notes": "1", "hours": hours},
        "available": {"phase": phase, "specialists": specialists},
    }  # fmt: skip


def _goal(metric, response, affinity, **parameter):
    return {
        "name": "goal",
        "weight": "20",
        "metric": metric,
        "response": response,
        "affinity": affinity,
    } | parameter


LOW, HIGH = {"nano": "0.9", "micro": "1", "mega": "0.2"}, {"nano": "0.1", "micro": "0.3", "mega": "1"}
LINT_LIMITS = {
    "mega-without-network": {"supporters": "20"},
    "mega-micro-ratio": {"low": "10", "high": "50"},
    "cpe-outside-band": {"low": "8", "high": "25"},
    "early-heavy": {"share": "0.5"},
    "no-repeat-collaborations": {"phases": "3"},
    "season-hint": {"low": "1.15", "high": "1.25"},
}

BASE = {
    "kolopt": "1",
    "name": "checks fixture",
    "budget": {"total": "1M", "reserve": "5%"},
    "tax": {"prices": "exclusive", "rate": "0"},
    "fixed_costs": {"retainer": {"amount": "50k", "payee": "agency"}},
    "entry_stage": "growth",
    "phases": [
        {"id": "test", "kind": "test", "start": "2027-03-01", "end": "2027-03-20"},
        {"id": "buildup", "kind": "buildup", "start": "2027-03-21", "end": "2027-04-20"},
        {"id": "burst", "kind": "burst", "start": "2027-04-28", "end": "2027-05-27"},
    ],
    "goals": {
        "awareness": _goal({"reads": "1"}, "reach", HIGH, audience="3M"),
        "conversion": _goal({"saves": "1"}, "saturation", LOW, half_at="14k"),
        "seo": _goal({"notes": "1"}, "share", LOW, rivals="150"),
    },
    "tiers": {
        "nano": _tier("1k", "400", "1000", "40", "1", "20", "7", "5"),
        "micro": _tier("10k", "2500", "6000", "240", "1.5", "15", "5", "7"),
        "mid": _tier("100k", "12k", "28000", "900", "2.5", "6", "2", "14"),
        "macro": _tier("500k", "45k", "108k", "2700", "6", "3", "1", "15"),
        "mega": _tier("1M", "100k", "260k", "5000", "15", "4", "1", "19"),
    },
    "formats": {"picture": {"name": "Picture"}, "video": {"name": "Video", "price": "1.4", "yields": "1.5"}},
    "fits": {"specialist": {"name": "Specialist"}, "adjacent": {"name": "Adjacent", "yields": "0.8"}},
    "deals": {
        "paid": {"name": "Paid", "registered": "true"},
        "gift": {"name": "Gift", "registered": "false", "price": "0", "tiers": ["nano"], "available": "0"},
        "framework": {"name": "Framework", "registered": "true", "price": "0.9", "tags": ["repeat"]},
    },
    "offers": {
        "feed": {"kind": "media", "media": "1000", "yields": {"reads": "600"}},
        "brand-note": {"kind": "owned", "production": "800", "yields": {"notes": "1"}, "available": "8"},
    },
    "kpis": {
        "exposures": {"name": "Exposures", "kind": "flow"},
        "reads": {"name": "Reads", "kind": "flow"},
        "saves": {"name": "Saves", "kind": "flow"},
        "notes": {"name": "Notes", "kind": "presence"},
        "hours": {"name": "Hours", "kind": "effort"},
        "engagements": {"name": "Engagements", "kind": "sum", "of": ["saves"]},
    },
    "decay": {"half_life": "30", "at_publication": "60%", "protection_days": "180"},
    "yield_window": "90",
    "platform_fee": {"rate": "10%"},
    "vat": "6%",
    "payees": {
        "creator": "creators", "platform": "marketplace", "media": "marketplace", "product": "brand",
        "production": "studio", "agency": "agency", "vat": "tax office",
    },
    "phase_kinds": {
        kind: {"name": kind, "weight": weight}
        for kind, weight in (("test", "10"), ("buildup", "25"), ("burst", "45"), ("always_on", "25"))
    },
    "levels": {"entry_stage": {"default": "entry", "options": {"entry": {}, "growth": {}}}},
    "monthly_users": "300M",
    "rules": {"density": "count(micro & paid) >= 4 in each phase"},
    "lints": {
        code: {"why": f"why {code}", "source": "a source", "limits": LINT_LIMITS.get(code, {})}
        for code in LIMITS
    },
}  # fmt: skip
BASE["lints"]["paid-unregistered"]["severity"] = "error"


@dataclass(frozen=True)
class Checked:
    """A scenario read and tabulated; stands in for a loaded case."""

    scenario: Scenario
    document: dict[str, Any]

    @property
    def parameters(self):
        return resolve_parameters(self.scenario)

    @property
    def rules(self):
        return read_rules(self)

    @property
    def economics(self):
        return tabulate(self.scenario, World.BASE)

    def position(self, path):
        return Position("scenario.yaml", len(path), 1)

    def origin(self, path):
        return "scenario"


def _checked(changes=None, base=BASE, **top):
    document = deepcopy(base) | top
    for path, value in (changes or {}).items():
        *parents, last = path.split(".")
        node = document
        for key in parents:
            node = node[key]
        if value is None:
            del node[last]
        else:
            node[last] = value
    return Checked(Scenario.model_validate(document), document)


@pytest.fixture(scope="session")
def checked():
    """``checked({"tiers.nano.quote": "500"}, rules={…})``: the clean scenario with changes."""
    return _checked
