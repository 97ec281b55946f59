"""The benchmark at a size that only shows that hot and cold agree; no clock is judged here."""

import pytest
from tests.benchmarks.bench_families import bench


@pytest.mark.slow
def test_hot_and_cold_agree():
    paces = list(bench(3))
    assert len(paces) == 6
    assert all(
        hot.solves and hot.solves == cold.solves for name, hot, cold in paces if "frontier" not in name
    )
