"""The parser of the rule language, made from ``grammar.lark``.

Working out the parser's tables takes a short command longer than all its sentences. So
``grammar.tables.json`` lies beside the grammar: the tables, and the fingerprint of the grammar and of the
release of lark that they are for. Where the fingerprint is another, the tables are worked out. Write them
anew with ``python -m kolopt.rules.grammar``; a test compares.
"""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

import lark

from kolopt.money import NUMBER_PATTERN

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


@cache
def parser() -> lark.Lark:
    """The parser, with the starts ``rule`` and ``selection``."""
    kept = _tables_file()
    if kept.is_file():
        record = json.loads(kept.read_text(encoding="utf-8"), object_hook=_numbered)
        if record["made from"] == _fingerprint():
            return lark.Lark.load(record["tables"])
    return _made()


def tables_text() -> str:
    """What ``grammar.tables.json`` holds."""
    data, shared = _made().memo_serialize([lark.lexer.TerminalDef, lark.grammar.Rule])
    record = {"made from": _fingerprint(), "tables": {"data": data, "memo": shared}}
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"


def _made() -> lark.Lark:
    return lark.Lark(_grammar(), parser="lalr", start=["rule", "selection"], propagate_positions=True)


def _grammar() -> str:
    text = files("kolopt.rules").joinpath("grammar.lark").read_text(encoding="utf-8")
    return f"{text}\nQUANTITY: /[¥￥]?{NUMBER_PATTERN}[%％]?/\n"


def _tables_file() -> Traversable:
    return files("kolopt.rules").joinpath("grammar.tables.json")


def _fingerprint() -> str:
    return f"lark {lark.__version__}, sha256:{sha256(_grammar().encode()).hexdigest()}"


def _numbered(record: dict[str, Any]) -> dict[Any, Any]:
    """Lark numbers states, tokens and shared parts; JSON has made texts of the numbers."""
    return {int(key) if key.isdecimal() else key: value for key, value in record.items()}


if __name__ == "__main__":
    with as_file(_tables_file()) as path:
        path.write_text(tables_text(), encoding="utf-8")
