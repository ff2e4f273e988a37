"""Random questions about the random worlds, each with an answer."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from oracle_answer import Question
from random_metrics import ALL, MEMBERS, MONTHLY, shift_fits
from random_worlds import RandomWorld

DAY = timedelta(days=1)
HOURLY = ["revenue", "order_count", "buyers", "mean_amount", "typical", "filled", "average_order", "recent", "to_date"]


def random_question(random: Random, world: RandomWorld) -> Question:
    """A question about the world that has an answer."""
    grain = random.choice([*ALL, "day", "month", "month"])
    if random.random() < 0.06 and world.tables["orders"].columns["at"] != "date":
        grain = "hour"
    able = HOURLY if grain == "hour" else [name for name, asked in world.asked.items() if grain in asked.grains]
    metrics = [random.choice(able)]
    for _ in range(random.choice([0, 0, 1, 2])):
        more = random.choice(able)
        if more not in metrics:
            metrics.append(more)
    asked = [world.asked[name] for name in metrics]
    by = _shared(random, [one.by() for one in asked], random.choice([0, 0, 1, 1, 2]))
    where = _where(random, _shared(random, [one.where() for one in asked], random.choice([0, 0, 0, 1, 2])))
    ranged = random.random() < 0.9 or not all(one.ranged for one in asked) or grain in ("hour", "day")
    start, end = _range(random, world, grain) if ranged else (None, None)
    comparisons = ["previous-period", "same-period-last-year", "same-weekday-last-year", "shift:2 periods"]
    comparisons += ["shift:14 days", "shift:1 month"]
    compare: list[str] = []
    if grain != "hour" and all(one.compared for one in asked) and random.random() < 0.35:
        compare = random.sample([one for one in comparisons if shift_fits(one, grain)], random.choice([1, 1, 2]))
    return Question(tuple(metrics), grain, tuple(by), start, end, where, tuple(compare), random.random() < 0.35)


def _shared(random: Random, choices: list[list[str]], count: int) -> list[str]:
    shared = [one for one in choices[0] if all(one in other for other in choices)]
    return random.sample(shared, min(count, len(shared)))


def _where(random: Random, dimensions: list[str]) -> str | None:
    parts = []
    for name in dimensions:
        members = [6, 7] if name == "orders.weekday" else [f"'{member}'" for member in MEMBERS[name]]
        forms = [f"{name} = {members[0]}", f"{name} <> {members[1]}", f"{name} is null", f"{name} is not null"]
        forms += [f"{name} in ({members[0]}, {members[1]})", f"not ({name} = {members[1]})"]
        forms += [f"{name} not in ({members[0]})", f"not ({name} <> {members[0]})"]
        parts.append(random.choice(forms))
    return random.choice([" and ", " or "]).join(parts) or None


def _range(random: Random, world: RandomWorld, grain: str) -> tuple[date, date]:
    if grain == "hour":
        at = random.choice([row[2] for row in world.tables["orders"].rows if row[2] is not None])
        assert isinstance(at, datetime)
        return at.date(), at.date() + DAY
    length = {"day": 6, "week": 30, "month": 120, "quarter": 250, "year": 500, "total": 60}
    days = random.randrange(1, length.get(grain.removeprefix("fiscal_"), 60) + 1)
    earliest, latest = world.first - 20 * DAY, world.as_of + 5 * DAY
    start = earliest + DAY * random.randrange((latest - earliest).days)
    if random.random() < 0.4:
        start = world.as_of - DAY * random.randrange(40)
    if grain in MONTHLY or random.random() < 0.3:
        start = start.replace(day=1)
        end = (start + DAY * (days + 31)).replace(day=1)
        return start, end
    return start, start + DAY * days
