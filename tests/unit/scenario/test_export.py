from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator

from kolopt.scenario.export import scenario_schema

SCHEMA = scenario_schema()
BASE = {"kolopt": 1}


def valid(document):
    return Draft202012Validator(SCHEMA).is_valid({**BASE, **document})


def test_it_is_a_valid_schema():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"budget": {"total": "1.2M", "reserve": "5%"}},
        {"budget": {"total": 1200000}},
        {"goals": {"awareness": 15, "seo": {"weight": "3"}, "x": None}},
        {
            "rules": {
                "team": "hours <= 320 in each phase",
                "band": None,
                "x": {"rule": "count(a) >= 1", "soft": 0.5},
            }
        },
        {"phases": [{"id": "a", "start": "2027-01-01", "end": "2027-01-02", "season": {"micro": 1.1}}]},
        {"phases": {"a": {"end": "2027-01-02"}, "b": None}},
        {"tiers": {"micro": {"quote": {"base": "3k", "low": 2000}, "available": 20}}},
        {"tiers": {"micro": {"decay": {"half_life": "none"}, "followers": {"from": "1k"}}}},
        {"formats": {"video": {"yields": 1.3}}},
        {"parameters": {"mega_cap": "40%", "x": {"base": 3, "why": "agreed"}}},
        {"tax": None, "agency": None, "name": 618},
        {"payments": {"agency": [{"share": "100%", "at": "publication", "days": 30}], "x": None}},
        {
            "deals": {
                "paid": {"payments": {"agency": {"terms": [{"share": 1, "at": "order"}], "source": "a"}}}
            }
        },
        {"currency": "CNY"},
        {"currency": {"report": "EUR", "rate": 7.85, "buffer": "3%"}, "budget": {"in": "EUR"}},
    ],
)
def test_it_accepts_what_kolopt_reads(document):
    assert valid(document), [
        error.message for error in Draft202012Validator(SCHEMA).iter_errors(BASE | document)
    ]


@pytest.mark.parametrize(
    "document",
    [
        {"bugdet": {}},
        {"kolopt": 2},
        {"budget": 5},
        {"budget": {"total": "lots"}},
        {"goals": {"Awareness": 5}},
        {"phases": [{"start": "2027-01-01"}]},
        {"tax": {"prices": "inclusiv"}},
        {"tiers": {"micro": {"qoute": 5}}},
        {"tiers": {"micro": {"quote": {"low": 5}}}},
        {"rules": {"x": 5}},
        {"payments": {"agency": [{"share": "100%", "at": "delivery"}]}},
        {"payments": {"agency": "30 days"}},
        {"currency": "EUR"},
        {"budget": {"in": "euro"}},
    ],
)
def test_it_refuses_what_kolopt_refuses(document):
    assert not valid(document)


def test_a_file_must_say_what_it_is():
    assert not Draft202012Validator(SCHEMA).is_valid({"name": "x"})


def test_fields_are_described():
    described = [key for key, value in SCHEMA["properties"].items() if value.get("description")]
    assert {"name", "market", "competition"} <= set(described)
    assert SCHEMA["$defs"]["Tier"]["properties"]["source"]["description"]
    assert SCHEMA["$defs"]["Followers"]["properties"]["from"]["description"]
