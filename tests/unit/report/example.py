"""A plan made by hand, for the tests of the report; no arithmetic promised."""

from datetime import date, timedelta
from typing import Any

from kolopt.plan.record import Plan

TIERS = {"nano": "1k–10k", "micro": "10k–100k", "mid": "100k–500k", "macro": "500k–1M", "mega": "from 1M"}
KPIS = {
    "exposures": 1_820_000,
    "reads": 202_000,
    "engagements": 8_210,
    "saves": 2_290,
    "notes": 95,
    "hours": 102,
}
DIGEST = "sha256:" + "0" * 64


def _range(value: float) -> dict[str, float]:
    return {"low": value * 0.6, "base": value, "high": value * 1.5}


def _kpis(factor: float) -> dict[str, dict[str, float]]:
    return {kpi: _range(value * factor) for kpi, value in KPIS.items()}


def _unit_costs(cost: int) -> dict[str, Any]:
    basis = "creator + platform + their VAT"
    return {"basis": basis, "cost": cost, "cpm": "62.10", "per_read": "0.56", "per_engagement": "13.52"}


def _phase(name: str, index: int, weight: float) -> dict[str, Any]:
    start = date(2027, 3, 29) + timedelta(days=28 * index)
    return {
        "id": name,
        "kind": "burst",
        "start": start,
        "end": start + timedelta(days=27),
        "weight": weight,
        "creators": 87,
        "notes": "95",
        "hours": "102.5",
        "spend": 27_000_000,
        "by_tier": dict(zip(TIERS, (60, 22, 4, 1, 0), strict=True)),
        "by_format": {"picture": 61, "video": 26},
        "by_fit": {"specialist": 70, "adjacent": 17},
        "unit_costs": _unit_costs(22_000_000),
        "score": "27.63",
    }


def _line(phase: str, offer: str, tier: str, count: int, unit_cost: int) -> dict[str, Any]:
    lines = {"creator": unit_cost * 8 // 10, "platform": unit_cost - unit_cost * 8 // 10, "handling": 15_000}
    return {
        "phase": phase,
        "offer": offer,
        "tier": tier,
        "count": count,
        "unit_cost": unit_cost,
        "cost": count * unit_cost,
        "cost_lines": lines,
    }


def _rule(name: str, scope: str, **changes: Any) -> dict[str, Any]:
    rule = {
        "id": name,
        "text": "count(micro & paid) >= $density in each phase",
        "scope": scope,
        "value": "22",
        "bound": ">= 22",
        "slack": "0",
        "holds": True,
        "binding": True,
        "soft": False,
        "penalty": 0,
        "origin": "market",
        "assumed": False,
    }
    return rule | changes


def document(phases: int = 4) -> dict[str, Any]:
    """The plan's fields, ready to be changed before :func:`example` builds it."""
    names = ("test", "buildup", "burst", "tail", *(f"wave-{k}" for k in range(5, 13)))[:phases]
    spend = 27_000_000 * phases
    goals = ("awareness", "education", "social_proof", "seo_seeding", "conversion")
    return {
        "kolopt_plan": 1,
        "scenario": {
            "path": "scenarios/serum.yaml",
            "name": "Barrier serum, 618",
            "digest": DIGEST,
            "world": "base",
        },
        "versions": {"kolopt": "0.1.0", "solver": "highspy 1.15.1", "pulp": "3.3.2", "python": "3.11.9"},
        "limits": {"gap": "0.01", "seconds": "60", "nodes": None},
        "basis": {
            "market": "xiaohongshu",
            "currency": "CNY",
            "prices": "exclusive",
            "vat_rate": "6%",
            "vat_recoverable": False,
            "internal_in_budget": False,
            "yield_window_days": 90,
            "tiers": TIERS,
        },
        "certificate": {
            "status": "proven",
            "question": "score",
            "value": "27.631204",
            "bound": "27.638800",
            "gap": "0.000275",
            "gap_points": "0.007597",
            "score": "27.631204",
            "penalties": 0,
            "solver": "HiGHS 1.15.1",
            "stopped": "closed",
        },
        "lines": [
            line
            for name in names
            for line in (
                _line(name, "nano-picture", "nano", 60, 46_640),
                _line(name, "micro-video", "micro", 22, 408_100),
                _line(name, "feed-1k", "media", 12, 106_000),
            )
        ],
        "fixed_costs": [
            {"id": "retainer", "payee": "agency", "on": "2027-03-29", "net": 1_200_000, "vat": 72_000}
        ],
        "funds": {
            "total": 120_000_000,
            "reserve": 6_000_000,
            "fixed": 1_272_000,
            "plannable": 112_728_000,
            "spend": spend,
            "left": 112_728_000 - spend,
        },
        "spend": {
            "total": spend,
            "by_tier": {
                "nano": spend // 4,
                "micro": spend // 4,
                "mid": spend // 4,
                "macro": spend - 3 * (spend // 4),
            },
            "by_phase": dict.fromkeys(names, 27_000_000),
            "by_cost_line": {"creator": spend // 2, "platform": spend // 4, "vat": spend // 4},
            "by_payee": {"creators": spend // 2, "Pugongying": spend // 2},
        },
        "outlay": {
            "total": spend + 2_872_000,
            "spend": spend,
            "internal": 1_600_000,
            "fixed": 1_272_000,
            "vat_recoverable": 0,
            "vat_contained": 0,
            "rebate_later": 0,
        },
        "kpis": {
            "total": _kpis(phases),
            "by_phase": {name: _kpis(1) for name in names},
            "by_tier": {tier: _kpis(0.5) for tier in ("nano", "micro", "mid", "macro")},
        },
        "unit_costs": _unit_costs(22_000_000 * phases),
        "phases": [_phase(name, index, 1 / phases) for index, name in enumerate(names)],
        "goals": [
            {
                "goal": goal,
                "phase": phase,
                "weight": "0.2",
                "stock": "54" if phase != "campaign" else None,
                "score": "26.47",
                "reads_as": "54 of about 204 notes on these terms would be yours, 26 %",
            }
            for goal in goals
            for phase in (*names, "campaign")
        ],
        "fate": {"reads": {"inside": 157_560, "gaps": 0, "cut": 4_040, "after": 40_400}},
        "rules": [
            _rule("micro-density", "test"),
            _rule(
                "available-nano-specialist",
                "burst",
                origin="derived",
                assumed=True,
                text="count(nano) <= 70",
                bound="<= 70",
                value="70",
            ),
            _rule("team", "burst", value="102.5", bound="<= 320", slack="217.5", binding=False),
        ],
        "assumptions": {"assumed": 61, "inputs": 74, "binding": ["available-nano-specialist in burst"]},
        "warnings": [
            {
                "code": "no-owned-content",
                "severity": "warning",
                "message": "No note of the brand's own is planned",
                "why": "creators' notes lead searchers to the brand's page, which is then empty",
            },
            {
                "code": "no-test-phase",
                "severity": "notice",
                "message": "No phase tests creators before the burst",
                "silenced": "tested in March",
            },
        ],
        "inputs": {},
        "digest": DIGEST,
    }


def example(phases: int = 4, **changes: Any) -> Plan:
    """The plan of :func:`document` with whole fields replaced."""
    return Plan.model_validate(document(phases) | changes)
