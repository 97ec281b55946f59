"""The page as text: escaped, self-contained, and without a figure or name that is not for its reader."""

import base64
import hashlib
import json
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from kolopt.plan.file import load
from kolopt.plan.record import Plan
from kolopt.report.header import SignOff
from kolopt.report.html import render
from kolopt.report.html.scripts import drawing_library, embedded_json, page_script
from kolopt.report.language import language_of
from kolopt.report.sections import VIEWS, document

SCENARIOS = Path(__file__).parents[4] / "scenarios"
PLANS = ("skincare-618", "mother-baby-double11", "snack-always-on")
NASTY = (
    "<script>alert(1)</script></title></style><img src=x onerror=alert(2)>{{ 7 * 7 }}{% raw %}\"'`&amp;"
    '\x1b[31mred\x07\u202eevil\u2066\u2028=HYPERLINK("http://example.com";"x")-->]]>${1}\\u003c'
)
LONG = "long " * 2_000


def shipped(name):
    return load(SCENARIOS / f"{name}.plan.json")


def page(plan, view="internal", code="en", **facts):
    language = language_of(plan, code)
    return render(document(plan, language, view, **facts), language)


def own_text(html):
    """The page without the drawing library, which is the same in every page."""
    assert html.count(drawing_library()) == 1
    return html.replace(drawing_library(), "")


def named(plan, name):
    """A plan in which every name that a file may state is another one."""
    fields = plan.model_dump()
    inputs = fields["inputs"]
    fields["scenario"]["name"] = inputs["name"] = name
    inputs["phases"][0]["name"] = {"en": name, "zh": name}
    inputs["tiers"]["nano"]["name"] = {"en": name, "zh": name}
    inputs["goals"]["awareness"]["name"] = {"en": name, "zh": name}
    for payee in fields["fixed_costs"]:
        payee["payee"] = name
    for cost in inputs["fixed_costs"].values():
        cost["payee"] = name
    fields["warnings"] = [warning | {"message": name, "why": name} for warning in fields["warnings"]]
    return Plan.model_validate(fields)


