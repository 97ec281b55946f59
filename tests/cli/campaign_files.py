"""A small scenario and its plans, for the commands that live with a plan."""

from functools import cache

from kolopt.plan.file import dumps
from kolopt.planning import Options, optimize
from kolopt.scenario.load import load
from kolopt.scenario.quantities import World

SCENARIO = """\
kolopt: 1
name: small
budget: {total: 150k}
tax: {prices: exclusive}
competition: low
entry_stage: entry
phases:
  - {id: burst, kind: burst, start: 2027-05-17, end: 2027-06-13}
goals: {seo_seeding: 1, awareness: 1}
"""


@cache
def plan_text(*changes: str, world: str = "base") -> str:
    """The plan file of ``small.yaml``, which stands in the working directory, under some changes."""
    return dumps(optimize(load("small.yaml", changes), Options(World(world))))


def made(folder, name: str, *changes: str, world: str = "base") -> str:
    """Write that plan; returns the file's name."""
    (folder / "small.yaml").write_text(SCENARIO, encoding="utf-8")
    (folder / name).write_text(plan_text(*changes, world=world), encoding="utf-8")
    return name
