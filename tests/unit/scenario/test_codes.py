"""Every diagnostic of the scenario layer can happen, and none happens that is not registered."""

from __future__ import annotations

import importlib
import pkgutil

import pytest

import kolopt.scenario
from kolopt.errors import InvalidInputError
from kolopt.scenario import booked, counts, ledger, sheet, whatif
from kolopt.scenario.load import from_document
from kolopt.scenario.markets import read_market
from kolopt.scenario.trace import trace

REGISTERED = {
    code: meaning
    for module in pkgutil.iter_modules(kolopt.scenario.__path__)
    for code, meaning in getattr(
        importlib.import_module(f"kolopt.scenario.{module.name}"), "CODES", {}
    ).items()
}
GOAL = "metric: {reads: 1}, affinity: {nano: 1}"

TEXTS = [
    ("file-too-large", "#" * (2 * 1024 * 1024 + 1)),
    ("byte-order-mark", "\ufeffkolopt: 1"),
    ("control-character", "a: \x07"),
    ("tab", "a:\tb"),
    ("empty-file", "# nothing\n"),
    ("several-documents", "a: 1\n---\nb: 1\n"),
    ("yaml-directive", "%YAML 1.1\n---\na: 1\n"),
    ("yaml-syntax", "a: [1\n"),
    ("yaml-tag", "a: !x 1\n"),
    ("yaml-anchor", "a: &x 1\n"),
    ("yaml-alias", "a: *x\n"),
    ("merge-key", "<<: {a: 1}\n"),
    ("split-at-comma", "rules: {x: count(a, b) >= 1}\n"),
    ("no-value", "a: {b}\n"),
    ("duplicate-key", "a: 1\na: 2\n"),
    ("bad-key", "? [a]\n: 1\n"),
    ("too-deep", "a: " + "[" * 50),
    ("too-many-values", "a:\n" + "- \n" * 100_001),
    ("not-a-mapping", "- a\n"),
    ("wrong-kind", "kolopt_market: 1\n"),
    ("no-version", "name: x\n"),
    ("wrong-version", "kolopt: 2\n"),
    ("cannot-read", "kolopt: 1\nextends: nowhere.yaml\n"),
    ("bad-reference", "kolopt: 1\nextends: [a]\n"),
    ("outside", "kolopt: 1\nextends: ../x.yaml\n"),
    ("cycle", "kolopt: 1\nextends: case.yaml\n"),
    ("unknown-market", "kolopt: 1\nmarket: xiaohongsu\n"),
]
MANY_KEYS = "\n".join(f"x{number}: 1" for number in range(300))
CHANGES = [
    ("more-findings", MANY_KEYS),
    ("duplicate-id", "phases: [{id: a}, {id: a}]"),
    ("unknown-key", "x: 1"),
    ("missing-key", "rules: {x: {soft: 1}}"),
    ("wrong-type", "name: [x]"),
    ("bad-id", "tiers: {micro: {tags: [X]}}"),
    ("bad-choice", "tax: {prices: x}"),
    ("bad-number", "vat: x"),
    ("bad-value", "objective: {maximize: score, hurdle: 0.5}"),
    ("bad-value", "phases: [{id: test, end: x}]"),
    ("reserved-word", "offers: {budget: {kind: owned}}"),
    ("reserved-word", "offers: {flow: {kind: owned}}"),
    ("reserved-word", "offers: {cash: {kind: owned}}"),
    ("reserved-word", "phases: [{id: month, kind: test, start: 2028-01-01, end: 2028-01-02}]"),
    ("reserved-word", "phases: [{id: total, kind: test, start: 2028-01-01, end: 2028-01-02}]"),
    ("reserved-word", "phases: [{id: each, kind: test, start: 2028-01-01, end: 2028-01-02}]"),
    ("ambiguous-name", "offers: {reads: {kind: owned}}"),
    ("ambiguous-name", "offers: {nano-picture-adjacent: {kind: owned}}"),
    ("ambiguous-name", "tiers: {nano: {tags: [micro]}}"),
    ("ambiguous-name", "aliases: {nano: micro}"),
    ("ambiguous-name", "offers: {media: {kind: owned}}"),
    ("bad-alias", "aliases: {two words: micro}"),
    ("bad-alias", "aliases: {x: 'micro, '}"),
    ("unknown-name", "aliases: {x: mikro}"),
    ("unknown-name", "category: x"),
    ("unknown-name", "competition: x"),
    ("unknown-name", "silence: {x: y}"),
    ("unknown-name", "goals: {seo: {metric: {x: 1}}}"),
    ("unknown-name", "goals: {seo: {affinity: {x: 1}}}"),
    ("unknown-name", "phases: [{id: test, kind: x}]"),
    ("unknown-name", "phases: [{id: test, goals: {x: 1}}]"),
    ("unknown-name", "phases: [{id: test, season: {x: 1}}]"),
    ("unknown-name", "tiers: {nano: {yields: {x: 1}}}"),
    ("unknown-name", "formats: {video: {yields: {x: 1}}}"),
    ("unknown-name", "deals: {gift: {tiers: [x]}}"),
    ("unknown-name", "kpis: {s: {name: S, kind: sum, of: [x]}}"),
    ("unknown-name", "offers: {o: {tier: x, format: picture, quote: 1}}"),
    ("unknown-name", "offers: {o: {tier: nano, format: x, quote: 1}}"),
    ("unknown-name", "offers: {o: {tier: nano, format: picture, fit: x, deal: y}}"),
    ("unknown-name", "levels: {competition: {default: x}}"),
    ("summed-kpi", "kpis: {s: {name: S, kind: sum}}"),
    ("summed-kpi", "kpis: {s: {name: S, kind: sum, of: [engagements]}}"),
    ("summed-kpi", "kpis: {s: {name: S, kind: sum, of: [reads, notes]}}"),
    ("summed-kpi", "tiers: {nano: {yields: {engagements: 1}}}"),
    ("offer-parts", "offers: {o: {quote: 1}}"),
    ("offer-parts", "offers: {o: {kind: media}}"),
    ("offer-parts", "offers: {o: {kind: media, media: 1, tier: nano}}"),
    ("offer-parts", "offers: {o: {kind: owned, deal: paid}}"),
    ("offer-parts", "offers: {o: {kind: owned, media: 1}}"),
    ("offer-parts", "offers: {o: {tier: nano, format: picture, media: 1}}"),
    ("specialists-over-pool", "tiers: {nano: {available: {specialists: 201}}}"),
    ("specialists-over-pool", "tiers: {micro: {available: {specialists: 2}}}"),
    ("specialists-over-pool", "offers: {brand: {available: {specialists: 2}}}"),
    ("specialists-over-pool", "deals: {gift: {available: {phase: 0, specialists: 2}}}"),
    ("product-missing", "deals: {gift: {available: 5}}"),
    ("product-missing", "deals: {gift: {available: null}}"),
    ("product-missing", "offers: {o: {tier: nano, format: picture, deal: gift}}"),
    ("follower-bounds", "tiers: {nano: {followers: {to: 1000}}}"),
    ("unknown-name", "habits: {h: {name: H, tiers: {x: 1}}}"),
    ("empty-habit", "habits: {h: {name: H, tiers: {nano: 0}}}"),
    ("no-goal", "goals: {awareness: 0, seo: 0}"),
    ("no-goal", "phases: [{id: test, goals: {seo: 0}}]"),
    ("response-parameter", "goals: {seo: {anchor: {stock: 1, score: 40%}}}"),
    ("response-parameter", "goals: {seo: {rivals: null}}"),
    ("response-parameter", "goals: {seo: {half_at: 3}}"),
    ("anchor-score", "goals: {seo: {rivals: null, anchor: {stock: 1, score: 1}}}"),
    ("anchor-score", "goals: {seo: {rivals: null, anchor: {stock: 1, score: 40%, phases: 0}}}"),
    ("metric-unfit", "goals: {seo: {metric: {hours: 1}}}"),
    ("metric-unfit", "goals: {seo: {metric: {notes: 0}}}"),
    ("affinity-large", "goals: {seo: {affinity: {nano: 35}}}"),
    ("no-phase", "phases: {test: null, burst: null}"),
    ("phase-dates", "phases: [{id: test, end: 2027-03-28}]"),
    ("phase-dates", "phases: [{id: test, start: 0001-01-01}, {id: burst, end: 9999-12-31}]"),
    ("phase-overlap", "phases: [{id: test, end: 2027-05-17}]"),
    ("campaign-too-long", "phases: [{id: burst, end: 2031-01-01}]"),
    ("phase-weights", "phases: [{id: test, weight: 0}, {id: burst, weight: 0}]"),
    ("budget-band", "phases: [{id: test, budget: {min: 40%, max: 30%}}]"),
    ("budget-band", "phases: [{id: test, budget: {min: 40k, max: 30k}}]"),
    ("budget-size", "budget: {total: 0}"),
    ("budget-size", "budget: {total: 120}"),
    ("budget-size", "budget: {total: 120亿}"),
    ("reserve-over-total", "budget: {reserve: 2M}"),
    ("released-over-reserve", "budget: {released: [{amount: 70k, on: 2027-05-01, by: Wang, why: x}]}"),
    ("objective-form", "objective: {maximize: score, minimize: spend}"),
    ("objective-form", "objective: {minimize: spend, hurdle: 1 per 10k}"),
    ("objective-form", "objective: {hurdle: 1 per 10k}"),
    ("decay-incomplete", "decay: {half_life: null}"),
    ("payee-missing", "payees: {vat: null}"),
    ("level-form", "levels: {weather: {default: a, options: {a: {b: 1}}}}"),
    ("level-form", "levels: {entry_stage: {options: {entry: {density: 1}}}}"),
    ("bad-parameter", "parameters: {density: some}"),
    ("bad-parameter", "parameters: {density: 140%}"),
    ("bad-parameter", "parameters: {in: 3}"),
    ("bad-parameter", "levels: {competition: {options: {low: {density: x}}}}"),
    ("unused-parameter", "parameters: {densty: 3}"),
    ("fixed-cost-day", "fixed_costs: {x: {amount: 1, per: month, payee: y, on: 2027-01-01}}"),
    ("fixed-cost-day", "fixed_costs: {x: {amount: 1, payee: y, on: 9999-12-31}}"),
    ("payment-shares", "payments: {creators: [{share: 90%, at: order}]}"),
    ("payment-shares", "payments: {creators: []}"),
    (
        "payment-shares",
        "deals: {paid: {payments: {creators: [{share: 1, at: order}, {share: 1%, at: order}]}}}",
    ),
    ("payment-days", "payments: {creators: [{share: 100%, at: publication, days: 1亿}]}"),
    ("payment-days", "tiers: {nano: {lead_days: 4000}}"),
    ("payment-payee", "payments: {internal: [{share: 100%, at: order}]}"),
    ("payment-payee", "payments: {craetors: [{share: 100%, at: order}]}"),
    ("budget-currency", "budget: {in: EUR}"),
    ("budget-currency", "budget: {in: EUR}\ncurrency: {report: USD, rate: 7}"),
    ("currency-form", "currency: {report: CNY, rate: 1}"),
    ("currency-form", "currency: {report: EUR, rate: 1亿}"),
    ("world-order", "worlds: {low: 2}"),
    ("level-default", "competition: null"),
    ("kind-default", "phases: [{id: x, start: 2028-01-01, end: 2028-01-02}]"),
]
OVERRIDES = [
    ("bad-override", "x"),
    ("unknown-path", "x.y=1"),
    ("fixed-path", "kolopt=1"),
    ("not-a-number", "name*=2"),
    ("no-such-number", "rules.team.number.9=2"),
]


