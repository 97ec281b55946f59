"""The plan file: canonical JSON, sealed by a digest; written by us, read from anybody.

The text is a function of the plan alone. Fields stand in the order of the record, one plan
line (rule, goal, phase, warning) per text line, so that a pull request shows a readable diff.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from pydantic import ValidationError

from kolopt.diagnostics import Diagnostic
from kolopt.errors import InvalidInputError
from kolopt.plan import strict_json
from kolopt.plan.record import PLAN_VERSION, Plan

if TYPE_CHECKING:
    from collections.abc import Mapping

OPENING = re.compile(rb'\s*\{\s*"kolopt_plan"')
"""How a plan file starts."""
WIDTH = 110
"""Objects up to this many characters stand on one text line."""
MOST_FINDINGS = 20
"""No more findings than this are listed for one file."""

CODES = {
    "cannot-read": "the plan file cannot be opened",
    "not-a-plan": "the JSON is not a kolopt plan",
    "plan-version": "the plan was written in a format that this version does not read",
    "plan-missing-key": "a key of the plan is missing",
    "plan-unknown-key": "a key that no plan has",
    "plan-value": "a value is not what a plan holds there",
}
"""Diagnostic codes of this module."""

_BLANK_DIGEST = "sha256:" + "0" * 64
_AGAIN = "make the plan again with `kolopt plan -o`"


def dumps(plan: Plan) -> str:
    """The plan as canonical JSON text, ending in a newline."""
    return _layout(plan.model_dump(mode="json"))


def digest_of(plan: Plan) -> str:
    """SHA-256 of the canonical text with the digest's value blank, as ``sha256:…``."""
    return digest_of_document(plan.model_dump(mode="json"))


def digest_of_document(document: Mapping[str, Any]) -> str:
    """As :func:`digest_of`, of a plan as JSON value."""
    text = _layout({**document, "digest": ""})
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def seal(fields: Mapping[str, Any]) -> Plan:
    """Make a plan from all its fields but the digest, and seal it with its digest."""
    plan = Plan.model_validate({**fields, "digest": _BLANK_DIGEST})
    return plan.model_copy(update={"digest": digest_of(plan)})


def load(path: str | Path) -> Plan:
    """Read a plan file.

    Raises:
        InvalidInputError: it cannot be opened, or as :func:`loads`.
    """
    return loads(strict_json.decode(read(path), str(path)), str(path))


