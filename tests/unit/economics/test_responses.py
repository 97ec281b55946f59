import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kolopt.economics.responses import Response, parameter_from_anchor, scale_from_parameter

SHAPES = ["reach", "saturation", "share", "linear"]
shapes = st.sampled_from(SHAPES)
stocks = st.floats(0.0, 20.0)


@given(shape=shapes, z=stocks, step=st.floats(0.0, 5.0))
def test_responses_rise_from_zero_stay_below_one_and_lie_under_their_tangents(shape, z, step):
    response = Response(shape, 1.0)
    assert response.value(0.0) == 0.0
    assert 0.0 <= response.value(z) <= response.value(z + step) <= 1.0
    assert response.value(z + step) <= response.value(z) + response.slope(z) * step + 1e-12


@given(shape=shapes, z=st.floats(0.0, 0.99))
def test_inverse_undoes_value(shape, z):
    response = Response(shape, 1.0)
    assert response.inverse(response.value(z)) == pytest.approx(z, abs=1e-12)


@pytest.mark.parametrize(("shape", "least"), [("reach", math.inf), ("share", math.inf), ("linear", 1.0)])
def test_only_linear_ever_reaches_the_full_score(shape, least):
    assert Response(shape, 1.0).inverse(1.0) == least


@given(shape=shapes, stock=st.floats(1e-3, 1e9), score=st.floats(0.001, 0.999))
def test_an_anchor_gives_the_parameter_that_reproduces_it(shape, stock, score):
    scale = scale_from_parameter(shape, parameter_from_anchor(shape, stock, score))
    assert Response(shape, scale).value(stock / scale) == pytest.approx(score, rel=1e-9)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("score", [0.0, 1.0])
def test_an_anchor_at_either_end_is_refused_except_a_full_linear_one(shape, score):
    if (shape, score) == ("linear", 1.0):
        assert parameter_from_anchor(shape, 50.0, score) == 50.0
        return
    with pytest.raises(ValueError, match="between 0 and 100 %"):
        parameter_from_anchor(shape, 50.0, score)