def codes(findings):
    return [finding.code for finding in findings]


@pytest.mark.parametrize(("code", "text"), TEXTS)
def test_files(folder, code, text):
    findings = folder.findings(lambda: folder.load(text))
    assert code in codes(findings)
    assert all(finding.hint and finding.at for finding in findings if finding.code == code)


@pytest.mark.parametrize(("code", "text"), CHANGES)
def test_content(folder, code, text):
    findings = folder.findings(lambda: folder.child(text))
    assert code in codes(findings), [str(finding) for finding in findings]
    assert set(codes(findings)) <= REGISTERED.keys()


@pytest.mark.parametrize(("code", "override"), OVERRIDES)
def test_overrides(folder, code, override):
    assert code in codes(folder.findings(lambda: folder.load(None, override)))


def test_the_rest(folder):
    latin = folder.write("latin.yaml", "name: é".encode("latin-1")).name
    assert "not-utf8" in codes(folder.findings(lambda: folder.load(f"kolopt: 1\nextends: {latin}\n")))
    two = ("vat=1%", "vat=2%")
    assert "overlapping-overrides" in codes(folder.findings(lambda: folder.load(None, *two)))
    market = (folder.path / "market.yaml").read_text(encoding="utf-8") + "extends: x.yaml\n"
    assert "market-extends" in codes(folder.findings(lambda: folder.load(market=market)))
    market = (folder.path / "market.yaml").read_text(encoding="utf-8") + "as_of: 2027-01-01\n"
    assert "market-day" in codes(folder.findings(lambda: folder.load(market=market)))


