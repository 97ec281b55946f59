"""What a long run has answered so far, on disk: one JSON line per point, so that a killed run goes on."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from kolopt.diagnostics import refuse
from kolopt.explore.points import Row

if TYPE_CHECKING:
    from types import TracebackType

    from kolopt.explore.vary import Point
    from kolopt.planning import Options
    from kolopt.scenario.load import Case

CODES = {"cannot-journal": "the file that keeps finished points cannot be written"}
"""Diagnostic codes of this module."""


def key_of(base: str, point: Point) -> str:
    """What a row answers: the run's :func:`base_of` and the point."""
    return hashlib.sha256(json.dumps([base, *point]).encode()).hexdigest()[:32]


def base_of(case: Case, options: Options) -> str:
    """Everything but the point that a row depends on: scenario, options, versions."""
    software = [f"{name} {version(name)}" for name in ("kolopt", "pulp", "highspy")]
    limits = [str(options.gap), str(options.seconds), str(options.nodes), options.solver]
    return json.dumps([case.digest(options.world), *limits, *software])


class Journal:
    """Rows by key, kept in a file while the run lasts and taken from it when the run starts again.

    A line is written at once and in one piece. A torn last line (the process was killed, the
    disk was full) is cut off; its point is solved again.
    """

    def __init__(self, path: str | None) -> None:
        """Open the journal, with the rows it has.

        Args:
            path: the file; None = keep nothing.

        Raises:
            InvalidInputError: the file cannot be written.
        """
        self.rows: dict[str, Row] = {}
        self._path = path
        self._file: int | None = None
        if path is None:
            return
        try:
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
            good = self._read(Path(path).read_bytes())
            os.ftruncate(self._file, good)
        except OSError as error:
            reason = error.strerror or str(error)
            refuse("cannot-journal", f"{path} cannot be written: {reason}", hint="name another output")

    def _read(self, data: bytes) -> int:
        """Take the whole lines; returns where they end."""
        good = 0
        for line in data.splitlines(keepends=True):
            entry = _entry(line)
            if entry is None:
                break
            self.rows[entry[0]] = entry[1]
            good += len(line)
        return good

    def add(self, key: str, row: Row) -> None:
        """Keep a row."""
        self.rows[key] = row
        if self._file is not None:
            line = json.dumps({"key": key, "row": asdict(row)}, ensure_ascii=False)
            os.write(self._file, f"{line}\n".encode())

    def finish(self) -> None:
        """Delete the file: its rows have been delivered."""
        if self._path is not None:
            Path(self._path).unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            os.close(self._file)


def _entry(line: bytes) -> tuple[str, Row] | None:
    """Key and row of a line, None when it is torn or of another kind."""
    if not line.endswith(b"\n"):
        return None
    try:
        entry: dict[str, Any] = json.loads(line)
        fields = entry["row"]
        return entry["key"], Row(**{**fields, "point": tuple(fields["point"])})
    except (ValueError, KeyError, TypeError):
        return None
