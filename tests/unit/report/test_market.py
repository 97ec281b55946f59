import pytest
from rich.cells import cell_len

from kolopt.report.market import render_market
from kolopt.scenario.text import parse

MARKET = """\
kolopt_market: 1
title: {en: Test market, zh: 测试}
collected: 2026-08-31
sources: {page: A price page}
tiers:
  micro:
    name: {en: Micro, zh: 尾部达人}
    followers: {from: {base: 10k, source: page}, to: 100k}
    quote: {low: 800, base: 2.5k, high: 6k, source: page}
    yields: {reads: 6k, saves: {base: 67, source: page}}
    status: assumption
  mega:
    followers: {from: 1M}
    quote: {low: 50k, base: 100k, high: 500k}
goals:
  seo:
    metric: {notes: 1, saves: 2}
    affinity: {micro: 1.1, note: 0.6}
    response: share
    rivals: 150
    status: assumption
rules:
  density: count(micro) >= 3 in each phase
  hero: {rule: count(mega) is 0 or >= 2, soft: 0.5, why: because, source: page}
fits: {near: {name: Near, yields: {flow: 0.8, notes: 0.9}, status: assumption}}
deals: {paid: {registered: true, source: page}}
vat: {base: 6%, source: page}
schemes: {four: {name: Four tiers, source: page, bands: {KOC: below 10k}}}
"""


@pytest.fixture(scope="module")
def shown():
    root, findings = parse(MARKET, "test.yaml")
    assert not findings
    return render_market("test", root)


def test_tiers_show_bounds_quotes_and_sources(shown):
    rows = [line.split() for line in shown.splitlines()]
    assert ["micro", "Micro", "尾部达人", "10k", "to", "100k*", "800", "/", "2.5k", "/", "6k", "page"] in rows
    assert ["mega", "–", "from", "1M", "50k", "/", "100k", "/", "500k", "–"] in rows


def test_assumptions_are_marked_unless_the_number_has_a_source(shown):
    assert "micro    6k*     67" in shown
    assert "1.1*" in shown
    assert "seo: share, rivals 150*, of 1* × notes + 2* × saves" in shown


def test_rules_are_told_with_reason_and_source(shown):
    assert "density: count(micro) >= 3 in each phase" in shown
    assert "hero: count(mega) is 0 or >= 2 (soft: 0.5 points per missing unit)" in shown
    assert "because [page]" in shown


def test_the_rest_stands_under_its_own_key(shown):
    assert "fits\n  near: name Near · yields flow 0.8* · yields notes 0.9*" in shown
    assert "deals\n  paid: registered true [page]" in shown
    assert "vat\n  6% [page]" in shown
    assert "four (Four tiers): KOC below 10k [page]" in shown


def test_it_fits_the_width_and_ends_with_the_sources(shown):
    assert max(cell_len(line) for line in shown.splitlines()) <= 80
    assert shown.endswith("page: A price page\n")
