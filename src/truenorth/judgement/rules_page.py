"""The reference page of the status rules, printed from the rules themselves."""

from __future__ import annotations

from truenorth.judgement.data_facet import DATA_WORDS
from truenorth.judgement.headline import HEADLINE_RULES, HeadlineRule
from truenorth.judgement.target_facet import TARGET_WORDS
from truenorth.wording import shape_of

ANY = "any"


def rules_page() -> str:
    """The text of `docs/reference/status-rules.md`."""
    return "\n".join([_INTRODUCTION, "", *headline_table(), "", _FACETS, ""])


def headline_table() -> list[str]:
    """The headline rules as a Markdown table, in the order in which they are tried."""
    lines = ["| rule | data | target | outlook | headline | colour | meaning |", "|---|---|---|---|---|---|---|"]
    return [*lines, *(_row(rule) for rule in HEADLINE_RULES)]


def _row(rule: HeadlineRule) -> str:
    target = _words(rule.target, TARGET_WORDS) + (" (its end has passed)" if rule.ended else "")
    data, outlook = _words(rule.data, DATA_WORDS), _words(rule.outlook, ())
    shape = shape_of(rule.headline).glyph
    return f"| `{rule.id}` | {data} | {target} | {outlook} | {shape} {rule.headline} | {rule.colour} | {rule.says} |"


def _words(words: frozenset[str] | None, order: tuple[str, ...]) -> str:
    if words is None:
        return ANY
    return ", ".join(sorted(words, key=lambda word: (order.index(word) if word in order else len(order), word)))


_INTRODUCTION = """\
# Status rules

This page is printed from the code (`make docs`); a test compares the two and runs the table.

A KPI's status is made of four facets, *target*, *signal*, *outlook* and *data*, and of one headline.
The headline is that of the first rule that holds.
`late` and `provisional` data leave the headline as it is and mark it."""

_FACETS = """\
## The target facet

| target | words |
|---|---|
| `at_least`, `at_most`, `levels` | met (at or better than the target) · near (down to the red line) · missed |
| `reach`, `total`, `total_at_most`, running | ahead (+5 % of expected) · on pace · near (to the red line) · behind |
| `reach`, `total`, once the last period is complete | achieved · missed |
| `between`, `exactly` | met (inside) · near (up to the critical limit, or half the width beyond) · missed |

Boundaries count as the better side. The red line is the KPI's `red_line`, else the level `commit`. Where neither is
given, the status says what stands for it: beside a level, half the way from the centre to a natural limit, that is one
and a half standard deviations; else 5 % of the target. The limits are those of the 24 periods before the target began
or, where these are fewer than 12, of the first 24 before the judged one. They are not used with fewer than 12 periods,
with a season, or where neighbours resemble each other too much, nor beside a target of zero.
On a path a red line keeps its distance from the path, of a total it counts in proportion; where none is given, near
reaches down to 5 % worse than expected.

## The data facet

The first that applies: broken (the question failed), no data (the value is null, or no row was ever in the KPI's
segment), stale, doubtful (a check of the data fired: a key that repeats, cells or rows that could not be read, a member
that no row has while one much like it is there, a percent beyond any share),
too few (the denominator is below `min_count`), late, provisional, fresh.

The age runs from the end of the newest row's day or unit to the as-of time, of a formula for its worst table.
Data are fresh up to `fresh_within`, late up to twice that, then stale. Where nothing is declared, the table's own
rhythm says how old is old: twice the usual gap between days with rows (its 95th percentile over the last year), at
least a day and at most the length of the current period at the KPI's grain; that length where fewer than ten days have
rows. Span tables, and tables with `complete_until`, are late or stale only if `fresh_within` is declared.

A total whose period is over while the rows stop inside it is stale at once, whatever is declared: half a month is never
judged as a whole one.

## The signal facet

stable · better · worse (one or a few points beyond what the KPI does by itself) · shifted better · shifted worse
(a run on one side) · insufficient data. Where neither the metric's direction nor a target says which way is better:
higher, lower, shifted higher, shifted lower. See [signal or noise](../explanation/signals.md).

A colour that differs from that of the period before while the signal is stable is marked *within noise*.

## The outlook facet

likely (P ≥ 0.7) · uncertain · unlikely (P ≤ 0.3) · too early (fewer than 12 points, or further ahead than can be
forecast). None without a target and once its end has passed. See [forecasts](../explanation/forecasts.md).

## Score and attainment

| target | attainment | score, 0 to 10 |
|---|---|---|
| `at_least`, `at_most`, `levels` | position: 0 at the red line, 1 at the target | 10/3 · (1 + position) |
| `reach` | the part of the way from the baseline to the end | the same, against the path's value |
| `between`, `exactly` | position: 1 inside, 0 at the critical limit | the same |
| `total`, `total_at_most` | actual ÷ expected; of a budget, 2 minus that | position = (attainment − 0.95) ÷ 0.05 |

Where 5 % of the target is 0 (`at_most: 0`), met scores 6.7, worse is missed with 0, and there is no attainment."""