def test_a_long_chain(folder):
    for number in range(12):
        folder.write(f"s{number}.yaml", f"kolopt: 1\nextends: s{number + 1}.yaml\n")
    assert "chain-too-long" in codes(folder.findings(lambda: folder.load("kolopt: 1\nextends: s0.yaml\n")))


@pytest.mark.parametrize(
    ("code", "run"),
    [
        ("no-such-value", lambda case: trace(case, "tiers.mcro")),
        ("not-stated", lambda case: trace(case, "tax")),
        ("not-a-document", lambda _: from_document([], path="p")),
        ("not-plain", lambda _: from_document({"a": 1}, path="p")),
        ("unknown-market", lambda _: read_market("x")),
    ],
)
def test_other_doors(folder, code, run):
    case = folder.load()
    with pytest.raises(InvalidInputError) as caught:
        run(case)
    assert codes(caught.value.diagnostics) == [code]


def test_no_code_is_left_out():
    fired = {code for code, _ in (*TEXTS, *CHANGES, *OVERRIDES)}
    fired |= {"not-utf8", "overlapping-overrides", "market-extends", "market-day", "chain-too-long"}
    fired |= {*whatif.CODES, *counts.CODES, *sheet.CODES}  # in test_whatif and test_counts
    fired |= {*ledger.CODES, *booked.CODES}  # in test_ledger and test_booked
    fired |= {"no-such-value", "not-stated", "not-a-document", "not-plain"}
    assert fired == REGISTERED.keys()


