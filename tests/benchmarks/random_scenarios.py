"""Random whole scenarios over the shipped market, to find those that are hard to prove.

One seed is one scenario: two to twelve phases, a budget from tight to ample, and a handful of rules of every
kind that the language has. Many are infeasible or easy; :mod:`tests.benchmarks.hard_cases` keeps the worst.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

KINDS = ("test", "buildup", "warmup", "burst", "tail", "always_on")
GOALS = ("awareness", "education", "social_proof", "seo_seeding", "conversion")
FORMATS = """formats:
  live: {name: Live, price: 1.8, yields: {flow: 2.2, comments: 3, saves: 0.6, notes: 0, hours: 2.5}}
  series: {name: Series, price: 2.7, yields: {flow: 2.5, notes: 3, hours: 2.4}}"""
OTHER_RESPONSES = (
    "awareness: {weight: 20, audience: null, anchor: {stock: 2M, score: 60%}}",
    "conversion: {weight: 25, response: linear, half_at: null, target: 60k}",
    "social_proof: {weight: 30, over: campaign, half_at: 90k}",
    "seo_seeding: {weight: 15, rivals: 40}",
    "education: {weight: 30, response: saturation, audience: null, half_at: 400k, over: campaign}",
)


def scenario_text(seed: int) -> str:
    """The scenario of a seed, as YAML."""
    random = Random(seed)
    phases = _phases(random)
    ids = [name for name, _ in phases]
    length = len(phases)
    budget = round(random.choice((60, 150, 300, 600)) * random.uniform(0.6, 1.6) * length) * 1000
    spend_question = random.random() < 0.15
    objective = _objective(random, spend_question=spend_question)
    return "\n".join(
        (
            "kolopt: 1",
            f"name: random {seed}",
            "market: xiaohongshu",
            f"budget: {{total: {budget}, reserve: {random.choice(('0', '5%', '10%'))}}}",
            random.choice(("tax: {prices: exclusive}", "tax: {prices: exclusive, recoverable: true}")),
            f"competition: {random.choice(('low', 'low', 'medium', 'high'))}",
            f"entry_stage: {random.choice(('entry', 'growth', 'mature', 'mature'))}",
            *objective,
            "phases:",
            *(row for _, row in phases),
            f"goals: {{{_goals(random)}}}",
            *((FORMATS,) if random.random() < 0.3 else ()),
            *(("deals: {framework: {available: 4, tiers: [micro, mid]}}",) if random.random() < 0.3 else ()),
            "rules:",
            *_rules(random, ids, spend_question=spend_question),
            "",
        )
    )


def _phases(random: Random) -> list[tuple[str, str]]:
    day = date(2027, 1, 4) + timedelta(days=random.randint(0, 200))
    rows = []
    for number in range(random.choice((2, 3, 4, 4, 5, 6, 8, 12))):
        end = day + timedelta(days=random.choice((13, 20, 27, 34)))
        kind, name = random.choice(KINDS), f"p{number + 1:02d}"
        share = f", budget: {{max: {random.randint(20, 60)}%}}" if random.random() < 0.1 else ""
        rows.append((name, f"  - {{id: {name}, kind: {kind}, start: {day}, end: {end}{share}}}"))
        day = end + timedelta(days=random.choice((1, 1, 1, 10)))
    return rows


def _objective(random: Random, *, spend_question: bool) -> tuple[str, ...]:
    if spend_question:
        return ("objective: {minimize: spend}",)
    if random.random() < 0.15:
        return (f"objective: {{maximize: score, hurdle: {random.choice(('0.05', '0.2', '0.5'))} per 10k}}",)
    return ()


def _goals(random: Random) -> str:
    others = dict(text.split(": ", 1) for text in random.sample(OTHER_RESPONSES, random.randint(0, 3)))
    return ", ".join(f"{goal}: {others.get(goal, random.choice((10, 15, 20, 30)))}" for goal in GOALS)


def _rules(random: Random, ids: list[str], *, spend_question: bool) -> list[str]:
    """The team's hours, and three to nine others."""
    first, last = ids[0], random.choice(ids)
    scope = random.choice(("in each phase", f"in {last}", "in campaign"))
    floor = random.randint(3, 30)
    some, many, share, more = (random.randint(*ends) for ends in ((1, 3), (30, 90), (5, 20), (30, 60)))
    pool = [
        f"count(mega) is 0 or >= {random.randint(2, 3)}",
        f"count(macro) is 0 or >= {random.randint(2, 5)} in each phase",
        f"count(mid & video) is 0 or >= {random.randint(3, 9)} in each phase",
        f"count(nano) is 0 or >= {random.randint(20, 60)} in each phase",
        f"if count(mega) >= 1 in campaign then count(micro) >= {random.randint(20, 60)} in each phase",
        f"if count(macro) >= {some} then count(nano, micro) >= {many} in each phase",
        "if count(mid) <= 2 then count(macro) >= 1 in each phase",
        f"if count(mega) >= 1 in campaign then cash <= {random.randint(20, 50)}% of budget in each month",
        f"variety(nano, micro, mid, macro, mega) >= {random.randint(2, 4)} {scope}",
        f"variety(mid & picture, mid & video, macro & picture, macro & video) <= {some} {scope}",
        f"spend(video) >= {random.randint(20, 60)}% of spend {scope}",
        f"spend(macro, mega) between {share}% of spend and {more}% of spend in campaign",
        f"spend(mid) <= {random.randint(15, 45)}% of spend in each phase",
        f"count(nano) >= {random.randint(1, 3)} * count(micro) {scope}",
        f"spend between {share}% of budget and {more}% of budget in {first}",
        f"score(awareness) >= {floor} in {last}",
        f"score(seo_seeding) >= {floor} in each phase",
        f"score >= {floor / 2} in campaign",
        f"cash <= {random.randint(12, 45)}% of budget in each month",
        f"cost(agency, platform) <= {random.randint(6, 12)}% of spend in campaign",
        f"engagements >= {random.randint(5, 60)}k in {last}",
        f"spend <= {random.randint(10, 60)} * engagements in each phase",
        f"count(macro) = {random.randint(1, 3)} in {last}",
    ]
    soft = [
        (f"count(micro) >= {random.randint(30, 90)} in each phase", "0.02"),
        (f"variety(nano, micro, mid, macro) >= {random.randint(3, 4)} in each phase", "0.5"),
        ("if count(macro) >= 1 then count(micro) >= 60 in each phase", "0.01"),
        (f"spend(mid) between 20% of spend and {random.randint(25, 40)}% of spend in each phase", "0.1"),
        (f"score(education) >= {floor} in each phase", "0.2"),
        (f"cash <= {random.randint(8, 30)}% of budget in each month", "0.1"),
    ]
    rows = [f"  team: hours <= {random.randint(180, 700)} in each phase"]
    picked = random.sample(pool, random.randint(3, 7))
    if spend_question:
        picked.append(f"score >= {random.randint(10, 35)} in campaign")
    rows += [f"  r{number}: {text}" for number, text in enumerate(picked)]
    rows += [
        f'  s{number}: {{rule: "{text}", soft: {price}}}'
        for number, (text, price) in enumerate(random.sample(soft, random.choice((0, 0, 1, 2))))
    ]
    return rows
