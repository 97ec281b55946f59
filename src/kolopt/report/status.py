"""Where a campaign stands, for the terminal and for programs."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.text import Text

from kolopt.campaign.booked_units import BOOKED
from kolopt.campaign.status import total_of
from kolopt.diagnostics import Severity
from kolopt.money import show_money, yuan
from kolopt.report.changes import NOTHING_SHOWS, change
from kolopt.report.figures import NOTHING, changed, number, rounded, share, shown
from kolopt.report.grid import Grid, canvas, draw, text_of
from kolopt.report.page import heading, paragraph
from kolopt.report.plain import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from kolopt.campaign.difference import Kind
    from kolopt.campaign.next_money import NextMoney
    from kolopt.campaign.status import CampaignStatus, Result, Row
    from kolopt.diagnostics import Diagnostic

_RESULTS = ("exposures", "reads", "engagements", "saves", "notes")


def render_status(found: CampaignStatus, width: int = 80, colour: bool = False) -> str:
    """The status as text: units and money by stage, results to date, the forecast, what more money does.

    Args:
        found: what to show.
        width: terminal cells; 60 or more.
        colour: whether to use ANSI colours.

    Returns:
        Lines that end with a line feed, the last one included.
    """
    console = canvas(width, colour)
    scenario = found.case.scenario
    console.print(Text(plain_text(scenario.name), style="bold"))
    paragraph(console, _stand(found), "dim")
    heading(console, "Units", "by tier")
    draw(console, _grid(found.units, "units"))
    for split, rows in (("tier", found.tiers), ("phase", found.phases), ("cost line", found.cost_lines)):
        heading(console, f"Spend by {split}")
        draw(console, _grid(rows, "money"))
    heading(console, "Results", "to date as measured; forecast at full yield")
    draw(console, _results_grid(found))
    if found.unmeasured:
        paragraph(console, _unmeasured(found.unmeasured), "dim")
    for warning in _warnings(found):
        paragraph(console, f"warning: {plain_text(warning.message)}", "dim")
    heading(console, "Forecast at completion")
    for sentence in (*_forecast(found), *_more(found.next_money)):
        paragraph(console, sentence)
    return text_of(console)


def _stand(found: CampaignStatus) -> str:
    day = found.case.scenario.as_of
    when = f"as of {day}" if day else "no planning day is set: nothing is taken to be over"
    against = "" if found.against is None else f"; planned: {plain_text(found.against.scenario.name)}"
    return f"{plain_text(found.case.path)} · {when}{against}"


def _grid(rows: tuple[Row, ...], kind: Kind) -> Grid:
    """One row each and their sum; columns without any figure are left out."""
    total = total_of(rows)
    headings = ("planned", *(stage.value for stage in BOOKED), "to book", "forecast")
    filled = [k for k in range(len(headings)) if any(_figures(row)[k] for row in rows)]

    def cells(row: Row) -> tuple[str, ...]:
        return (plain_text(row.name), *(_cell(_figures(row)[k], kind) for k in filled))

    return Grid(("", *(headings[k] for k in filled)), tuple(map(cells, rows)), cells(total))


def _figures(row: Row) -> tuple[int | None, ...]:
    return (row.planned, *(row.stages[stage] for stage in BOOKED), row.to_book, row.forecast)


def _cell(value: int | None, kind: Kind) -> str:
    return shown(value, kind) if value else NOTHING


def _results_grid(found: CampaignStatus) -> Grid:
    results = [result for result in found.results if result.name in _RESULTS]
    rows = tuple(
        (
            plain_text(result.name),
            _figure(result.planned),
            _figure(result.to_date),
            _share(result.to_date, result.planned),
            _figure(result.forecast),
            _share(result.forecast, result.planned),
        )
        for result in results
    )
    headings = ("", "planned", "to date", "of planned", "forecast", "of planned")
    kept = [k for k in range(len(headings)) if k == 0 or any(row[k] != NOTHING for row in rows)]
    return Grid(tuple(headings[k] for k in kept), tuple(tuple(row[k] for k in kept) for row in rows))


def _unmeasured(units: int) -> str:
    verbs = ("unit is", "states") if units == 1 else ("units are", "state")
    return f"{units:,} {verbs[0]} out and {verbs[1]} no result yet"


def _warnings(found: CampaignStatus) -> tuple[Diagnostic, ...]:
    """What is odd about the scenario and its ledger."""
    return tuple(notice for notice in found.case.notices if notice.severity is Severity.WARNING)


def _figure(value: Decimal | None) -> str:
    return number(value) if value else NOTHING


def _share(part: Decimal | None, whole: Decimal | None) -> str:
    return NOTHING if part is None or not whole else share(round(part), round(whole))


def _forecast(found: CampaignStatus) -> Iterator[str]:
    plan = found.forecast
    if plan is None:
        yield f"Around what is booked {plain_text(found.failure.split(chr(10))[0])}."
        yield "`kolopt explain` names the rules that clash."
        return
    funds, against = plan.funds, found.against
    yield (
        f"Spend {show_money(funds.spend)} of the {show_money(funds.plannable)} that can be planned, "
        f"{show_money(funds.left)} left; score {number(plan.certificate.score, 2)}."
    )
    if against is not None:
        spend = changed(funds.spend - against.funds.spend, "money")
        score = changed(
            rounded(plan.certificate.score, "points") - rounded(against.certificate.score, "points"), "points"
        )
        yield f"Against the plan: spend {spend}, score {score}."


def _more(found: NextMoney | None) -> Iterator[str]:
    if found is None:
        return
    if found.gain is None:
        yield f"The next {show_money(found.amount)} of budget: {plain_text(found.failure)}."
        return
    gained = change(found.gain, found.gap, spends=found.question == "spend")
    unit = "yuan of spend" if found.question == "spend" else "points"
    moves = ", ".join(f"{move.units:+d} {move.offer} in {move.phase}" for move in found.moves)
    words = f"; most moved: {moves}" if moves else ""
    gain = "nothing that shows" if gained == NOTHING_SHOWS else f"{gained} {unit}"
    yield f"The next {show_money(found.amount)} of budget: {gain}{words}."


def status_json(found: CampaignStatus) -> dict[str, Any]:
    """The status as plain data; money as yuan strings, KPIs as decimals in strings."""
    case, plan = found.case, found.forecast
    return {
        "kolopt_status": 1,
        "scenario": case.path,
        "as_of": None if case.scenario.as_of is None else str(case.scenario.as_of),
        "units": [_row_json(row, "units") for row in (*found.units, total_of(found.units))],
        **{
            name: [_row_json(row, "money") for row in (*rows, total_of(rows))]
            for name, rows in (
                ("by_tier", found.tiers),
                ("by_phase", found.phases),
                ("by_cost_line", found.cost_lines),
            )
        },
        "results": [_result_json(result) for result in found.results],
        "unmeasured": found.unmeasured,
        "warnings": [
            {"code": warning.code, "message": warning.message, "at": str(warning.at or "")}
            for warning in _warnings(found)
        ],
        "forecast": None
        if plan is None
        else {
            "spend": yuan(plan.funds.spend),
            "left": yuan(plan.funds.left),
            "score": str(plan.certificate.score),
            "status": plan.certificate.status,
        },
        "failure": found.failure,
        "next_money": None if found.next_money is None else _next_json(found.next_money),
    }


def _row_json(row: Row, kind: Kind) -> dict[str, Any]:
    def told(value: int | None) -> int | str | None:
        return value if value is None or kind == "units" else yuan(value)

    stages = {stage.value: told(row.stages[stage]) for stage in BOOKED}
    planned, to_book, forecast = (told(value) for value in (row.planned, row.to_book, row.forecast))
    return {"name": row.name, "planned": planned, **stages, "to_book": to_book, "forecast": forecast}


def _result_json(result: Result) -> dict[str, str | None]:
    figures = {"planned": result.planned, "to_date": result.to_date, "forecast": result.forecast}
    told = {name: None if value is None else str(value) for name, value in figures.items()}
    return {"kpi": result.name, **told}


def _next_json(found: NextMoney) -> dict[str, Any]:
    return {
        "amount": yuan(found.amount),
        "gain": None if found.gain is None else asdict(found.gain),
        "spend": yuan(found.spend),
        "moves": [asdict(move) for move in found.moves],
        "failure": found.failure,
    }
