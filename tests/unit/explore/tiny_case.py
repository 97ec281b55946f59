"""A tiny scenario whose points solve in milliseconds."""

from random import Random

from tests.property.tiny import document


def tiny():
    """A scenario that maximises a score, feasible at budgets from 4,000 up."""
    text = document(Random(11))
    text["objective"] = {"maximize": "score"}
    text["budget"] = {"total": "12000", "reserve": "0"}
    text["parameters"] = {"density": "1", "cap": "80%"}
    text["rules"] = {
        "density": {"rule": "count(nano) >= $density in campaign"},
        "team": {"rule": "hours <= 9 in campaign"},
        "micro-cap": {"rule": "spend(micro) <= $cap of budget"},
    }
    return text
