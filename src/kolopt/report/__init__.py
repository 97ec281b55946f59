"""Rendering of plans and findings; computes and solves nothing."""
