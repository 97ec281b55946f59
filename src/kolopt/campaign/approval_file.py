"""The approval file beside a plan: where it stands, how it is written and read."""

from __future__ import annotations

import json
import os
from pathlib import Path

from pydantic import ValidationError

from kolopt.campaign.approval import APPROVAL_VERSION, Approval
from kolopt.campaign.revisions import history
from kolopt.diagnostics import Position, refuse
from kolopt.errors import InvalidInputError
from kolopt.scenario.characters import LARGEST_FILE, decode
from kolopt.scenario.nodes import Mapping, plain
from kolopt.scenario.text import parse

CODES = {
    "cannot-read": "the approval cannot be opened",
    "not-an-approval": "a file is no approval, one of another version, or of another plan",
    "never-approved": "a plan has no approval, or none of its versions is the approved one",
}
"""Diagnostic codes of this module."""

SUFFIX = ".approval.yaml"
"""How the name of an approval ends."""
_HEAD = "# An approved plan, as `kolopt approve` recorded it; `kolopt verify` holds the plan to it.\n"


def approval_path(plan: str) -> str:
    """Where the approval of a plan file stands: ``a.plan.json`` → ``a.plan.approval.yaml``."""
    return plan.removesuffix(".json") + SUFFIX


def dumps(approval: Approval) -> str:
    """The record as YAML text."""
    fields = approval.model_dump(mode="json", exclude_none=True)
    # A JSON text is a YAML text in double quotes, whatever it holds.
    body = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in fields.items())
    return _HEAD + body


def read_approval(plan: str) -> Approval | None:
    """The approval beside a plan file; None when there is none.

    Raises:
        InvalidInputError: the file beside it is no approval of that plan.
    """
    path = approval_path(plan)
    try:
        with open(path, "rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        refuse("cannot-read", f"{path} cannot be read: {error.strerror or error}", hint="make it readable")
    approval = loads(decode(data, path), path)
    if approval.plan != os.path.basename(plan):
        message = f"this approves {approval.plan}, not {os.path.basename(plan)}"
        refuse("not-an-approval", message, Position(path, 1, 1), "put it beside its own plan")
    return approval


def loads(text: str, path: str) -> Approval:
    """Read the text of an approval.

    Raises:
        InvalidInputError: it is none.
    """
    root, findings = parse(text, path)
    if findings:
        raise InvalidInputError(findings)
    version = root.get("kolopt_approval") if isinstance(root, Mapping) else None
    if version is None:
        refuse("not-an-approval", "this is no approval", root.at, "`kolopt approve` makes one")
    if plain(version) != str(APPROVAL_VERSION):
        message = f"this kolopt reads `kolopt_approval: {APPROVAL_VERSION}` only"
        refuse("not-an-approval", message, version.at, "a newer approval needs a newer kolopt")
    try:
        return Approval.model_validate({**plain(root), "kolopt_approval": APPROVAL_VERSION})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(step) for step in first["loc"])
        reason = first["msg"].removeprefix("Value error, ")
        refuse("not-an-approval", f"{key}: {reason}", root.at, "make it again with `kolopt approve`")


def approved_version(plan: str) -> bytes:
    """The bytes of a plan file that were approved: the file itself, or an earlier version of it in git.

    Raises:
        InvalidInputError: there is no approval, or no such version.
    """
    approval = read_approval(plan)
    if approval is None:
        refuse("never-approved", f"{plan} has no approval beside it", hint="`kolopt approve` makes one")
    present = Path(plan).read_bytes() if Path(plan).is_file() else b""
    if approval.covers(present):
        return present
    for data in history(plan):
        if approval.covers(data):
            return data
    message = f"no commit holds the version of {plan} that {approval.by} approved"
    refuse("never-approved", message, hint="name the approved file instead: kolopt diff APPROVED PLAN")
