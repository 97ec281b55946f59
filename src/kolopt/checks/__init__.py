"""Arithmetic and good practice, in planner's words, before and after a solve."""
