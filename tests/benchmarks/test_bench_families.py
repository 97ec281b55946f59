"""The benchmark at a size that only shows that all ways agree; no clock is judged here."""

import pytest
from tests.benchmarks.bench_families import bench


@pytest.mark.slow
def test_hot_and_cold_one_process_and_all_cores_agree():
    rows = list(bench(3))
    assert len(rows) == 10
    assert all(row.hot.solves and row.hot.solves == row.cold.solves for row in rows if row.name != "frontier")
