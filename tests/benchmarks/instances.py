"""A family of programs to measure solvers on: the shipped market, from 12 to about 1,000 integer lines.

Quotes, yields and audiences are varied at random by a seed; the budget grows with the campaign, so that
the phases compete for it at every size. ``logical`` adds the rules that need binaries.
"""

from __future__ import annotations

import random
import tempfile
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from kolopt.economics.tables import tabulate
from kolopt.model.formulate import Question, formulate
from kolopt.rules.read import read_rules
from kolopt.scenario.load import load
from kolopt.scenario.quantities import World

if TYPE_CHECKING:
    from kolopt.model.program import Program

SIZES = {
    "12": (1, False, False),
    "44": (2, True, False),
    "88": (4, True, False),
    "264": (12, True, False),
    "504": (12, True, True),
    "1008": (24, True, True),
}
"""Lines → number of phases, whether adjacent creators are open, whether there are four formats."""
SPECIALISTS = {"nano": 70, "micro": 52, "mid": 21, "macro": 5, "mega": 1}
"""Tier → specialists per phase in the shipped market; a pool of no more closes adjacent creators."""
KINDS = ("test", "buildup", "warmup", "burst", "tail", "always_on")
DAYS = 28
YUAN_PER_PHASE = 280_000

_FORMATS = """
formats:
  live: {name: Live, price: 1.8, yields: {flow: 2.2, comments: 3, saves: 0.6, notes: 0, hours: 2.5}}
  series: {name: Series, price: 2.7, yields: {flow: 2.5, notes: 3, hours: 2.4}}
"""
_LOGICAL = """
  mega-or-none: count(mega) is 0 or >= 2
  mega-network: if count(mega) >= 1 in campaign then count(micro) >= 25 in each phase
  mix: variety(nano, micro, mid, macro, mega) >= 3 in each phase
  video-mix: spend(video) >= 30% of spend in each phase
  macro-or-none: count(macro-picture, macro-video) is 0 or >= 2 in each phase
"""


def scenario_text(size: str, seed: int, *, logical: bool) -> str:
    """A scenario of the family as YAML.

    Args:
        size: a key of :data:`SIZES`.
        seed: of the random changes.
        logical: whether it has if-then, or-none, variety and share rules.
    """
    rng = random.Random(f"{size}-{seed}")
    phases, _, four_formats = SIZES[size]
    first = date(2027, 1, 4)
    rows = []
    for number in range(phases):
        start = first + timedelta(days=DAYS * number)
        end = start + timedelta(days=DAYS - 1)
        kind = KINDS[number % len(KINDS)] if phases > 1 else "burst"
        rows.append(f"  - {{id: p{number:02d}, kind: {kind}, start: {start}, end: {end}}}")
    budget = round(YUAN_PER_PHASE * phases * rng.uniform(0.7, 1.5))
    parts = [
        "kolopt: 1",
        f"name: family {size} {seed}",
        "market: xiaohongshu",
        f"budget: {{total: {budget}, reserve: 0}}",
        "tax: {prices: exclusive}",
        "entry_stage: mature",
        "phases:",
        *rows,
        "goals: {awareness: 15, education: 15, social_proof: 25, seo_seeding: 25, conversion: 20}",
        _FORMATS if four_formats else "",
        "rules:",
        f"  team: hours <= {rng.randint(220, 420)} in each phase",
        "  density: count(micro & paid) >= 15 in each phase",
        _LOGICAL if logical else "",
    ]
    return "\n".join(parts)


def overrides(size: str, seed: int) -> tuple[str, ...]:
    """Random changes of the market's numbers, as ``--set`` takes them."""
    rng = random.Random(f"{seed}-{size}")
    quotes = tuple(f"tiers.{tier}.quote*={rng.uniform(0.7, 1.4):.4f}" for tier in SPECIALISTS)
    phases = SIZES[size][0]
    scale = max(1.0, phases / 4) if phases < 4 else 1.0
    audiences = (
        f"goals.awareness.audience*={rng.uniform(0.6, 1.6) * scale:.4f}",
        f"goals.social_proof.half_at*={rng.uniform(0.6, 1.6):.4f}",
        f"goals.seo_seeding.rivals*={rng.uniform(0.6, 1.6):.4f}",
    )
    specialists_only = (
        ()
        if SIZES[size][1]
        else tuple(f"tiers.{tier}.available.phase={pool}" for tier, pool in SPECIALISTS.items())
    )
    return (*quotes, *audiences, *specialists_only)


def program(size: str, seed: int, *, logical: bool) -> Program:
    """The integer program of a scenario of the family."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "family.yaml"
        path.write_text(scenario_text(size, seed, logical=logical), encoding="utf-8")
        case = load(path, overrides(size, seed))
    economics = tabulate(case.scenario, World.BASE)
    return formulate(economics, read_rules(case), Question("score"))
