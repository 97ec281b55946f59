"""Unit costs, yields, decay over time and goal responses; exact, free of solvers."""
