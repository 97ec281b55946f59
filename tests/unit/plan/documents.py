"""A small resolved scenario that uses every feature with weight in a plan."""

from typing import Any


def tier(quote: str, reads: str, handling: str, **more: Any) -> dict[str, Any]:
    return {
        "name": {"en": "Tier"},
        "followers": {"from": "1000", "to": "10000"},
        "quote": quote,
        "yields": {
            "exposures": {"base": "9k", "low": "4k", "high": "20k"},
            "reads": reads,
            "likes": "23.2",
            "saves": "11.2",
            "notes": "1",
            "hours": {"base": "1", "high": "2"},
        },
        "handling": handling,
        "available": {"phase": "40", "specialists": "15"},
        "status": "assumption",
        **more,
    }


def document() -> dict[str, Any]:
    """Resolved scenario and market, as text."""
    return {
        "kolopt": "1",
        "name": "Serum 精华",
        "market": "test",
        "budget": {"total": "300k", "reserve": "5%"},
        "tax": {"prices": "exclusive"},
        "category": "beauty",
        "phases": [
            {
                "id": "test",
                "kind": "test",
                "start": "2027-03-29",
                "end": "2027-04-18",
                "budget": {"max": "60%"},
            },
            {
                "id": "burst",
                "kind": "burst",
                "start": "2027-05-01",
                "end": "2027-06-18",
                "season": {"all": "1.15", "micro": "1.333"},
                "goals": {"awareness": "3", "seo": "1", "proof": "0"},
            },
            {"id": "tail", "kind": "tail", "start": "2027-06-19", "end": "2027-07-18", "weight": "7"},
        ],
        "goals": {
            "awareness": {
                "name": {"en": "Awareness"},
                "weight": "2",
                "metric": {"exposures": "1"},
                "affinity": {"nano": "0.2", "micro": "0.3", "macro": "0.41", "boost": "0.1", "face-a": "0.5"},
                "response": "reach",
                "audience": "400k",
            },
            "seo": {
                "name": {"en": "Search"},
                "weight": "1",
                "metric": {"notes": "1"},
                "affinity": {"nano": "1", "micro": "0.9", "own": "0.5"},
                "response": "share",
                "anchor": {"stock": "120", "score": "40%", "phases": "3"},
            },
            "proof": {
                "name": {"en": "Proof"},
                "weight": "1",
                "metric": {"engagements": "1", "saves": "0.5"},
                "affinity": {"nano": "0.7", "micro": "1", "nano-video-gift": "0.3"},
                "response": "saturation",
                "half_at": "900",
                "over": "campaign",
            },
            "sales": {
                "name": {"en": "Sales"},
                "weight": "1",
                "metric": {"saves": "1"},
                "affinity": {"micro": "1", "face-a": "1"},
                "response": "linear",
                "target": {"base": "2k", "status": "assumption"},
            },
        },
        "offers": {
            "face-a": {
                "tier": "macro",
                "format": "video",
                "quote": "50001.23",
                "yields": {"saves": "400", "reads": {"base": "40k", "low": "10k"}},
                "available": {"campaign": "1"},
                "decay": {"half_life": "none"},
            },
            "boost": {"kind": "media", "media": "1000", "yields": {"exposures": "30k", "reads": "900"}},
            "own": {"kind": "owned", "production": "800.50", "yields": {"notes": "1", "hours": "3"}},
        },
        "rules": {
            "density": {"rule": "count(micro, nano) >= $density in each phase", "why": "search"},
            "mix": {"rule": "variety(nano, micro, macro) >= 2"},
            "hero": {"rule": "if count(macro) >= 1 then count(nano) >= 3 * count(macro) in burst"},
            "none-or": {"rule": "count(gift) is 0 or >= 2"},
            "floor": {"rule": "score(seo) >= 4 in burst"},
            "fees": {"rule": "cost(agency, platform) <= 35% of spend"},
            "soft-count": {"rule": "count(video) >= 30 in each phase", "soft": "0.5"},
            "soft-spend": {"rule": "spend <= 10k in test + tail", "soft": "0.25 per 10k"},
            "reading": {"rule": "spend <= 900 * engagements"},
        },
        "parameters": {"density": {"base": "2", "status": "assumption"}},
        "fixed_costs": {
            "retainer": {"amount": "1200.33", "per": "month", "payee": "agency", "taxed": "true"},
            "shoot": {"amount": "2k", "payee": "studio", "on": "2027-04-30"},
        },
        "agency": {"rate": "10%"},
        "rebate": {"rate": "12.5%", "settled": "later"},
        "product": {"cost": "88.80", "shipping": "12"},
        "title": {"en": "Test market"},
        "tiers": {
            "nano": tier("333.33", "1k", "150"),
            "micro": tier("2.5k", "6k", "250", decay={"half_life": "30"}, tags=["koc"]),
            "macro": tier("41k", "90k", "900"),
        },
        "formats": {
            "picture": {"name": {"en": "Picture"}},
            "video": {
                "name": {"en": "Video"},
                "price": "1.4",
                "yields": {"flow": "1.1", "nano": "1.3", "hours": "1.5"},
            },
        },
        "fits": {
            "specialist": {"name": {"en": "Specialist"}},
            "adjacent": {
                "name": {"en": "Adjacent"},
                "price": "0.9",
                "yields": {"flow": "0.7", "saves": "0.5"},
            },
        },
        "deals": {
            "paid": {"name": {"en": "Paid"}, "registered": "true"},
            "gift": {
                "name": {"en": "Gift"},
                "registered": "false",
                "price": "0",
                "yields": {"flow": "0.8"},
                "tiers": ["nano"],
                "available": {"phase": "9"},
                "needs_product": "true",
            },
        },
        "kpis": {
            "exposures": {"name": {"en": "Exposures"}, "kind": "flow"},
            "reads": {"name": {"en": "Reads"}, "kind": "flow"},
            "likes": {"name": {"en": "Likes"}, "kind": "flow"},
            "saves": {"name": {"en": "Saves"}, "kind": "flow"},
            "notes": {"name": {"en": "Notes"}, "kind": "presence"},
            "hours": {"name": {"en": "Hours"}, "kind": "effort"},
            "engagements": {"name": {"en": "Engagements"}, "kind": "sum", "of": ["likes", "saves"]},
        },
        "worlds": {"low": "0.6", "high": "1.5"},
        "decay": {"half_life": "45", "at_publication": "60%", "protection_days": "60"},
        "yield_window": "90",
        "platform_fee": {"rate": "10%"},
        "vat": "6%",
        "payees": {
            "creator": "creators",
            "platform": "marketplace",
            "media": "marketplace",
            "product": "warehouse",
            "production": "studio",
            "agency": "agency",
            "vat": "suppliers",
        },
        "phase_kinds": {
            "test": {"name": {"en": "Test"}, "weight": "10"},
            "burst": {"name": {"en": "Burst"}, "weight": "45"},
            "tail": {"name": {"en": "Tail"}, "weight": "20"},
            "always_on": {"name": {"en": "Always on"}, "weight": "25"},
        },
        "categories": {"beauty": {"name": {"en": "Beauty"}, "price": "1.3"}},
    }


COUNTS = {
    ("test", "nano-picture"): 7,
    ("test", "micro-video"): 2,
    ("burst", "nano-video-adjacent"): 5,
    ("burst", "nano-video-gift"): 3,
    ("burst", "micro-picture"): 4,
    ("burst", "face-a"): 1,
    ("burst", "boost"): 6,
    ("tail", "own"): 3,
    ("tail", "micro-picture-adjacent"): 2,
    ("tail", "nano-picture"): 1,
}
"""A plan that keeps the hard rules."""
