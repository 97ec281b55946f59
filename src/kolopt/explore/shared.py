"""What the variants of one scenario share: tables, columns, rules and loaded solvers, each made once.

An answer is the same without it; what a variant changes is found by comparing documents.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kolopt.economics.tables import refunded, tabulate
from kolopt.model.lines import Lines
from kolopt.rules.read import read_rules
from kolopt.solve.family import Family

if TYPE_CHECKING:
    from kolopt.economics.tables import Economics
    from kolopt.rules.tree import Rule
    from kolopt.scenario.load import Case
    from kolopt.scenario.quantities import World

_TABLES_IGNORE = ("rules", "parameters", "competition", "entry_stage", "objective", "name")
"""Keys of a scenario that no price, yield or stock depends on."""
_RULES_IGNORE = ("objective", "name")
_MONEY = ("total", "reserve")


class Shared:
    """Made from one scenario in one world, for it and its variants.

    Attributes:
        family: solves the programs of them all.
    """

    def __init__(self, case: Case, world: World) -> None:
        """Tabulate the scenario and read its rules.

        Raises:
            InvalidInputError: a rule is wrong.
        """
        self._case = case
        self._world = world
        self._rules = read_rules(case)
        self._economics = tabulate(case.scenario, world)
        self._lines = Lines(self._economics)
        self.family = Family()

    def tables(self, case: Case) -> tuple[Economics, Lines]:
        """Tables of a variant, and the columns made from them."""
        if _same(case, self._case, _TABLES_IGNORE):
            return refunded(self._economics, case.scenario), self._lines
        tables = tabulate(case.scenario, self._world)
        return tables, Lines(tables)

    def rules(self, case: Case) -> tuple[Rule, ...]:
        """All rules of a variant, by id.

        Raises:
            InvalidInputError: one of them is wrong.
        """
        return self._rules if _same(case, self._case, _RULES_IGNORE) else read_rules(case)


def _same(one: Case, other: Case, ignored: tuple[str, ...]) -> bool:
    """Whether two scenarios state the same but for some keys and the money of the budget."""
    return _content(one.document, ignored) == _content(other.document, ignored)


def _content(document: dict[str, Any], ignored: tuple[str, ...]) -> dict[str, Any]:
    kept = {key: value for key, value in document.items() if key not in ignored}
    return {**kept, "budget": {k: v for k, v in document["budget"].items() if k not in _MONEY}}
