"""The benchmark at a size that only shows that it runs; no clock is judged here."""

from tests.benchmarks.bench_sweep import bench


def test_the_three_ways_agree():
    paces = bench(3, 2)
    assert len(paces) == 3
    assert all(pace.rate > 0 and pace.work > 0 for pace in paces.values())