def read(path: str | Path) -> bytes:
    """A plan file's bytes, one more than allowed at most.

    Raises:
        InvalidInputError: it cannot be opened.
    """
    try:
        with Path(path).open("rb") as file:
            return file.read(strict_json.LARGEST_TEXT + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        _refuse(
            "cannot-read", f"{path} cannot be read: {reason}", "name a plan file made by `kolopt plan -o`"
        )


def loads(text: str, path: str) -> Plan:
    """Read the text of a plan file, trusting nothing in it.

    White space and the order of an object's keys are free; everything else must stand as :func:`dumps`
    writes it. The digest is not checked here but by the audit.

    Args:
        text: of the file.
        path: of the file, for messages.

    Raises:
        InvalidInputError: with one finding for each thing that is wrong.
    """
    document = strict_json.parse(text, path)
    _check_version(document, path)
    try:
        plan = Plan.model_validate(document)
    except ValidationError as error:
        raise InvalidInputError(_findings(error, path)) from None
    if different := _first_difference(document, plan.model_dump(mode="json"), ""):
        _refuse("plan-value", f"{path}: {different} is not written as in a plan", _AGAIN)
    return plan


# -- writing


def _layout(document: Mapping[str, Any]) -> str:
    body = ",\n".join(f"  {_compact(key)}: {_block(value, 2)}" for key, value in document.items())
    return f"{{\n{body}\n}}\n"


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


def _compact(value: object) -> str:
    return _ENCODER.encode(value)


def _block(value: object, indent: int) -> str:
    """A value on one line where it fits; else an object key by key and a list item by item."""
    if not value or not isinstance(value, (dict, list)):
        return _compact(value)
    records = isinstance(value, list) and any(isinstance(item, dict) for item in value)
    if not records and _least_width(value) + indent <= WIDTH:
        line = _compact(value)
        if len(line) + indent <= WIDTH:
            return line
    margin = " " * (indent + 2)
    if isinstance(value, list):
        opening, closing = "[]"
        items = [_compact(item) for item in value]
    else:
        opening, closing = "{}"
        items = [f"{_compact(key)}: {_block(item, indent + 2)}" for key, item in value.items()]
    body = ",\n".join(margin + item for item in items)
    return f"{opening}\n{body}\n{' ' * indent}{closing}"


def _least_width(value: dict[str, object] | list[object]) -> int:
    """No more characters than a value has on one line; tells most that are too long without writing them."""
    if isinstance(value, list):
        return 3 * len(value)
    texts = [len(item) for item in value.values() if isinstance(item, str)]
    return sum(texts) + sum(map(len, value)) + 6 * len(value)


# -- reading


def _refuse(code: str, message: str, hint: str) -> NoReturn:
    raise InvalidInputError([Diagnostic(code, message, hint=hint)]) from None


def _check_version(document: object, path: str) -> None:
    if not isinstance(document, dict) or "kolopt_plan" not in document:
        _refuse(
            "not-a-plan",
            f"{path} is not a kolopt plan: it has no key 'kolopt_plan'",
            "make one with `kolopt plan -o`",
        )
    version = document["kolopt_plan"]
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        _refuse(
            "plan-version",
            f"{path}: kolopt_plan is {_short(version)}",
            f"it is {PLAN_VERSION} in the plans of this version",
        )
    if version > PLAN_VERSION:
        _refuse(
            "plan-version",
            f"{path} is a plan of a newer kolopt (format {_short(version)}, this one reads {PLAN_VERSION})",
            "upgrade kolopt: pip install -U kolopt",
        )


def _short(value: object) -> str:
    text = json.dumps(value)
    return text if len(text) <= 40 else text[:37] + "…"


def _dotted(location: tuple[int | str, ...]) -> str:
    text = ""
    for step in location:
        text += f"[{step}]" if isinstance(step, int) else f".{step}"
    return text.removeprefix(".") or "the plan"


def _findings(error: ValidationError, path: str) -> list[Diagnostic]:
    errors = error.errors(include_url=False, include_context=False)
    found = [
        _finding(entry["type"], _dotted(entry["loc"]), entry["msg"], path) for entry in errors[:MOST_FINDINGS]
    ]
    if len(errors) > MOST_FINDINGS:
        found.append(
            Diagnostic("plan-value", f"{path}: {len(errors) - MOST_FINDINGS} more findings of this kind")
        )
    return found


def _finding(kind: str, where: str, message: str, path: str) -> Diagnostic:
    if kind == "missing":
        return Diagnostic(
            "plan-missing-key", f"{path}: {where} is missing", hint="a plan has all keys that kolopt wrote"
        )
    if kind == "extra_forbidden":
        return Diagnostic("plan-unknown-key", f"{path}: {where} is not a key of a plan", hint="take it out")
    reason = message.removeprefix("Value error, ")
    return Diagnostic("plan-value", f"{path}: {where}: {reason}", hint=_AGAIN)


def _first_difference(stated: object, canonical: object, where: str) -> str:
    """Where what was read differs from what would be written, as a path; "" when nowhere."""
    if isinstance(stated, dict) and isinstance(canonical, dict):
        if odd := [key for key in (*canonical, *stated) if key not in stated or key not in canonical]:
            return f"{where}.{odd[0]}".removeprefix(".")
        pairs = ((f"{where}.{key}".removeprefix("."), stated[key], canonical[key]) for key in stated)
    elif isinstance(stated, list) and isinstance(canonical, list):
        pairs = ((f"{where}[{i}]", a, b) for i, (a, b) in enumerate(zip(stated, canonical, strict=True)))
    else:
        return "" if type(stated) is type(canonical) and stated == canonical else where
    return next((found for path, a, b in pairs if (found := _first_difference(a, b, path))), "")
