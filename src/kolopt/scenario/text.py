"""Strict YAML 1.2 as text scalars with positions: no typing, no tags, no aliases, no merge keys.

Built on ruamel.yaml's events, which are pulled one by one, so that depth and number of values
are bounded while reading. Nothing in a file is executed or constructed.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml import events as yaml_events
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from kolopt.diagnostics import Diagnostic, Position, refuse
from kolopt.errors import InvalidInputError
from kolopt.scenario.characters import CONTROL
from kolopt.scenario.nodes import Mapping, Node, Scalar, Sequence, flow_text

if TYPE_CHECKING:
    from collections.abc import Iterator

CODES = {
    "empty-file": "a file holds nothing",
    "several-documents": "a file holds more than one YAML document",
    "yaml-directive": "a file starts with a % directive",
    "yaml-syntax": "the text is not YAML",
    "yaml-tag": "a value carries a tag (!name)",
    "yaml-anchor": "a value carries an anchor (&name)",
    "yaml-alias": "a value is an alias (*name), often an unquoted *1.3",
    "merge-key": "a mapping uses the merge key <<",
    "split-at-comma": "an unquoted text inside { } is split at its comma",
    "no-value": "a key inside { } has no value",
    "duplicate-key": "a key stands twice in one mapping",
    "bad-key": "a key is not a short text",
    "too-deep": "values are nested deeper than 40 levels",
    "too-many-values": "a file holds more than 100,000 values",
}
"""Diagnostic codes of this module."""

DEEPEST = 40
"""Levels of nesting."""
MOST_VALUES = 100_000
"""Values, keys included, that one file may hold."""

_QUOTE = "put the text in quotes"
_ALIAS = "put the text in quotes; to scale a number write {times: 1.3}"
_INDENT = "indent what belongs together by the same number of spaces"
_FOREIGN = {
    "scanning an alias": ("yaml-alias", "an unquoted `*` starts a YAML alias", _ALIAS),
    "scanning an anchor": ("yaml-anchor", "an unquoted `&` starts a YAML anchor", _QUOTE),
    "scanning a tag": ("yaml-tag", "an unquoted `!` starts a YAML tag", _QUOTE),
    "scanning a directive": ("yaml-directive", "a line that starts with % is a YAML directive", _QUOTE),
    "mapping values are not allowed": ("yaml-syntax", "an unquoted text holds a colon and a space", _QUOTE),
    "cannot start any token": ("yaml-syntax", "no unquoted text starts with this character", _QUOTE),
    "unexpected end of stream": ("yaml-syntax", "a quote is opened but never closed", "close it"),
    "flow sequence": ("yaml-syntax", "a list in [ ] is not closed, or a comma is missing", "write [a, b]"),
    "flow mapping": ("yaml-syntax", "a { } is not closed, or a comma is missing", "write {a: 1, b: 2}"),
    "block collection": ("yaml-syntax", "this line does not fit the indentation above", _INDENT),
    "block mapping": ("yaml-syntax", "this line does not fit the indentation or the quotes above", _INDENT),
    "expected ':'": ("yaml-syntax", "a key without a colon", "write `key: value`"),
}
"""Words of the parser's complaint → code, message and cure for a planner."""


def parse(text: str, file: str) -> tuple[Node, tuple[Diagnostic, ...]]:
    """Read one YAML document.

    Args:
        text: the document, as :func:`kolopt.scenario.characters.decode` gives it.
        file: the name that positions carry.

    Returns:
        The document, and the errors after which reading could go on (duplicate keys, tags, …).

    Raises:
        InvalidInputError: the text cannot be read as one document; carries those errors too.
    """
    builder = _Builder(text, file)
    try:
        node = builder.document()
    except (YAMLError, ValueError, OverflowError) as error:
        # ruamel answers an escape such as "\U00110000" with a bare ValueError.
        raise InvalidInputError([*builder.findings, _explain(error, builder.last)]) from None
    except InvalidInputError as error:
        raise InvalidInputError([*builder.findings, *error.diagnostics]) from None
    return node, tuple(builder.findings)


def _explain(error: Exception, last: Position) -> Diagnostic:
    """The parser's complaint in a planner's words; ``last`` is the last place read well."""
    if not isinstance(error, MarkedYAMLError):
        return Diagnostic("yaml-syntax", "what follows here is not YAML text", at=last, hint=_QUOTE)
    mark = error.problem_mark or error.context_mark
    at = replace(last, line=mark.line + 1, column=mark.column + 1) if mark else last
    complaint = f"{error.context} {error.problem}"
    for words, (code, message, hint) in _FOREIGN.items():
        if words in complaint:
            return Diagnostic(code, message, at=at, hint=hint)
    return Diagnostic("yaml-syntax", "this is not YAML text", at=at, hint=_QUOTE)


