"""The command line: options, exit codes, streams; no logic."""

from kolopt.cli.app import main

__all__ = ["main"]
