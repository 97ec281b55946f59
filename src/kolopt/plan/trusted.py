"""Plans that are read to be relied on: each must follow from its own inputs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kolopt.errors import VerificationError
from kolopt.plan import file, strict_json
from kolopt.plan.audit import audit

if TYPE_CHECKING:
    from pathlib import Path

    from kolopt.plan.record import Plan


def trusted(data: bytes, name: str) -> Plan:
    """A plan from the bytes of its file, audited.

    Args:
        data: of the file.
        name: of the file, for messages.

    Raises:
        InvalidInputError: this is not a plan.
        VerificationError: it does not follow from its own inputs.
    """
    plan = file.loads(strict_json.decode(data, name), name)
    if discrepancies := audit(plan):
        raise VerificationError(f"{name} does not follow from its own inputs: {discrepancies[0]}")
    return plan


def load_trusted(path: str | Path) -> Plan:
    """A plan file, audited.

    Raises:
        InvalidInputError, VerificationError: it cannot be opened, or as :func:`trusted`.
    """
    return trusted(file.read(path), str(path))
