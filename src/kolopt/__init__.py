"""kolopt: creator campaign plans, proven optimal."""
