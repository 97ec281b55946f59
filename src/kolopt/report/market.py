"""A market for the terminal: its figures as written, each with its source or marked as an assumption."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from kolopt.report.figures import NOTHING
from kolopt.report.grid import Grid, canvas, draw, text_of
from kolopt.report.page import heading, paragraph
from kolopt.report.plain import plain_text
from kolopt.scenario.nodes import Mapping, Scalar, Sequence, flow_text, states_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from kolopt.scenario.nodes import Node

_MARK = "*"
_TABLED = ("title", "tiers", "goals", "rules", "schemes", "sources", "lints")
_PROVENANCE = ("source", "status", "as_of", "why")


def render_market(name: str, market: Mapping, width: int = 80, colour: bool = False) -> str:
    """Tiers, quotes, yields, goals, rules, levels and tier schemes of a market.

    Args:
        name: under which scenarios refer to it.
        market: the file's content.
        width: terminal cells; 60 or more.
        colour: whether to use ANSI colours.

    Returns:
        Lines that end with a line feed, the last one included.
    """
    console = canvas(width, colour)
    title = Text(plain_text(name), style="bold")
    title.append(
        f"  {_label(market.get('title'))}, as of {_text(market.get('collected'))}", style="dim not bold"
    )
    console.print(title)
    paragraph(console, f"{_MARK} an assumption: no source was found", "dim")
    _tiers(console, _mapping(market, "tiers"))
    _goals(console, _mapping(market, "goals"), _mapping(market, "tiers"))
    _rules(console, _mapping(market, "rules"))
    _sections(console, market)
    _schemes(console, _mapping(market, "schemes"))
    heading(console, "Sources")
    for label, source in _mapping(market, "sources").entries:
        paragraph(console, f"{label.text}: {_text(source)}", indent=2)
    return text_of(console)


def _tiers(console: Console, tiers: Mapping) -> None:
    records = [(key.text, tier) for key, tier in tiers.entries if isinstance(tier, Mapping)]
    heading(console, "Tiers")
    bounds = tuple(
        (
            name,
            _label(tier.get("name")),
            _followers(tier),
            _figure(tier.get("quote"), tier),
            _source(tier.get("quote"), tier),
        )
        for name, tier in records
    )
    draw(
        console,
        Grid(("Tier", "Name", "Followers", "Quote low / base / high, yuan", "Source"), bounds, names=2),
    )
    heading(console, "Yields of one picture note by a specialist")
    kpis = tuple(dict.fromkeys(kpi for _, tier in records for kpi in _names(_mapping(tier, "yields"))))
    rows = tuple(
        (name, *(_figure(_mapping(tier, "yields").get(kpi), tier) for kpi in kpis)) for name, tier in records
    )
    draw(console, Grid(("Tier", *kpis), rows))


def _followers(tier: Mapping) -> str:
    bounds = _mapping(tier, "followers")
    least, above = _figure(bounds.get("from"), tier), bounds.get("to")
    return f"from {least}" if above is None else f"{least} to {_figure(above, tier)}"


def _goals(console: Console, goals: Mapping, tiers: Mapping) -> None:
    heading(console, "Goals")
    records = [(key.text, goal) for key, goal in goals.entries if isinstance(goal, Mapping)]
    served = (*_names(tiers), *(offer for _, goal in records for offer in _names(_mapping(goal, "affinity"))))
    columns = tuple(dict.fromkeys(served))
    rows = tuple(
        (name, *(_figure(_mapping(goal, "affinity").get(column), goal) for column in columns))
        for name, goal in records
    )
    draw(console, Grid(("Affinity", *columns), rows))
    for name, goal in records:
        metric = " + ".join(
            f"{_figure(factor, goal)} × {kpi.text}" for kpi, factor in _mapping(goal, "metric").entries
        )
        parameters = [key for key in ("audience", "half_at", "rivals", "target") if goal.get(key) is not None]
        shape = ", ".join(f"{key} {_figure(goal.get(key), goal)}" for key in parameters)
        paragraph(console, f"{name}: {_text(goal.get('response'))}, {shape}, of {metric}", indent=2)


def _rules(console: Console, rules: Mapping) -> None:
    heading(console, "Rules")
    for key, rule in rules.entries:
        record = rule if isinstance(rule, Mapping) else Mapping(((Scalar("rule", key.at), rule),), key.at)
        soft = f" (soft: {_text(record.get('soft'))} points per missing unit)" if record.get("soft") else ""
        paragraph(console, f"{key.text}: {_text(record.get('rule'))}{soft}", indent=2)
        paragraph(console, f"{_english(record.get('why'))} [{_source(None, record)}]", "dim", indent=4)


def _schemes(console: Console, schemes: Mapping) -> None:
    heading(console, "Tier schemes in use on the market")
    for key, scheme in schemes.entries:
        if isinstance(scheme, Mapping):
            bands = " · ".join(
                f"{band.text} {_text(bound)}" for band, bound in _mapping(scheme, "bands").entries
            )
            paragraph(
                console,
                f"{key.text} ({_label(scheme.get('name'))}): {bands} [{_source(None, scheme)}]",
                indent=2,
            )


def _sections(console: Console, market: Mapping) -> None:
    """Everything without a table of its own, under its key in the file: one line for each record."""
    for key, section in market.entries:
        if key.text in _TABLED or not isinstance(section, Mapping):
            continue
        heading(console, key.text)
        nested = [
            name for name, node in section.entries if isinstance(node, Mapping) and not states_number(node)
        ]
        if not nested:
            paragraph(console, _record(section, section), indent=2)
            continue
        for name, node in section.entries:
            record = node if isinstance(node, Mapping) else section
            text = _record(record, record) if name in nested else _figure(node, section)
            paragraph(console, f"{name.text}: {text}", indent=2)


def _record(node: Mapping, record: Mapping) -> str:
    """The figures below a mapping on one line, with the source that covers them."""
    if node.get("en") is not None:
        return _label(node)
    if states_number(node):
        return f"{_figure(node, record)}{_cited(node)}"
    return " · ".join(_leaves(node, record, ())) + _cited(node)


def _leaves(node: Mapping, record: Mapping, path: tuple[str, ...]) -> Iterator[str]:
    for key, child in node.entries:
        here = (*path, key.text)
        if key.text in _PROVENANCE:
            continue
        if isinstance(child, Mapping) and child.get("en") is not None:
            yield _label(child)
        elif isinstance(child, Mapping) and not states_number(child):
            yield from _leaves(child, _covering(child, record), here)
        else:
            yield f"{' '.join(here)} {_figure(child, record)}{_cited(child)}"


def _cited(node: Node) -> str:
    source = node.get("source") if isinstance(node, Mapping) else None
    return "" if source is None else f" [{_text(source)}]"


def _covering(node: Mapping, record: Mapping) -> Mapping:
    """The record whose source or status covers the figures of a mapping."""
    return node if node.get("source") is not None or node.get("status") is not None else record


def _mapping(parent: Mapping, key: str) -> Mapping:
    child = parent.get(key)
    return child if isinstance(child, Mapping) else Mapping((), parent.at)


def _names(node: Mapping) -> tuple[str, ...]:
    return tuple(key.text for key, _ in node.entries)


def _text(node: Node | None) -> str:
    if isinstance(node, Sequence):
        return ", ".join(plain_text(flow_text(item)) for item in node.items)
    return plain_text(node.text) if isinstance(node, Scalar) else NOTHING


def _english(node: Node | None) -> str:
    return _text(node.get("en") if isinstance(node, Mapping) else node)


def _label(node: Node | None) -> str:
    if not isinstance(node, Mapping):
        return _text(node)
    return " ".join(_text(name) for name in (node.get("en"), node.get("zh")) if name is not None)


def _figure(node: Node | None, record: Mapping) -> str:
    """A number as written, low / base / high where there is a range, marked when it is an assumption."""
    if node is None:
        return NOTHING
    if not isinstance(node, Mapping):
        return _marked(_text(node), record)
    worlds = (node.get(world) for world in ("low", "base", "high"))
    return _marked(" / ".join(_text(world) for world in worlds if world is not None), _covering(node, record))


def _marked(text: str, record: Mapping) -> str:
    return text + _MARK if _assumed(record) and text[:1].isdigit() else text


def _assumed(record: Mapping) -> bool:
    return _text(record.get("status")) == "assumption"


def _source(node: Node | None, record: Mapping) -> str:
    own = _covering(node, record) if isinstance(node, Mapping) else record
    return _text(own.get("source")) if own.get("source") is not None or not _assumed(own) else "assumption"
