"""One KPI as a row of a table, written in Python: a page has fifty of them, and a template takes ten times as long."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

from django.utils.safestring import SafeString

from truenorth.app.pages.drawing.small import four, glyph, spark, strip
from truenorth.app.readings.shapes import KpiRow, Shown

_GRAINS = (
    (re.compile(r"\d{4}"), "year"),
    (re.compile(r"\d{4}-Q\d"), "quarter"),
    (re.compile(r"\d{4}-W\d\d"), "week"),
    (re.compile(r"\d{4}-\d\d"), "month"),
    (re.compile(r"\d{4}-\d\d-\d\d"), "day"),
    (re.compile(r"FY\d{4}"), "fiscal_year"),
    (re.compile(r"FY\d{4}-Q\d"), "fiscal_quarter"),
)
_DONE = ("achieved", "missed")


@dataclass(frozen=True)
class Around:
    """What all rows of a page share: the address of the KPIs, the as-of of links, the last check-ins."""

    kpis: str
    keep: str = ""
    check_ins: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # KPI → how long ago, who
    compact: bool = False


def grain_of(period: str) -> str:
    """The grain of a period's label; "" where it is none of the usual ones.

    >>> grain_of("2015-Q4"), grain_of("2015-12"), grain_of("2015")
    ('quarter', 'month', 'year')
    """
    return next((grain for pattern, grain in _GRAINS if pattern.fullmatch(period)), "")


def line(row: KpiRow, around: Around, weight: str = "") -> SafeString:
    """The row: status, name and owner, facets, value, target, gap, last year, past periods, trend, odds, check-in."""
    address = f"{around.kpis}{row['key']}/"
    keep = f"?{around.keep}" if around.keep else ""
    name = f'<a href="{escape(address + keep)}">{escape(row["label"])}</a>'
    cells = [
        f'<td class="st">{glyph(row["headline"])}</td>',
        f'<th scope="row">{name}{_told(row, around, weight)}</th>',
    ]
    if not around.compact:
        cells.append(f'<td class="fc">{four(row["facets"])}</td>')
    cells += [
        f'<td class="num val">{_value(row, address, keep)}</td>',
        f'<td class="num muted tg">{_number(row["target"])}</td>',
        f'<td class="num gap {escape(row["gap_side"])}">{_number(row["gap"])}{_to_what(row)}</td>',
        f'<td class="num ly {escape(row["last_year_side"])}">{_number(row["last_year"])}</td>',
    ]
    if not around.compact:
        cells.append(f'<td class="cells">{strip(row["cells"])}</td>')
    cells += [
        f'<td class="sp">{spark(row["spark"])}</td>',
        f'<td class="num odds">{_odds(row)}</td>',
        f'<td class="num muted ci">{_check_in(row, around)}</td>',
    ]
    return SafeString(f"<tr data-row>{''.join(cells)}</tr>")


def _to_what(row: KpiRow) -> str:
    """What the gap is to, where that is not the target beside it."""
    said = row.get("gap_reference", "")
    return f'<br><span class="small muted" title="{escape(row["gap_words"])}">{escape(said)}</span>' if said else ""


def _told(row: KpiRow, around: Around, weight: str) -> str:
    """Who answers for it, and what has to be said beside the number."""
    if around.compact:
        return ""
    said = [row["owner_name"] or row["owner"], *row["marks"]]
    if row["last_headline"]:
        said.append(f"last {row['last_headline']}")
    if row["note"]:
        said.append(row["note"])
    if weight not in ("", "1"):
        said.append(f"weight {weight}")
    return f'<small class="muted">{escape(" · ".join(part for part in said if part))}</small>'


def _number(shown: Shown) -> str:
    text = escape(shown["text"])
    full = escape(shown["full"])
    return text if full == text else f'<span title="{full}">{text}</span>'


def _value(row: KpiRow, address: str, keep: str) -> str:
    """The number, which opens its receipt, and the period it is about."""
    grain, number = grain_of(row["period"]), _number(row["value"])
    if row["value"]["exact"] is not None and grain:
        receipt = escape(f"{address}receipt/{grain}/{row['period']}/{keep}")
        number = f'<a class="big" href="{receipt}">{number}</a>'
    else:
        number = f'<span class="big">{number}</span>'
    return f'{number}<small class="muted">{escape(row["period_text"])}</small>'


def _odds(row: KpiRow) -> str:
    if row["headline"] in _DONE:
        return '<span class="muted">done</span>'
    if row["p_hit"] is not None:
        return f"{round(row['p_hit'] * 100)} %"
    return f'<span class="muted">{escape(row["outlook"] or "–")}</span>'


def _check_in(row: KpiRow, around: Around) -> str:
    found = around.check_ins.get(row["key"])
    return "–" if found is None else f'<span title="{escape(found[1])}">{escape(found[0])}</span>'
