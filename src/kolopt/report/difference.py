"""What differs between two plans, for the terminal, as Markdown for a pull request, and for programs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from rich.text import Text

from kolopt.money import yuan
from kolopt.report.attribution import attribution_grid, attribution_json, reading
from kolopt.report.figures import changed, rounded, shown
from kolopt.report.grid import Grid, canvas, draw, text_of
from kolopt.report.markdown import escaped, markdown_grid, opening
from kolopt.report.page import heading, paragraph
from kolopt.report.plain import plain_text
from kolopt.scenario.difference import WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kolopt.campaign.attribution import Attribution
    from kolopt.campaign.difference import Difference, Section
    from kolopt.plan.record import Plan

DIFF_VERSION = 1
"""Of the JSON and the Markdown; the latter says it in its first line, by which tools find an earlier one."""
NONE = "(none)"
"""Stands for a value that a plan's inputs do not state."""
_LONGEST_VALUE = 60


@dataclass(frozen=True, slots=True)
class Block:
    """A titled part of the answer.

    Attributes:
        title, aside: heading and the remark behind it.
        grid: its table, or None.
        sentences: below it.
    """

    title: str
    aside: str = ""
    grid: Grid | None = None
    sentences: tuple[str, ...] = ()


def render_difference(
    found: Difference,
    names: tuple[str, str],
    why: Attribution | None = None,
    width: int = 80,
    colour: bool = False,
) -> str:
    """The difference as text.

    Args:
        found: what to show.
        names: of the two plans.
        why: what each input contributes, if it was asked for.
        width: terminal cells; 60 or more.
        colour: whether to use ANSI colours.

    Returns:
        Lines that end with a line feed, the last one included.
    """
    console = canvas(width, colour)
    console.print(Text(plain_text(" → ".join(names)), style="bold"))
    for block in _blocks(found, names, why):
        heading(console, block.title, block.aside)
        if block.grid is not None:
            draw(console, block.grid)
        for sentence in block.sentences:
            paragraph(console, sentence, indent=2)
    return text_of(console)


def difference_markdown(found: Difference, names: tuple[str, str], why: Attribution | None = None) -> str:
    """The difference as GitHub's Markdown, harmless whatever the plans' names and texts hold."""
    parts = [f"<!-- kolopt diff {DIFF_VERSION} -->", f"### {escaped(plain_text(' → '.join(names)))}"]
    for block in _blocks(found, names, why):
        aside = f": {escaped(plain_text(block.aside))}" if block.aside else ""
        parts.append(f"**{escaped(plain_text(block.title))}**{aside}")
        if block.grid is not None:
            parts.append(markdown_grid(block.grid))
        parts += [opening(plain_text(sentence)) for sentence in block.sentences]
    return "\n\n".join(parts) + "\n"


def difference_json(
    found: Difference, names: tuple[str, str], why: Attribution | None = None
) -> dict[str, Any]:
    """The difference as plain data; money as yuan strings, scores and KPIs as the plans state them."""
    return {
        "kolopt_diff": DIFF_VERSION,
        "plans": [
            _identity(name, plan) for name, plan in zip(names, (found.first, found.second), strict=True)
        ],
        "differs": found.differs,
        "inputs": [asdict(change) for change in found.changed],
        **{section.name.replace(" ", "_"): _rows_json(section) for section in found.sections},
        "newly_binding": list(found.newly_binding),
        "no_longer_binding": list(found.no_longer_binding),
        "why": None if why is None else attribution_json(why),
    }


def _identity(name: str, plan: Plan) -> dict[str, str]:
    stated = plan.certificate
    return {
        "name": name,
        "digest": plan.digest,
        "status": stated.status,
        "value": stated.value,
        "bound": stated.bound,
    }


def _rows_json(section: Section) -> list[dict[str, Any]]:
    def told(amount: Any) -> Any:
        return amount if section.kind == "units" else yuan(amount) if section.kind == "money" else str(amount)

    return [
        {"name": row.name, "before": told(row.before), "after": told(row.after), "change": told(row.change)}
        for row in section.rows
    ]


def _blocks(found: Difference, names: tuple[str, str], why: Attribution | None) -> Iterator[Block]:
    if not found.differs:
        yield Block("No difference", sentences=("The two plans are the same in every figure and word.",))
        return
    yield _inputs(found)
    if why is not None:
        yield Block("Why", "what each changed input contributes", attribution_grid(why), tuple(reading(why)))
    for section in found.sections:
        yield Block(section.name.capitalize(), grid=_grid(section))
    if rules := tuple(_rules(found)):
        yield Block("Rules", "with less than one unit of room", sentences=rules)
    if certificate := tuple(_certificates(found, names)):
        yield Block("Proof", sentences=certificate)


def _inputs(found: Difference) -> Block:
    if not found.changed:
        moved = "; the figures moved all the same" if found.sections else ", and no figure moved"
        return Block("Inputs", sentences=(f"No input that can change a number differs{moved}.",))
    together = [name for name in WHOLE if any(change.path.split(".")[0] == name for change in found.changed)]
    single = [change for change in found.changed if change.path.split(".")[0] not in together]
    rows = [(plain_text(c.path), _value(c.before), _value(c.after)) for c in single]
    rows += [(name, _rows(found.first, name), _rows(found.second, name)) for name in together]
    return Block("Inputs", grid=Grid(("Changed", "before", "after"), tuple(rows), names=3))


def _rows(plan: Plan, name: str) -> str:
    """How many rows a plan's inputs have in a section that is too long to show."""
    count = len(plan.document().get(name) or ())
    return f"{count:,} rows" if count else NONE


def _value(text: str | None) -> str:
    if text is None:
        return NONE
    plain = plain_text(text)
    return plain if len(plain) <= _LONGEST_VALUE else f"{plain[: _LONGEST_VALUE - 1]}…"


def _grid(section: Section) -> Grid:
    """Before, after and change; the change is that of the figures as printed."""
    rows = tuple(
        (
            plain_text(row.name),
            shown(row.before, section.kind),
            shown(row.after, section.kind),
            changed(rounded(row.after, section.kind) - rounded(row.before, section.kind), section.kind),
        )
        for row in section.rows
    )
    return Grid(("", "before", "after", "change"), rows)


def _rules(found: Difference) -> Iterator[str]:
    if found.newly_binding:
        yield f"Binding now: {', '.join(found.newly_binding)}."
    if found.no_longer_binding:
        yield f"No longer binding: {', '.join(found.no_longer_binding)}."


def _certificates(found: Difference, names: tuple[str, str]) -> Iterator[str]:
    for name, plan in zip(names, (found.first, found.second), strict=True):
        if plan.certificate.status != "proven":
            yield f"{name} is not proven: a limit stopped the solve."
    before, after = found.first.versions, found.second.versions
    if before != after:
        changes = ", ".join(
            f"{software} {getattr(before, software)} → {getattr(after, software)}"
            for software in type(before).model_fields
            if getattr(before, software) != getattr(after, software)
        )
        yield f"Made with other software: {changes}."
