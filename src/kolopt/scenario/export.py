"""The JSON Schemas of scenario and what-if files, for editors and for checks outside kolopt."""

from __future__ import annotations

import ast
import inspect
from typing import Any

from kolopt.scenario import market_schema, quantities, schema
from kolopt.scenario.quantities import ID_PATTERN
from kolopt.scenario.schema import FORMAT_VERSION, Scenario

_NUMBER = {
    "anyOf": [
        {"type": "number", "minimum": 0},
        {"type": "string", "pattern": r"^\s*[0-9][0-9,]*(\.[0-9]+)?\s*[kKM万亿%％]?\s*$"},
    ]
}
_SHORTHAND: dict[str, Any] = {
    "GoalSpec": {**_NUMBER, "description": "the goal's weight"},
    "RuleSpec": {"type": "string", "description": "a hard rule's text"},
    "Parameter": {**_NUMBER, "description": "a number or a share"},
    "Available": {**_NUMBER, "description": "units in each phase"},
    "PaymentTerms": {
        "type": "array",
        "items": {"$ref": "#/$defs/Instalment"},
        "description": "the instalments",
    },
}
"""Record → what a bare value in its place stands for."""


def scenario_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a scenario file.

    A scenario states only what differs from its market and parents: nothing but ``kolopt`` is
    required, and ``null`` removes what is inherited. Numbers may be YAML numbers or texts
    such as ``1.2M``. What needs several fields at once is left to ``kolopt check``.
    """
    generated = Scenario.model_json_schema()
    comments = _field_comments()
    records = {name: _record(body, comments[name]) for name, body in generated.pop("$defs").items()}
    root = _record(generated, comments["Scenario"])
    root["properties"]["kolopt"] = {
        "enum": [FORMAT_VERSION, str(FORMAT_VERSION)],
        "description": "format version",
    }
    root["properties"]["phases"] = _phases()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "kolopt scenario",
        **root,
        "required": ["kolopt"],
        "$defs": records,
    }


def whatif_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a what-if file; what a path may name is left to ``kolopt compare``."""
    amount = {"type": ["string", "number"]}
    change = {
        "description": "a value, null to remove, {times: 1.3} or {plus: 50k}",
        "anyOf": [
            {"type": ["string", "number", "boolean", "null", "array"]},
            {"type": "object", "properties": {"times": amount, "plus": amount}},
        ],
    }
    variant = {
        "type": "object",
        "description": "dotted path, as in --set, and what becomes of its value",
        "propertyNames": {"pattern": r"^[^\s.=]+(\.[^\s.=]+)*$"},
        "additionalProperties": change,
        "minProperties": 1,
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "kolopt what-if",
        "type": "object",
        "properties": {
            "kolopt_whatif": {"enum": [FORMAT_VERSION, str(FORMAT_VERSION)], "description": "format version"},
            "name": {"type": "string", "description": "what is asked, for people"},
            "scenario": {"type": "string", "description": "the scenario, relative to this file"},
            "variants": {
                "type": "object",
                "description": "name of each variant; `base` is the scenario itself",
                "patternProperties": {ID_PATTERN: variant},
                "additionalProperties": False,
                "minProperties": 1,
            },
        },
        "required": ["kolopt_whatif", "scenario", "variants"],
        "additionalProperties": False,
    }


def _phases() -> dict[str, Any]:
    by_list = {"type": "array", "items": {"$ref": "#/$defs/Phase", "required": ["id"]}}
    by_id = {
        "type": "object",
        "additionalProperties": {"anyOf": [{"$ref": "#/$defs/Phase"}, {"type": "null"}]},
    }
    return {"anyOf": [by_list, by_id], "description": "a list, or changes to inherited phases by id"}


def _record(body: dict[str, Any], comments: dict[str, str]) -> dict[str, Any]:
    """A record's schema with descriptions, nothing required and every value removable."""
    fields = {}
    for key, value in body.get("properties", {}).items():
        fields[key] = _removable(_loosened(value))
        if text := comments.get(key) or comments.get(f"{key}_"):
            fields[key]["description"] = text
    loose = {key: value for key, value in body.items() if key not in ("properties", "required", "title")}
    return {**loose, "properties": fields}


def _loosened(node: Any) -> Any:
    """A value's schema without titles and defaults; texts may look like numbers, shorthands are allowed."""
    if isinstance(node, list):
        return [_loosened(item) for item in node]
    if not isinstance(node, dict):
        return node
    if bare := _SHORTHAND.get(str(node.get("$ref")).rpartition("/")[2]):
        return {"anyOf": [bare, node]}
    if node.get("type") == "string" and not node.keys() & {"pattern", "format", "enum", "const"}:
        return {"type": ["string", "number"]}
    loose = {key: _loosened(value) for key, value in node.items() if key not in ("title", "default")}
    for table in ("patternProperties", "additionalProperties"):
        if isinstance(loose.get(table), dict):
            loose[table] = _table(table, loose[table])
    if "patternProperties" in loose:
        loose["additionalProperties"] = False
    return loose


def _table(keyword: str, values: dict[str, Any]) -> dict[str, Any]:
    if keyword == "additionalProperties":
        return _removable(values)
    return {pattern: _removable(value) for pattern, value in values.items()}


def _removable(value: dict[str, Any]) -> dict[str, Any]:
    """The value's schema, with ``null`` allowed."""
    options = value["anyOf"] if value.keys() <= {"anyOf", "description"} and "anyOf" in value else [value]
    described = {"description": value["description"]} if "description" in value else {}
    null = {"type": "null"}
    return {"anyOf": [*options, *(() if null in options else (null,))], **described}


def _field_comments() -> dict[str, dict[str, str]]:
    """Record → field → its docstring in the schema's source, where pydantic would read it at every start."""
    found: dict[str, dict[str, str]] = {}
    sources = (inspect.getsource(module) for module in (quantities, market_schema, schema))
    for record in (node for source in sources for node in ast.parse(source).body):
        if isinstance(record, ast.ClassDef):
            pairs = zip(record.body, record.body[1:], strict=False)
            bases = [base.id for base in record.bases if isinstance(base, ast.Name)]
            inherited = {key: text for base in bases for key, text in found.get(base, {}).items()}
            found[record.name] = inherited | {
                field.target.id: " ".join(text.value.value.split())
                for field, text in pairs
                if isinstance(field, ast.AnnAssign)
                and isinstance(field.target, ast.Name)
                and isinstance(text, ast.Expr)
                and isinstance(text.value, ast.Constant)
                and isinstance(text.value.value, str)
            }
    return found
