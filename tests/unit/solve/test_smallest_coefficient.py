"""HiGHS drops coefficients up to 1e-9 with a warning; none that small may reach it."""

from __future__ import annotations

import highspy
import numpy as np
import pytest

from kolopt.economics.responses import Response
from kolopt.model.program import Curve
from kolopt.solve.tangents import SMALLEST_COEFFICIENT, tangent


def _taken(coefficient: float) -> bool:
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.addVar(0.0, 1.0)
    status = highs.addRow(0.0, 1.0, 1, np.array([0], dtype=np.int32), np.array([coefficient]))
    return bool(status == highspy.HighsStatus.kOk)


def test_the_smallest_coefficient_is_the_smallest_that_highs_takes() -> None:
    assert not _taken(1e-9)
    assert _taken(SMALLEST_COEFFICIENT)


@pytest.mark.parametrize("z", [18.0, 25.0, 26.0, 40.0, 300.0])
def test_a_nearly_flat_tangent_is_still_taken_and_still_above(z: float) -> None:
    curve = Curve(0, 1, Response("reach", 1.0))
    line = tangent(0, curve, z)
    assert line.slope == 0.0 or _taken(line.slope)
    assert all(line.at(x) >= 100.0 * curve.response.value(x) - 1e-9 for x in (0.0, 1.0, z, 2.0 * z))
