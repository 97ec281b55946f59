"""Scenario and market files: reading, merging, patching, validating."""
