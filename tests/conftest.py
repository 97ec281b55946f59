"""What all tests share: the sizes that are asked for by name, and no silent skips in CI."""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import settings

SIZES = ("slow", "system")
"""Marks of tests that are left out unless asked for by the option of the same name."""
LEFT_OUT = pytest.StashKey[dict[str, list[str]]]()
"""Size → ids of its tests that were left out."""

settings.register_profile("fast", deadline=None, derandomize=True, max_examples=60)
settings.register_profile("slow", deadline=None, derandomize=True, max_examples=400)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the nightly size as well")
    parser.addoption("--system", action="store_true", help="run what needs more than Python as well")
    parser.addoption("--update-golden", action="store_true", help="rewrite golden files; read the diff")


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("slow" if config.getoption("--slow") else "fast")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    config.stash[LEFT_OUT] = {}
    for size in SIZES:
        if not config.getoption(f"--{size}"):
            left_out = [item for item in items if item.get_closest_marker(size)]
            items[:] = [item for item in items if not item.get_closest_marker(size)]
            config.hook.pytest_deselected(items=left_out)
            config.stash[LEFT_OUT][size] = [item.nodeid for item in left_out]


@pytest.fixture(scope="session")
def slow(request: pytest.FixtureRequest) -> bool:
    """Whether the nightly size was asked for."""
    return bool(request.config.getoption("--slow"))


@pytest.fixture(scope="session")
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be rewritten."""
    return bool(request.config.getoption("--update-golden"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for size, names in config.stash.get(LEFT_OUT, {}).items():
        if names:
            terminalreporter.write_line(f"left out of this size (run with --{size}):")
            for name in names:
                terminalreporter.write_line(f"  {name}")


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Take over from a process of pytest-xdist what it left out."""
    node.config.stash[LEFT_OUT] = getattr(node, "workeroutput", {}).get("left_out", {})


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if output := getattr(session.config, "workeroutput", None):
        output["left_out"] = session.config.stash.get(LEFT_OUT, {})
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") and reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
