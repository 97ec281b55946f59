"""Every exception that kolopt raises on purpose, in one tree.

Exit codes are not here: the command line maps each class to its code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kolopt.diagnostics import Diagnostic


class KoloptError(Exception):
    """Base of all errors that kolopt raises on purpose."""


class InvalidInputError(KoloptError):
    """A file, an override or an option is wrong; carries every finding, not only the first.

    Attributes:
        diagnostics: the findings, errors first come in the order of the file.
    """

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(str(d) for d in self.diagnostics))


class InfeasibleError(KoloptError):
    """No plan can meet the hard rules."""


class LimitError(KoloptError):
    """A time or node limit was reached before any plan was found."""


class SolverError(KoloptError):
    """The solver failed, warned, or gave an answer that does not survive the audit."""


class VerificationError(KoloptError):
    """A plan does not agree with what its own inputs give."""
