"""Whole or not at all."""

import os
import stat

import pytest

from kolopt.errors import InvalidInputError
from kolopt.files import write_atomically


def test_writes_text_and_bytes_whole(tmp_path):
    write_atomically(tmp_path / "a.json", "¥ 腰部\n")
    write_atomically(tmp_path / "b.bin", b"\x00\xff")
    assert (tmp_path / "a.json").read_bytes() == "¥ 腰部\n".encode()
    assert (tmp_path / "b.bin").read_bytes() == b"\x00\xff"
    assert sorted(os.listdir(tmp_path)) == ["a.json", "b.bin"]


def test_new_file_has_ordinary_permissions_and_an_old_one_keeps_its_own(tmp_path):
    path = tmp_path / "plan.json"
    write_atomically(path, "old")
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~mask
    path.chmod(0o640)
    write_atomically(path, "new")
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_failure_keeps_the_old_file_and_leaves_nothing_behind(tmp_path, monkeypatch):
    path = tmp_path / "plan.json"
    write_atomically(path, "old")

    def full_disk(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(InvalidInputError, match="No space left on device"):
        write_atomically(path, "new")
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["plan.json"]


def test_interruption_leaves_nothing_behind(tmp_path, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_atomically(tmp_path / "plan.json", "new")
    assert os.listdir(tmp_path) == []


def test_follows_a_symbolic_link(tmp_path):
    (tmp_path / "real.json").write_text("old")
    (tmp_path / "link.json").symlink_to("real.json")
    write_atomically(tmp_path / "link.json", "new")
    assert (tmp_path / "link.json").is_symlink()
    assert (tmp_path / "real.json").read_text() == "new"


@pytest.mark.parametrize("target", ["missing/plan.json", ".", "pipe"])
def test_refuses_what_cannot_be_written(tmp_path, target):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InvalidInputError, match="cannot be written") as caught:
        write_atomically(tmp_path / target, "new")
    assert [d.code for d in caught.value.diagnostics] == ["cannot-write"]
    assert os.listdir(tmp_path) == ["pipe"]