class _Builder:
    """Builds nodes from events; collects the errors after which reading can go on."""

    def __init__(self, text: str, file: str) -> None:
        self.findings: list[Diagnostic] = []
        self.last = Position(file, 1, 1)
        self._text = text
        self._values = 0
        self._events: Iterator[Any] = YAML(typ="safe", pure=True).parse(text)

    def document(self) -> Node:
        self._next()
        start = self._next()
        if isinstance(start, yaml_events.StreamEndEvent):
            refuse(
                "empty-file",
                "the file holds nothing",
                self.last,
                "`kolopt init` writes a scenario to start from",
            )
        if start.version is not None or start.tags:
            refuse("yaml-directive", "the file starts with a % directive", self.last, "delete the line")
        node = self._node(self._next(), 0)
        self._next()
        if not isinstance(self._next(), yaml_events.StreamEndEvent):
            refuse("several-documents", "a second YAML document starts here", self.last, "keep one to a file")
        return node

    def _next(self) -> Any:
        event = next(self._events)
        self.last = Position(self.last.file, event.start_mark.line + 1, event.start_mark.column + 1)
        return event

    def _note(self, code: str, message: str, at: Position, hint: str) -> None:
        self.findings.append(Diagnostic(code, message, at=at, hint=hint))

    def _node(self, event: Any, depth: int) -> Node:
        at = self.last
        self._values += 1
        if self._values > MOST_VALUES:
            refuse("too-many-values", f"the file holds more than {MOST_VALUES:,} values", at, "split it")
        if depth > DEEPEST:
            refuse(
                "too-deep", f"values are nested deeper than {DEEPEST} levels", at, "no scenario needs that"
            )
        match event:
            case yaml_events.AliasEvent():
                self._note("yaml-alias", f"`*{event.anchor}` unquoted is a YAML alias", at, _ALIAS)
                return Scalar(f"*{event.anchor}", at, quoted=True)
            case yaml_events.MappingStartEvent():
                self._check_properties(event, at)
                return self._mapping(at, depth, flow=bool(event.flow_style))
            case yaml_events.SequenceStartEvent():
                self._check_properties(event, at)
                return self._sequence(at, depth)
        return self._scalar(event, at)

    def _check_properties(self, event: Any, at: Position) -> None:
        if event.anchor is not None:
            self._note("yaml-anchor", f"`&{event.anchor}` unquoted is a YAML anchor", at, _QUOTE)
        if event.tag is not None:
            self._note("yaml-tag", f"`{event.tag}` unquoted is a YAML tag", at, _QUOTE)

    def _scalar(self, event: Any, at: Position) -> Scalar:
        self._check_properties(event, at)
        if event.style == '"' and (found := CONTROL.search(event.value)):
            message = f"the text holds the control character U+{ord(found[0]):04X}"
            self._note("control-character", message, at, "delete it")
        if event.style in ("'", '"'):
            at = replace(at, column=at.column + 1)
        return Scalar(event.value, at, quoted=event.style is not None)

    def _sequence(self, at: Position, depth: int) -> Sequence:
        items = []
        while not isinstance(event := self._next(), yaml_events.SequenceEndEvent):
            items.append(self._node(event, depth + 1))
        return Sequence(tuple(items), at)

    def _mapping(self, at: Position, depth: int, *, flow: bool) -> Mapping:
        entries: dict[str, tuple[Scalar, Node]] = {}
        latest, start = "", 0
        while not isinstance(event := self._next(), yaml_events.MappingEndEvent):
            key = self._key(self._node(event, depth + 1))
            value_event = self._next()
            if flow and _lacks_value(event, value_event):
                self._rejoin(entries, latest, key, self._text[start : event.end_mark.index])
                continue
            start = value_event.start_mark.index
            value = self._node(value_event, depth + 1)
            if key.text in entries:
                line = entries[key.text][0].at.line
                self._note(
                    "duplicate-key", f"`{key.text}` stands twice, first in line {line}", key.at, "keep one"
                )
                continue
            latest = key.text
            entries[latest] = key, value
        return Mapping(tuple(entries.values()), at)

    def _key(self, node: Node) -> Scalar:
        if not isinstance(node, Scalar):
            self._note("bad-key", "a list or a mapping cannot be a key", node.at, "write `key: value`")
            return Scalar(flow_text(node), node.at, quoted=True)
        if node.text == "<<" and not node.quoted:
            self._note(
                "merge-key", "the merge key `<<` is not read", node.at, "use `extends`, or repeat the lines"
            )
        elif node.is_null or "\n" in node.text:
            self._note("bad-key", "a key is one short text", node.at, "write `key: value`")
        return node

    def _rejoin(self, entries: dict[str, tuple[Scalar, Node]], latest: str, key: Scalar, whole: str) -> None:
        """Report a text that its comma split, and put it together so that reading goes on."""
        value = entries[latest][1] if latest in entries else None
        if not isinstance(value, Scalar) or value.quoted:
            self._note("no-value", f"`{key.text}` has no value", key.at, "inside { } write `key: value`")
            return
        if self.findings and self.findings[-1].at == value.at:
            self.findings.pop()
        hint = f'quote it: "{" ".join(whole.split())}"'
        self._note("split-at-comma", "inside { } an unquoted text ends at its comma", value.at, hint)
        entries[latest] = entries[latest][0], Scalar(whole, value.at)


def _lacks_value(key: Any, value: Any) -> bool:
    """Whether a key inside { } is followed by neither a colon nor a value."""
    empty = isinstance(value, yaml_events.ScalarEvent) and value.style is None and value.value == ""
    return empty and bool(value.start_mark.index == key.end_mark.index)
