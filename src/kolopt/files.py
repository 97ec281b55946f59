"""Writing a file whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from kolopt.diagnostics import Diagnostic
from kolopt.errors import InvalidInputError

CODES = {"cannot-write": "a file cannot be written where it was asked for"}
"""Diagnostic codes of this module."""


def write_atomically(path: str | Path, content: str | bytes) -> None:
    """Write a file so that a reader sees the old content or the new, never a part.

    The content goes to a temporary file in the same folder, reaches the disk, and takes the
    name in one step. On failure the old file stays as it was and nothing is left behind.
    A symbolic link is followed. Text is written as UTF-8.

    Args:
        path: where to; the folder must exist.
        content: text or bytes.

    Raises:
        InvalidInputError: the file cannot be written there.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    target = Path(os.path.realpath(path))
    try:
        _replace(target, data, _mode(target))
    except OSError as error:
        reason = error.strerror or str(error)
        raise InvalidInputError(
            [
                Diagnostic(
                    "cannot-write",
                    f"{path} cannot be written: {reason}",
                    hint="name a file in a folder that you may write",
                )
            ]
        ) from error


def _mode(target: Path) -> int:
    """Permissions for the new file: those of the old one, else what the umask leaves."""
    try:
        status = target.stat()
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
    if not stat.S_ISREG(status.st_mode):
        raise OSError(f"{target} is not an ordinary file")
    return stat.S_IMODE(status.st_mode)


def _replace(target: Path, data: bytes, mode: int) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:40]}.", suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, mode)
        os.replace(name, target)
    except BaseException:
        with suppress(FileNotFoundError):
            os.unlink(name)
        raise
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Make the new name itself durable, where the system lets a folder be synced."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        # The file is whole either way; some network file systems refuse to sync a folder.
        with suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)
