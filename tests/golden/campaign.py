"""A fixed small campaign: two phases, two tiers, one media offer, two goals."""

from __future__ import annotations

from typing import Any

DOCUMENT: dict[str, Any] = {
    "kolopt": "1",
    "name": "golden",
    "market": "golden",
    "budget": {"total": "14000", "reserve": "5%"},
    "tax": {"prices": "exclusive"},
    "phases": [
        {"id": "warm", "kind": "warmup", "start": "2027-04-01", "end": "2027-04-30"},
        {"id": "burst", "kind": "burst", "start": "2027-05-05", "end": "2027-05-20"},
    ],
    "goals": {
        "awareness": {
            "name": "Awareness",
            "weight": "3",
            "metric": {"reads": "1"},
            "affinity": {"nano": "0.1", "micro": "0.25", "feed": "0.3"},
            "response": "reach",
            "audience": "50k",
        },
        "seo": {
            "name": "SEO",
            "weight": "2",
            "metric": {"notes": "1"},
            "affinity": {"nano": "1", "micro": "1.1"},
            "response": "share",
            "rivals": "6",
        },
    },
    "tiers": {
        "nano": {
            "name": "Nano",
            "followers": {"from": "1000", "to": "10000"},
            "quote": "400",
            "yields": {"reads": "1000", "saves": "11.2", "comments": "5.6", "notes": "1", "hours": "1"},
            "available": {"phase": "6"},
        },
        "micro": {
            "name": "Micro",
            "followers": {"from": "10000"},
            "quote": "2500",
            "yields": {"reads": "6000", "saves": "67", "comments": "31", "notes": "1", "hours": "1.5"},
            "available": {"phase": "5", "specialists": "3"},
        },
    },
    "formats": {"picture": {"name": "Picture"}},
    "fits": {"specialist": {"name": "Specialist"}},
    "deals": {"paid": {"name": "Paid", "registered": "true"}},
    "offers": {"feed": {"kind": "media", "media": "1000", "yields": {"reads": "600"}, "available": "2"}},
    "kpis": {
        "reads": {"name": "Reads", "kind": "flow"},
        "saves": {"name": "Saves", "kind": "flow"},
        "comments": {"name": "Comments", "kind": "flow"},
        "notes": {"name": "Notes", "kind": "presence"},
        "hours": {"name": "Hours", "kind": "effort"},
        "engagements": {"name": "Engagements", "kind": "sum", "of": ["saves", "comments"]},
    },
    "decay": {"half_life": "30", "at_publication": "60%", "protection_days": "180"},
    "yield_window": "90",
    "platform_fee": {"rate": "10%"},
    "vat": "6%",
    "payees": {
        "creator": "creators",
        "platform": "platform",
        "media": "platform",
        "product": "brand",
        "production": "studio",
        "agency": "agency",
        "vat": "suppliers",
    },
    "phase_kinds": {
        "warmup": {"name": "Warm-up", "weight": "25"},
        "burst": {"name": "Burst", "weight": "45"},
    },
}
