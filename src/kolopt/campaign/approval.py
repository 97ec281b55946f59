"""The record that finance signs: which plan, to the byte, was approved by whom, and up to what."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from datetime import date
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

from kolopt.diagnostics import Diagnostic, raise_errors
from kolopt.money import show_money
from kolopt.plan.record import Digest, Fen
from kolopt.scenario.characters import check_characters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kolopt.plan.record import Plan

CODES = {"approval-refused": "the plan cannot be approved"}
"""Diagnostic codes of this module."""

APPROVAL_VERSION: Literal[1] = 1
"""The format that this version reads and writes (key ``kolopt_approval``)."""


class Approval(BaseModel):
    """Who approved which plan."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    kolopt_approval: Literal[1]
    plan: str
    """Name of the plan file, which stands beside the approval."""
    file: Digest
    """SHA-256 of the plan file's bytes."""
    digest: Digest
    """The plan's own digest."""
    prepared: str
    """Who made the plan."""
    by: str
    """Who approved it."""
    on: date
    spend: Fen
    """The plan's spend, which orders may not exceed."""
    outlay: Fen
    """All money that the plan makes leave the brand."""
    limit: Fen | None = None
    """What the outlay may not exceed, where the approver has a limit."""
    po: str | None = None
    """Number of the purchase order."""

    def covers(self, data: bytes) -> bool:
        """Whether a plan file's bytes are those that were approved."""
        return file_digest(data) == self.file

    def __str__(self) -> str:
        order = f", PO {self.po}" if self.po else ""
        return f"approved by {self.by} on {self.on}{order}"


def file_digest(data: bytes) -> str:
    """SHA-256 of a file's bytes, as ``sha256:…``."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def approve(
    plan: Plan,
    path: str,
    data: bytes,
    *,
    prepared: str,
    by: str,
    on: date,
    limit: int | None = None,
    po: str | None = None,
) -> Approval:
    """The record of an approval.

    Args:
        plan: audited.
        path: of its file.
        data: the file's bytes.
        prepared: who made the plan.
        by: who approves it; somebody else.
        on: the day.
        limit: fen that the plan's outlay may not exceed.
        po: number of the purchase order.

    Raises:
        InvalidInputError: with every reason why it cannot be approved.
    """
    name = os.path.basename(path)
    for text, option in ((name, "PLAN"), (prepared, "--prepared"), (by, "--by"), (po or "", "--po")):
        check_characters(text, option)
    reasons = (*_people(prepared, by), *_open_errors(plan), *_over(plan, limit))
    raise_errors(
        Diagnostic("approval-refused", f"{path} cannot be approved: {reason}", hint=cure)
        for reason, cure in reasons
    )
    return Approval(
        kolopt_approval=APPROVAL_VERSION,
        plan=name,
        file=file_digest(data),
        digest=plan.digest,
        prepared=prepared.strip(),
        by=by.strip(),
        on=on,
        spend=plan.spend.total,
        outlay=plan.outlay.total,
        limit=limit,
        po=po,
    )


def contradiction(approval: Approval, plan: Plan) -> str:
    """What a record says that cannot be so of the plan it covers, in words; "" when there is nothing.

    Args:
        approval: as it stands beside the plan; it is text, which anybody can edit.
        plan: audited, read from the bytes that the approval covers.
    """
    stated = {
        "spend": (show_money(approval.spend), show_money(plan.spend.total)),
        "outlay": (show_money(approval.outlay), show_money(plan.outlay.total)),
        "digest": (approval.digest, plan.digest),
    }
    differing = (
        f"the record of it states {name} {record}, the plan {true}"
        for name, (record, true) in stated.items()
        if record != true
    )
    refused = (
        reason for reason, _ in (*_people(approval.prepared, approval.by), *_over(plan, approval.limit))
    )
    return next(iter((*differing, *refused)), "")


def _people(prepared: str, by: str) -> Iterator[tuple[str, str]]:
    if not _person(prepared) or not _person(by):
        yield "a name is empty", "say who prepared it and who approves it"
    elif _person(prepared) == _person(by):
        yield f"{by} prepared it", "somebody else must approve it"


def _person(name: str) -> str:
    """A name without what tells two spellings of it apart."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _open_errors(plan: Plan) -> Iterator[tuple[str, str]]:
    for warning in plan.warnings:
        if warning.severity == "error" and warning.silenced is None:
            yield f"an error is open: {warning.message}", f"mend it, or silence {warning.code} with a reason"


def _over(plan: Plan, limit: int | None) -> Iterator[tuple[str, str]]:
    if limit is not None and plan.outlay.total > limit:
        over = f"its outlay of {show_money(plan.outlay.total)} is over the limit of {show_money(limit)}"
        yield over, "plan with a smaller budget, or ask for a higher limit"
