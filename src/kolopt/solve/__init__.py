"""Solving: two-phase outer approximation with a proven bound."""
