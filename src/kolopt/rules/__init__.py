"""The rule language: text to typed tree, and exact evaluation."""
