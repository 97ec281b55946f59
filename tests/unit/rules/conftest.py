"""A small scenario for the rule language: five tiers, media, an owned note and a named creator."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from kolopt.diagnostics import Position
from kolopt.errors import InvalidInputError
from kolopt.rules.read import read_rules
from kolopt.scenario.parameters import Resolved
from kolopt.scenario.schema import Scenario

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kolopt.rules.tree import Rule


def _tier(quote: str, **more: Any) -> dict[str, Any]:
    followers = {"from": "1000", "to": "2000"}
    return {"name": "tier", "followers": followers, "quote": quote, "yields": {"reads": "100"}, **more}


BASE: dict[str, Any] = {
    "kolopt": "1",
    "name": "rules",
    "budget": {"total": "1M"},
    "phases": [
        {"id": "test", "start": "2027-03-01", "end": "2027-03-20"},
        {"id": "buildup", "start": "2027-03-21", "end": "2027-04-20"},
        {"id": "burst", "start": "2027-04-21", "end": "2027-05-20"},
    ],
    "goals": {
        "education": {
            "name": "Education",
            "weight": "1",
            "metric": {"reads": "1"},
            "affinity": {"micro": "1"},
            "response": "reach",
            "audience": "1M",
        },
        "awareness": {
            "name": "Awareness",
            "metric": {"reads": "1"},
            "affinity": {"mega": "1"},
            "response": "reach",
            "audience": "1M",
        },
    },
    "tiers": {
        "nano": _tier(
            "400",
            available={"phase": "200", "specialists": {"base": "70", "status": "assumption"}},
            tags=["seeds"],
        ),
        "micro": _tier(
            "2500", available={"phase": "150", "campaign": "300"}, status="assumption", tags=["seeds"]
        ),
        "mid": _tier("12k"),
        "macro": _tier("45k", available={"phase": "15", "specialists": "5"}),
        "mega": _tier("100k"),
    },
    "formats": {"picture": {"name": "Picture"}, "video": {"name": "Video", "price": "1.4"}},
    "fits": {"specialist": {"name": "Specialist"}, "adjacent": {"name": "Adjacent"}},
    "deals": {
        "paid": {"name": "Paid", "registered": "true"},
        "gift": {"name": "Gift", "registered": "false", "tiers": ["nano"], "available": "0"},
    },
    "offers": {
        "face-a": {"tier": "macro", "format": "video", "quote": "250k", "available": {"campaign": "1"}},
        "feed-1k": {"kind": "media", "media": "1000", "tags": ["boost"]},
        "brand-note": {"kind": "owned", "production": "800", "available": "8"},
    },
    "kpis": {
        "reads": {"name": "Reads", "kind": "flow"},
        "saves": {"name": "Saves", "kind": "flow"},
        "engagements": {"name": "Engagements", "kind": "sum", "of": ["saves"]},
        "hours": {"name": "Hours", "kind": "effort"},
    },
    "decay": {"half_life": "30", "at_publication": "60%", "protection_days": "180"},
    "yield_window": "90",
    "platform_fee": {"rate": "10%"},
    "vat": "6%",
    "payees": {
        "creator": "creators",
        "platform": "marketplace",
        "media": "marketplace",
        "product": "brand",
        "production": "studio",
        "agency": "agency",
        "vat": "tax office",
    },
    "payments": {
        "creators": [{"share": "50%", "at": "order"}, {"share": "50%", "at": "publication", "days": "30"}]
    },
    "phase_kinds": {"always_on": {"name": "Always on", "weight": "25"}},
    "aliases": {"koc": "nano, micro & picture", "腰部": "mid"},
    "parameters": {},
    "rules": {},
}


@dataclass(frozen=True)
class Case:
    scenario: Scenario
    parameters: Mapping[str, Resolved]
    document: dict[str, Any]
    market_rules: tuple[str, ...] = ()

    def position(self, path: tuple[str, ...]) -> Position | None:
        return Position("plan.yaml", 10 + len(path), 21)

    def origin(self, path: tuple[str, ...]) -> str:
        return "market" if path[1] in self.market_rules else "scenario"


PARAMETERS = {
    "density": Resolved("22", "levels.competition.options.medium.density", assumed=True),
    "mega_cap": Resolved("25%", "levels.entry_stage.options.growth.mega_cap", assumed=False),
    "share": Resolved("0.4", "parameters.share", assumed=False),
    "floor": Resolved("600k", "parameters.floor", assumed=False),
}


def build_case(
    rules: Mapping[str, Any] | None = None,
    change: Callable[[dict[str, Any]], None] | None = None,
    market_rules: tuple[str, ...] = (),
) -> Case:
    document = copy.deepcopy(BASE)
    document["rules"] = dict(rules or {})
    if change is not None:
        change(document)
    return Case(Scenario.model_validate(document), PARAMETERS, document, market_rules)


@pytest.fixture(scope="session")
def make_case() -> Callable[..., Case]:
    return build_case


@pytest.fixture(scope="session")
def read_rule() -> Callable[..., Rule]:
    """Read one rule (text or record) of the small scenario."""

    def read(rule: Any, **more: Any) -> Rule:
        rules = read_rules(build_case({"x": rule}, **more))
        return next(r for r in rules if r.id == "x")

    return read


@pytest.fixture(scope="session")
def refuse() -> Callable[..., Any]:
    """The one finding with which a rule is refused."""

    def refusal(rule: Any, **more: Any) -> Any:
        with pytest.raises(InvalidInputError) as caught:
            read_rules(build_case({"x": rule}, **more))
        (finding,) = caught.value.diagnostics
        return finding

    return refusal
