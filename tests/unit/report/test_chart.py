from xml.etree import ElementTree

import pytest

from kolopt.report.chart import Chart, svg_chart, text_chart


def chart(xs, ys, marked=None):
    return Chart(xs, ys, "预算 & <money>", "score", "¥{:.0f}".format, "{:.1f}".format, marked)


@pytest.mark.parametrize(
    ("xs", "ys"),
    [([1, 2, 3], [1.0, 5.0, 6.0]), ([1, 2], [3.0, 3.0]), ([5, 5], [1.0, 2.0]), ([0, 1e9], [-2.0, 99.9])],
)
def test_every_point_is_drawn_inside(xs, ys):
    lines = text_chart(chart(xs, ys), width=60).splitlines()
    assert len(lines) == 17
    assert all(len(line) <= 62 for line in lines[1:])
    assert 1 <= sum(line.count("•") for line in lines) <= len(xs)
    root = ElementTree.fromstring(svg_chart(chart(xs, ys)))
    circles = root.findall(".//{http://www.w3.org/2000/svg}circle")
    assert len(circles) == len(xs)
    assert all(0 < float(c.get("cx")) < 720 and 0 < float(c.get("cy")) < 400 for c in circles)


def test_the_highest_value_stands_on_top_and_the_knee_is_marked():
    lines = text_chart(chart([1, 2, 3], [1.0, 5.0, 6.0], marked=1)).splitlines()
    assert lines[1].startswith("6.0 │")
    assert lines[1].rstrip().endswith("•")
    assert sum(line.count("◆") for line in lines) == 1


def test_titles_are_escaped():
    assert "<money>" not in svg_chart(chart([1, 2], [1.0, 2.0]))
