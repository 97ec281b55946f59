"""Versions of a file in its git repository."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from kolopt.diagnostics import refuse

if TYPE_CHECKING:
    from collections.abc import Iterator

CODES = {
    "no-git": "the program git is not installed",
    "slow-git": "git does not answer, as where the repository is on a drive that is gone",
    "no-repository": "a file is in no git repository",
    "no-revision": "the repository has no such revision",
    "not-in-revision": "the revision does not hold the file",
}
"""Diagnostic codes of this module."""

_SECONDS = 60
"""No look into a repository takes longer, unless it hangs."""


def committed(path: str, revision: str) -> bytes:
    """A file's content in a revision.

    Args:
        path: the file, which need not exist any more.
        revision: as git names it: a branch, a tag, ``HEAD~2``, a hash.

    Raises:
        InvalidInputError: git is missing, or there is no such repository, revision or file in it.
    """
    folder, name = os.path.split(os.path.abspath(path))
    _repository(folder, path)
    # What starts with a dash would be read as an option.
    commit = (
        None if revision.startswith("-") else _git(folder, "rev-parse", "--verify", f"{revision}^{{commit}}")
    )
    if commit is None:
        refuse(
            "no-revision",
            f"the repository of {path} has no revision {revision}",
            hint="name a branch or a commit",
        )
    content = _git(folder, "cat-file", "blob", f"{commit.decode().strip()}:./{name}")
    if content is None:
        refuse(
            "not-in-revision",
            f"{path} is not in revision {revision}",
            hint="was it committed there under this name?",
        )
    return content


def history(path: str) -> Iterator[bytes]:
    """A file's contents in the commits that changed it, the latest first.

    Raises:
        InvalidInputError: git is missing, or the file is in no repository.
    """
    folder, name = os.path.split(os.path.abspath(path))
    _repository(folder, path)
    # Without simplification: a merge that took the other side's version hides a whole branch.
    commits = _git(folder, "rev-list", "--full-history", "HEAD", "--", name) or b""
    for commit in commits.decode().split():
        content = _git(folder, "cat-file", "blob", f"{commit}:./{name}")
        if content is not None:
            yield content


def _repository(folder: str, path: str) -> None:
    if not os.path.isdir(folder) or _git(folder, "rev-parse", "--is-inside-work-tree") is None:
        refuse("no-repository", f"{path} is in no git repository", hint="compare two plan files instead")


def _git(folder: str, *arguments: str) -> bytes | None:
    """What git prints, None when it refuses."""
    try:
        done = subprocess.run(
            ["git", "-C", folder, *arguments], capture_output=True, timeout=_SECONDS, check=False
        )
    except FileNotFoundError:
        refuse("no-git", "git is not installed", hint="install git, or compare two plan files")
    except subprocess.TimeoutExpired:
        refuse("slow-git", f"git has not answered within {_SECONDS} s", hint="compare two plan files instead")
    return done.stdout if done.returncode == 0 else None
