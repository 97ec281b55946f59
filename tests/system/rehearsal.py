"""A season that does not go as planned: the skincare launch's ledger, filled in as people would have.

``python -m tests.system.rehearsal scenarios/skincare-618.plan.json`` prints the filled ledger.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from fractions import Fraction

from kolopt.campaign.booking import book
from kolopt.economics.tables import tabulate
from kolopt.plan.trusted import load_trusted
from kolopt.scenario.calendar import lead_days
from kolopt.scenario.ledger import ledger_text, measured_kpis
from kolopt.scenario.load import from_document
from kolopt.scenario.quantities import World

TODAY = date(2027, 5, 28)
"""Eleven days into the burst; a macro creator can still be ordered for it until tomorrow."""
FILLED = Fraction(60, 100)
"""Share of all rows that somebody has worked on."""
BOOKED = {"test": 1.0, "buildup": 0.72}
"""Share of a phase's rows that were booked; the burst makes up the rest of :data:`FILLED`."""
CANCELLED = {
    "test-micro-picture-022": "0",
    "buildup-micro-picture-009": "150",
    "buildup-nano-picture-adjacent-011": "0",
    "burst-nano-picture-adjacent-003": "0",
    "burst-macro-video-001": "12,000",
}
"""Slot → cancellation fee; the last is the season's celebrity, who withdrew."""
LATE = tuple(f"buildup-micro-picture-{number:03d}" for number in (31, 32, 33, 34, 35, 36))
"""Slots that were published in the burst instead."""
PRICES = (100, 97, 104, 112, 100, 92, 108, 100, 135, 95, 100, 160, 103, 88, 100, 60, 118)
"""Per cent of the planned price that were really paid, one row after another."""
RESULTS = (100, 82, 131, 64, 95, 240, 71, 108, 90, 55, 120)
"""Per cent of the planned yield that were measured."""


def filled(path: str) -> str:
    """The ledger of a plan, 60 % of it worked on, as CSV."""
    plan = load_trusted(path)
    scenario = from_document(plan.document(), path=path).scenario
    economics = tabulate(scenario, World.BASE)
    offers = {offer.id: offer for offer in economics.offers}
    phases = {phase.id: phase for phase in scenario.phases}
    sheet = book(plan, scenario)
    kpis = measured_kpis(scenario)
    rows = [dict(row) for row in sheet.rows]
    for number, row in enumerate(_chosen(rows)):
        phase, lead = phases[row["phase"]], lead_days(scenario, offers[row["offer"]])
        yields = economics.yields[row["offer"]]
        _book(row, number, phase.start, min(phase.end, TODAY - timedelta(days=1)), lead)
        if row["status"] in ("published", "settled"):
            factor = Fraction(RESULTS[number % len(RESULTS)], 100)
            row |= {kpi: str(round(yields[kpi] * factor)) for kpi in kpis if yields[kpi]}
    return ledger_text(sheet.columns, rows)


def _chosen(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The rows that somebody has worked on, in the order of the ledger."""
    by_phase: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        by_phase.setdefault(row["phase"], []).append(row)
    chosen = {}
    for phase, share in BOOKED.items():
        mine = by_phase[phase]
        wanted = round(share * len(mine))
        # The larger creators were booked first.
        for row in sorted(mine, key=lambda row: row["offer"].startswith("nano"))[:wanted]:
            chosen[row["slot"]] = row
    burst = sorted(by_phase["burst"], key=lambda row: (row["slot"] not in CANCELLED, row["slot"][-3:]))
    for row in burst[: round(FILLED * len(rows)) - len(chosen)]:
        chosen[row["slot"]] = row
    return [row for row in rows if row["slot"] in chosen]


def _book(row: dict[str, str], number: int, start: date, end: date, lead: int) -> None:
    """Fill in one row; ``start`` and ``end`` bound its publication."""
    slot, planned = row["slot"], Fraction(row["planned_cost"])
    published = start + timedelta(days=number % ((end - start).days + 1))
    if slot in LATE:
        published = date(2027, 5, 18) + timedelta(days=LATE.index(slot))
    row |= {
        "creator": f"达人 {number + 1:04d}",
        "agency": ("MCN 甲", "", "MCN 乙")[number % 3],
        "order_id": f"PGY-{27_000 + number}",
        "ordered_on": str(published - timedelta(days=lead + number % 3)),
        "status": "settled" if row["phase"] == "test" else "published",
        "published_on": str(published),
        "cost": f"{float(planned * PRICES[number % len(PRICES)] / 100):.2f}",
        "angle": ("成分", "换季修护", "早C晚A")[number % 3],
        "keyword": "屏障精华",
    }
    if slot in CANCELLED:
        row |= {"status": "cancelled", "published_on": "", "cost": "", "fee_cancel": CANCELLED[slot]}
    elif row["phase"] == "burst" and number % 2:
        row |= {"status": "ordered", "published_on": ""}


if __name__ == "__main__":
    sys.stdout.buffer.write(filled(sys.argv[1]).encode())
