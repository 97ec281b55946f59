"""The approval beside a plan file, as reports state it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kolopt.campaign.approval_file import read_approval
from kolopt.report.header import SignOff

if TYPE_CHECKING:
    from kolopt.campaign import approval


def approval_of(path: str, data: bytes) -> SignOff | None:
    """Who approved a plan file of just these bytes; None for a draft, or a plan changed since.

    Raises:
        InvalidInputError: the file beside it is no approval of that plan.
    """
    record = read_approval(path)
    return signed(record) if record is not None and record.covers(data) else None


def signed(record: approval.Approval) -> SignOff:
    """A record of an approval in the form that reports take."""
    return SignOff(record.by, record.on.isoformat(), record.po or "")
