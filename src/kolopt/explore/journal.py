"""What a long run has answered so far, on disk: one JSON line per point, so that a killed run goes on."""

from __future__ import annotations

import hashlib
import io
import json
import os
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Self

from kolopt.diagnostics import refuse
from kolopt.explore.points import Row

if TYPE_CHECKING:
    from types import TracebackType

    from kolopt.explore.vary import Point
    from kolopt.planning import Options
    from kolopt.scenario.load import Case

CODES = {"cannot-journal": "the file that keeps finished points cannot be written or relied on"}
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
    disk was full) is cut off; its point is solved again. Only where each row stands is kept in
    memory, so that ten thousand points take hardly more of it than ten.
    """

    def __init__(self, path: str | None) -> None:
        """Open the journal, with the rows it has.

        Args:
            path: the file; None = in memory, as text.

        Raises:
            InvalidInputError: the file cannot be written.
        """
        self._path = path
        self._places: dict[str, tuple[int, int]] = {}
        self._file: BinaryIO = io.BytesIO()
        if path is None:
            return
        try:
            self._file = open(path, "a+b", buffering=0)  # noqa: SIM115 - closed by __exit__
            self._file.truncate(self._read(path))
        except OSError as error:
            reason = error.strerror or str(error)
            refuse("cannot-journal", f"{path} cannot be written: {reason}", hint="name another output")

    def _read(self, path: str) -> int:
        """Note where the whole lines stand; returns where they end."""
        end = 0
        with open(path, "rb") as file:
            for line in file:
                entry = _entry(line)
                if entry is None:
                    break
                self._places[entry[0]] = end, len(line)
                end += len(line)
        return end

    def __contains__(self, key: str) -> bool:
        return key in self._places

    def __getitem__(self, key: str) -> Row:
        """A row that is there.

        Raises:
            InvalidInputError: somebody else changed the file meanwhile.
        """
        start, length = self._places[key]
        self._file.seek(start)
        entry = _entry(self._file.read(length))
        if entry is None or entry[0] != key:
            refuse("cannot-journal", f"{self._path} was changed during the run", hint="run the command again")
        return entry[1]

    def add(self, key: str, row: Row) -> None:
        """Keep a row."""
        text = json.dumps({"key": key, "row": asdict(row)}, ensure_ascii=False)
        line = f"{text}\n".encode()
        self._file.seek(0, os.SEEK_END)
        self._file.write(line)
        self._places[key] = self._file.tell() - len(line), len(line)

    def finish(self) -> None:
        """Delete the file: its rows have been delivered."""
        if self._path is not None:
            Path(self._path).unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()


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
