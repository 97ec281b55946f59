"""A small market and campaign as text scalars, and a factory that changes parts of it."""

from __future__ import annotations

from copy import deepcopy

import pytest

from kolopt.scenario.schema import Scenario

BASE = {
    "kolopt": "1",
    "name": "economics fixture",
    "budget": {"total": "1.2M"},
    "phases": [
        {"id": "test", "kind": "test", "start": "2027-03-29", "end": "2027-04-18"},
        {"id": "burst", "kind": "burst", "start": "2027-05-17", "end": "2027-06-18"},
        {"id": "tail", "kind": "tail", "start": "2027-06-19", "end": "2027-07-18"},
    ],
    "goals": {
        "awareness": {
            "name": "Awareness", "weight": "15", "metric": {"reads": "1"},
            "affinity": {"micro": "0.25", "mega": "1.15"}, "response": "reach", "audience": "3M",
        },
        "proof": {
            "name": "Social proof", "weight": "25", "metric": {"saves": "1", "comments": "1"},
            "affinity": {"micro": "1", "mega": "0.2"}, "response": "saturation", "half_at": "14k",
        },
        "seo": {
            "name": "SEO", "weight": "60", "metric": {"notes": "1"},
            "affinity": {"micro": "1.1", "mega": "0.8", "brand-note": "0.6"},
            "response": "share", "rivals": "150",
        },
    },
    "tiers": {
        "micro": {
            "name": "Micro", "followers": {"from": "10k", "to": "100k"}, "quote": "2500", "handling": "250",
            "yields": {
                "reads": {"base": "6000", "low": "4000"},
                "saves": "60", "comments": "30", "notes": "1", "hours": "1.5",
            },
        },
        "mega": {
            "name": "Mega", "followers": {"from": "1M"}, "quote": "100k", "handling": "4000",
            "yields": {"reads": "260k", "saves": "900", "comments": "300", "notes": "1", "hours": "15"},
        },
    },
    "formats": {
        "picture": {"name": "Picture"},
        "video": {"name": "Video", "price": "1.4", "yields": {"flow": "1.5", "micro": "1.3", "saves": "1.1"}},
    },
    "fits": {
        "specialist": {"name": "Specialist"},
        "adjacent": {"name": "Adjacent", "yields": {"flow": "0.8", "notes": "0.9"}},
    },
    "deals": {
        "paid": {"name": "Paid", "registered": "true"},
        "gift": {"name": "Gift", "registered": "false", "price": "0", "yields": "0.3", "tiers": ["micro"]},
    },
    "offers": {
        "feed": {"kind": "media", "media": "1000", "yields": {"reads": "600"}},
        "brand-note": {
            "kind": "owned", "production": "800", "yields": {"reads": "1500", "notes": "1", "hours": "2"},
        },
    },
    "kpis": {
        "reads": {"name": "Reads", "kind": "flow"},
        "saves": {"name": "Saves", "kind": "flow"},
        "comments": {"name": "Comments", "kind": "flow"},
        "notes": {"name": "Notes", "kind": "presence"},
        "hours": {"name": "Hours", "kind": "effort"},
        "engagements": {"name": "Engagements", "kind": "sum", "of": ["saves", "comments"]},
    },
    "worlds": {"low": "0.6", "high": "1.5"},
    "decay": {"half_life": "30", "at_publication": "0.6", "protection_days": "180"},
    "yield_window": "90",
    "platform_fee": {"rate": "10%"},
    "vat": "6%",
    "payees": {
        "creator": "creators", "platform": "marketplace", "media": "marketplace", "product": "brand",
        "production": "studio", "agency": "agency", "vat": "tax office",
    },
    "phase_kinds": {
        "test": {"name": "Test", "weight": "10"}, "burst": {"name": "Burst", "weight": "45"},
        "tail": {"name": "Tail", "weight": "20"}, "always_on": {"name": "Always on", "weight": "25"},
    },
    "categories": {"beauty": {"name": "Beauty", "price": "1.3"}},
}  # fmt: skip


def _scenario(changes=None, **top):
    """The fixture with top-level keys replaced, then values set (None: removed) at dotted paths."""
    document = deepcopy(BASE) | top
    for path, value in (changes or {}).items():
        *parents, last = path.split(".")
        node = document
        for key in parents:
            node = node.setdefault(key, {})
        if value is None:
            del node[last]
        else:
            node[last] = value
    return Scenario.model_validate(document)


@pytest.fixture(scope="session")
def scenario_with():
    return _scenario