class Elements(HTMLParser):
    """Counts elements, and keeps attributes that could load or run something."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.active = {}, []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags[tag] = self.tags.get(tag, 0) + 1
        self.active += [
            (tag, name, value)
            for name, value in attrs
            if name.startswith("on") or (name in ("src", "href", "action", "data") and value[0] != "#")
        ]


@pytest.mark.parametrize("name", [NASTY, LONG], ids=["nasty", "long"])
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("code", ["en", "zh"])
def test_names_cannot_do_anything(name, view, code):
    plan = shipped("skincare-618")
    plain, hostile = own_text(page(plan, view, code)), own_text(page(named(plan, name), view, code))
    assert Elements(hostile).tags == Elements(plain).tags
    assert Elements(hostile).active == []
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]", hostile)
    if name == NASTY:
        assert "{{ 7 * 7 }}" in hostile
        assert hostile.count("&lt;script&gt;alert(1)&lt;/script&gt;") > 3


def test_the_approval_is_shown_and_harmless():
    plan = shipped("skincare-618")
    assert ">draft</li>" in page(plan)
    approved = page(plan, approval=SignOff(NASTY, "2027-03-01"))
    assert ">draft</li>" not in approved
    assert "2027-03-01" in approved
    assert "<img" not in own_text(approved)


def test_data_in_a_page_cannot_end_their_script():
    value = {"</script><!--": ["<", "&", "\u2028", "\u2029", "蒲公英"]}
    text = embedded_json(value)
    assert not re.search("[<>&\u2028\u2029]", text)
    assert json.loads(text) == value


def test_a_figure_that_is_none_is_a_defect():
    with pytest.raises(ValueError, match="not JSON compliant"):
        embedded_json({"value": float("nan")})


def test_the_page_needs_nothing_but_itself():
    html = page(shipped("skincare-618"))
    policy = unescape(re.search('Content-Security-Policy" content="([^"]+)"', html)[1])
    assert "default-src 'none'" in policy
    assert policy.count("unsafe-") == 1
    assert "style-src 'unsafe-inline'" in policy
    assert policy.count("'sha256-") == 2
    own = own_text(html)
    assert Elements(own).active == []
    assert not re.search(r"https?:|@import|url\(", own)
    assert page_script() in own


def test_the_policy_names_the_very_scripts_of_the_page():
    html = page(shipped("skincare-618"))
    scripts = re.findall(r"<script>(.*?)</script>", html, flags=re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    assert re.findall(r"'sha256-([^']+)'", unescape(html)) == digests


def test_a_page_is_the_same_each_time():
    plan = shipped("skincare-618")
    assert page(plan) == page(plan)


def money_of(plan):
    """Every amount of a plan: fen."""
    for line in plan.lines:
        yield from (line.unit_cost, line.cost, *line.cost_lines.values())
    for payment in plan.fixed_costs:
        yield from (payment.net, payment.vat)
    yield from dict(plan.funds).values()
    yield from dict(plan.outlay).values()
    yield plan.spend.total
    for split in ("by_tier", "by_phase", "by_cost_line", "by_payee"):
        yield from getattr(plan.spend, split).values()
    for costs in (plan.unit_costs, *(phase.unit_costs for phase in plan.phases)):
        yield costs.cost
        for price in (costs.cpm, costs.per_read, costs.per_engagement):
            yield round(100 * price) if price is not None else 0


def ways_to_write(fen):
    """A figure of money as any report might write it; whole yuan below 1,000 could be a count of creators."""
    yuan = fen / 100
    yield from (f"{yuan:,.2f}", f"{yuan:.2f}")
    if fen >= 100_000:
        yield from (
            str(fen),
            f"{fen:,}",
            f"{yuan:,.0f}",
            f"{yuan:.0f}",
            f"{yuan:,.1f}",
            f"{yuan:.1f}",
            repr(yuan),
        )


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("code", ["en", "zh"])
def test_a_clients_page_holds_no_money_and_nobody_who_is_paid(name, code):
    plan = shipped(name)
    html = own_text(page(plan, "client", code))
    words = set(re.findall(r"[\d.,]*\d", html))
    assert [fen for fen in money_of(plan) if words & set(ways_to_write(fen))] == []
    assert "¥" not in html
    assert "fen" not in re.findall(r"data-(\w+)", html)
    payees = [payee for payee in plan.spend.by_payee] + [payment.payee for payment in plan.fixed_costs]
    assert [payee for payee in payees if payee in html] == []
    assert not re.search(
        r"\b(cost|rebate|handling|payee|spend|budget|fee|vat|price)", html, flags=re.IGNORECASE
    )
    assert not re.search("费用|返点|返佣|收款|成本|预算|金额|单价", html)


@pytest.mark.parametrize("code", ["en", "zh"])
def test_a_client_does_not_read_how_much_media_was_bought(code):
    plan = shipped("skincare-618")
    fields = plan.model_dump()
    first, *others = fields["lines"]
    fields["lines"] = [first | {"offer": "feed-1k", "tier": "media", "count": 7_531}, *others]
    plan = Plan.model_validate(fields)
    assert "7,531" in own_text(page(plan, "finance", code))
    html = own_text(page(plan, "client", code))
    assert "7,531" not in html
    assert not re.search("¥|amplification, |1000 元", html)


@pytest.mark.parametrize("name", PLANS)
def test_the_scan_finds_money_where_there_is_some(name):
    plan = shipped(name)
    words = set(re.findall(r"[\d.,]*\d", own_text(page(plan, "finance"))))
    assert words & set(ways_to_write(plan.spend.total))
    assert sum(bool(words & set(ways_to_write(fen))) for fen in money_of(plan)) > 30