CLEAN = [
    "aliases: {x: 'small, paid & video'}",
    "deals: {framework: {name: Frame, registered: true, price: 0.9, available: 0, tags: [paid]}}",
    "offers: {face-a: {tier: micro, format: video, quote: 250k, available: {campaign: 1}}}",
    "deals: {gift: {available: 5}}\nproduct: {cost: 80}",
    "phases: [{id: test, budget: {min: 40k, max: 30%}}]",
    "goals: {seo: {rivals: null, anchor: {stock: 10, score: 40%, phases: 3}}}",
    "objective: {maximize: score, hurdle: 0.5 per 10k}",
    "objective: {minimize: spend, maximize: null}",
    "phases: [{id: test, end: 2027-05-16}]",
    "tiers: {nano: {decay: {half_life: none}}}",
    "parameters: {density: 15}",
    "payments: {creators: [{share: 50%, at: order}, {share: 50%, at: publication, days: 30}]}",
    "payments: {creators: {terms: [{share: 1, at: order}], source: contract}}",
    "currency: {report: EUR, rate: 7.85, as_of: 2026-11-01, source: ECB, buffer: 3%}",
    "currency: {report: EUR, rate: 7.85}\nbudget: {in: EUR, total: 150k}",
    "budget: {in: CNY}",
]


@pytest.mark.parametrize("text", CLEAN)
def test_what_is_right_gives_no_finding(folder, text):
    assert folder.findings(lambda: folder.child(text)) == ()
