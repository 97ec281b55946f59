"""A small market and scenario of the tests' own, and ways to load variations of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kolopt.errors import InvalidInputError
from kolopt.scenario.load import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kolopt.diagnostics import Diagnostic
    from kolopt.scenario.load import Case

MARKET = """\
kolopt_market: 1
title: Test market
tiers:
  nano:
    name: Nano
    followers: {from: 1k, to: 10k}
    quote: {low: 100, base: 400, high: 1k, source: pages}
    yields: {reads: 1k, saves: 11.2, notes: 1, hours: 1}
    available: {phase: 200, specialists: 70}
    status: assumption
  micro:
    name: {en: Micro, zh: 尾部}
    followers: {from: 10k, to: 100k}
    quote: 2.5k
    yields: {reads: 6k, saves: 67, notes: 1, hours: 1.5}
    available: 150
    tags: [small]
formats:
  picture: {name: Picture}
  video: {name: Video, price: 1.4, yields: {nano: 1.25, micro: 1.3}}
fits:
  specialist: {name: Specialist}
  adjacent: {name: Adjacent, yields: 0.8}
deals:
  paid: {name: Paid, registered: true}
  gift: {name: Gift, registered: false, price: 0, available: 0, needs_product: true, tiers: [nano]}
kpis:
  reads: {name: Reads, kind: flow}
  saves: {name: Saves, kind: flow}
  notes: {name: Notes, kind: presence}
  hours: {name: Hours, kind: effort}
  engagements: {name: Engagements, kind: sum, of: [reads, saves]}
offers:
  feed: {kind: media, media: 1000, yields: {reads: 600}}
  brand: {kind: owned, production: 800, yields: {notes: 1}}
goals:
  awareness:
    {name: Awareness, metric: {reads: 1}, affinity: {nano: 0.1, micro: 0.25}, response: reach, audience: 3M}
  seo:
    {name: Seo, metric: {notes: 1}, affinity: {nano: 1, micro: 1.1, brand: 0.6}, response: share, rivals: 150}
rules:
  density: {rule: "count(micro & paid) >= $density in each phase", why: search density, source: guide}
  band: {rule: "count(nano, micro) >= 20 * count(feed) in each phase", soft: 0.02}
levels:
  competition:
    default: medium
    status: assumption
    options: {low: {density: 15}, medium: {density: 22}, high: {density: {base: 30, source: guide}}}
  entry_stage:
    default: entry
    options: {entry: {cap: 0%}, growth: {cap: 25%}}
categories:
  beauty: {name: Beauty, price: 1.3}
phase_kinds:
  test: {name: Test, weight: 10}
  burst: {name: Burst, weight: 45}
  always_on: {name: Always on, weight: 25}
worlds: {low: 0.6, high: 1.5}
decay: {half_life: 30, at_publication: 60%, protection_days: 180}
yield_window: 90
platform_fee: {rate: 10%}
vat: 6%
payees:
  {creator: creators, platform: app, media: app, product: brand, production: lab, agency: agency, vat: state}
aliases: {koc: nano, 腰部: "nano, micro & paid"}
lints:
  single-tier: {why: one voice is not enough}
"""

SCENARIO = """\
kolopt: 1
name: Test campaign
market: market.yaml
budget: {total: 1.2M, reserve: 5%}
competition: medium
entry_stage: entry
phases:
  - {id: test, kind: test, start: 2027-03-29, end: 2027-04-18}
  - {id: burst, kind: burst, start: 2027-05-17, end: 2027-06-18}
goals: {awareness: 15, seo: 25}
rules:
  team: hours <= 320 in each phase
"""


class Folder:
    """A folder with the market and the scenario, in which tests write and load files."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.write("market.yaml", MARKET)
        self.write("base.yaml", SCENARIO)

    def write(self, name: str, text: str | bytes) -> Path:
        target = self.path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode() if isinstance(text, str) else text)
        return target

    def load(self, text: str | None = None, *overrides: str, market: str | None = None) -> Case:
        """Load a scenario text, or the base scenario, with overrides."""
        if market is not None:
            self.write("market.yaml", market)
        name = "base.yaml" if text is None else "case.yaml"
        if text is not None:
            self.write(name, text)
        return load(self.path / name, overrides)

    def child(self, text: str, *overrides: str) -> Case:
        """Load a scenario that extends the base scenario."""
        return self.load(f"kolopt: 1\nextends: base.yaml\n{text}", *overrides)

    def findings(self, run: Callable[[], Case]) -> tuple[Diagnostic, ...]:
        """The errors of a load, or its notices when it succeeds."""
        try:
            return run().notices
        except InvalidInputError as error:
            return error.diagnostics


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "plans")


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """One folder for all examples of a property; what a test changes it puts back."""
    return Folder(tmp_path_factory.mktemp("shared"))
