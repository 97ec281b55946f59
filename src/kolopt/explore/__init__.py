"""Questions about a scenario and its plan, each answered by exact re-solves."""
