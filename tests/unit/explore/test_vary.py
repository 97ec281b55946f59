import pytest
from tests.unit.explore.tiny_case import tiny

from kolopt.errors import InvalidInputError
from kolopt.explore.vary import MOST_POINTS, Axis, check_grid, grid, parse_axis, size
from kolopt.scenario.load import from_document


def codes(call, *arguments, **options):
    with pytest.raises(InvalidInputError) as caught:
        call(*arguments, **options)
    return [finding.code for finding in caught.value.diagnostics]


@pytest.mark.parametrize(
    ("text", "name", "values"),
    [
        ("parameters.density=10,15, 22", "parameters.density", ("10", "15", "22")),
        ("budget.total=600k..2M:3", "budget.total", ("600000", "1300000", "2000000")),
        ("tiers.micro.quote*=0.8..1.3:3", "tiers.micro.quote*", ("0.8", "1.05", "1.3")),
        ("budget.total+=-50k,0,50k", "budget.total+", ("-50k", "0", "50k")),
        ("budget.reserve=5%..10%:3", "budget.reserve", ("5%", "7.5%", "10%")),
        ("parameters.density=30..10:3", "parameters.density", ("30", "20", "10")),
        ("parameters.density=0..1:2", "parameters.density", ("0", "1")),
        ("competition=low,high", "competition", ("low", "high")),
        ("budget.total=100..200:4", "budget.total", ("100", "133", "167", "200")),
        ("budget.reserve=0.10..0.20:4", "budget.reserve", ("0.1", "0.133", "0.167", "0.2")),
    ],
)
def test_axes(text, name, values):
    axis = parse_axis(text)
    assert (axis.name, axis.values) == (name, values)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("budget.total", "bad-vary"),
        ("=1,2", "bad-vary"),
        ("budget.total=", "empty-grid"),
        ("budget.total=1,,2", "empty-grid"),
        ("budget.total=1..2:1", "empty-grid"),
        ("budget.total=1..2:0", "empty-grid"),
        ("budget.total=1..2:x", "empty-grid"),
        ("budget.total=1..2:-3", "empty-grid"),
        ("budget.total=a..b:3", "bad-vary"),
        ("budget.total=1%..2:3", "bad-vary"),
        ("budget.total=5,5", "repeated-value"),
        ("budget.total=1..3:10", "repeated-value"),
        ("budget.total=1..3:9999999", "large-grid"),
    ],
)
def test_bad_axes_are_refused(text, code):
    assert codes(parse_axis, text) == [code]


def test_the_last_axis_runs_fastest():
    axes = [Axis("a", ("1", "2")), Axis("b", ("x", "y"))]
    assert list(grid(axes)) == [("a=1", "b=x"), ("a=1", "b=y"), ("a=2", "b=x"), ("a=2", "b=y")]
    assert size(axes) == 4


@pytest.mark.parametrize(
    ("axes", "code"),
    [
        ((), "empty-grid"),
        (("nonsense=1,2",), "unknown-path"),
        (("budget.totl=1,2",), "unknown-path"),
        (("budget.total=9k,many",), "bad-number"),
        (("budget.total=9k,12k", "budget.total=3k,6k"), "overlapping-overrides"),
        (("rules.team.number.2=1,2",), "no-such-number"),
        (("rules.team.number.1=3,x",), "not-a-number"),
        (("kolopt=1,2",), "fixed-path"),
    ],
)
def test_bad_patches_are_refused_before_solving(axes, code):
    assert code in codes(check_grid, from_document(tiny(), path="tiny"), [parse_axis(text) for text in axes])


def test_every_wrong_value_of_a_list_is_told():
    axis = parse_axis("budget.total=9k,many,12k,few")
    assert codes(check_grid, from_document(tiny(), path="tiny"), [axis]) == ["bad-number"] * 2


def test_a_million_points_need_a_yes():
    case = from_document(tiny(), path="tiny")
    axes = [parse_axis("budget.total=9000..19000:1000"), parse_axis("parameters.density=0..999:1000")]
    assert size(axes) == 10**6 > MOST_POINTS
    assert codes(check_grid, case, axes) == ["large-grid"]
    check_grid(case, axes, large=True)
