"""``python -m kolopt``."""

from kolopt.cli import main

main()
