"""A plan record for tests of its file: consistent in form, its figures are made up."""

import pytest

from kolopt.plan.file import seal

RANGE = {"low": 1, "base": 2, "high": 3}
UNIT_COSTS = {"basis": "creator + platform", "cost": 2200, "cpm": 12.5, "per_read": None, "per_engagement": 3}


def line(phase, count):
    return {
        "phase": phase,
        "offer": "nano-picture",
        "tier": "nano",
        "count": count,
        "unit_cost": 1100,
        "cost": 1100 * count,
        "cost_lines": {"creator": 1000, "platform": 100},
    }


def phase(name):
    return {
        "id": name,
        "kind": "burst",
        "start": "2027-05-17",
        "end": "2027-06-18",
        "weight": 0.5,
        "creators": 1,
        "notes": 1,
        "hours": 2.5,
        "spend": 1100,
        "by_tier": {"nano": 1},
        "by_format": {"picture": 1},
        "by_fit": {"specialist": 1},
        "unit_costs": UNIT_COSTS,
        "score": 12.345678,
    }


def fields():
    return {
        "kolopt_plan": 1,
        "scenario": {
            "path": "serum.yaml",
            "name": "Serum 精华",
            "digest": "sha256:" + "a" * 64,
            "world": "base",
        },
        "versions": {"kolopt": "0.1.0", "solver": "HiGHS 1.15.1", "pulp": "4.2", "python": "3.13"},
        "limits": {"gap": "0.01 points", "seconds": "60", "nodes": None},
        "basis": {
            "market": "xiaohongshu",
            "currency": "CNY",
            "prices": "exclusive",
            "vat_rate": "6 %",
            "vat_recoverable": False,
            "internal_in_budget": False,
            "yield_window_days": 90,
            "tiers": {"nano": "1,000 to 10,000"},
        },
        "certificate": {
            "status": "proven",
            "question": "score",
            "value": "12.345678",
            "bound": "12.345679",
            "gap": "0.0000001",
            "gap_points": "0.000001",
            "score": 12.345678,
            "penalties": 0,
            "solver": "HiGHS 1.15.1",
            "stopped": "closed",
        },
        "lines": [line("burst", 1), line("tail", 1)],
        "fixed_costs": [{"id": "retainer", "payee": "agency", "on": "2027-05-17", "net": 100, "vat": 6}],
        "funds": {"total": 9999, "reserve": 0, "fixed": 106, "plannable": 9893, "spend": 2200, "left": 7693},
        "spend": {
            "total": 2200,
            "by_tier": {"nano": 2200},
            "by_phase": {"burst": 1100, "tail": 1100},
            "by_cost_line": {"creator": 2000, "platform": 200},
            "by_payee": {"creators": 2000, "platform": 200},
        },
        "outlay": {
            "total": 2306,
            "spend": 2200,
            "internal": 0,
            "fixed": 106,
            "vat_recoverable": 0,
            "vat_contained": 0,
            "rebate_later": 0,
        },
        "kpis": {"total": {"reads": RANGE}, "by_phase": {"burst": {"reads": RANGE}}, "by_tier": {}},
        "unit_costs": UNIT_COSTS,
        "phases": [phase("burst"), phase("tail")],
        "goals": [
            {
                "goal": "awareness",
                "phase": "burst",
                "weight": 1,
                "stock": 9.999,
                "score": 1 / 3,
                "reads_as": "33 %",
            }
        ],
        "fate": {"reads": {"inside": 0.9, "gaps": 0, "cut": 0, "after": 0.1}},
        "rules": [
            {
                "id": "budget",
                "text": "spend <= budget in campaign",
                "scope": "campaign",
                "value": "22.00",
                "bound": "<= 98.93",
                "slack": "76.93",
                "holds": True,
                "binding": False,
                "soft": False,
                "penalty": 0,
                "origin": "derived",
                "assumed": False,
            }
        ],
        "assumptions": {"assumed": 1, "inputs": 2, "binding": []},
        "warnings": [{"code": "vat-basis", "severity": "notice", "message": 'a "quoted" 消息'}],
        "inputs": {
            "kolopt": "1",
            "name": "Serum 精华",
            "phases": [{"id": "burst"}],
            "tiers": {"nano": {"quote": "10"}},
        },
    }


@pytest.fixture
def plan_fields():
    return fields()


@pytest.fixture
def plan():
    return seal(fields())
