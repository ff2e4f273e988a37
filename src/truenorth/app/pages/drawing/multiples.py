"""Small multiples: the same small chart for each segment, so that they can be compared at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from django.utils.safestring import SafeString

from truenorth.app.pages.drawing.layers import runs
from truenorth.app.pages.drawing.scales import Scale, domain
from truenorth.app.pages.drawing.svg import el, path_of
from truenorth.app.readings.shapes import MemberShown

WIDTH, HEIGHT = 200.0, 52.0
ALIKE = 6.0
"""Segments are drawn on one scale as long as the largest is not so many times the smallest."""


def shared_span(members: Sequence[MemberShown]) -> tuple[float, float] | None:
    """The span of one scale for all segments; None where the small ones would be flat lines on it."""
    middles = [abs(median(known)) for each in members for known in [_known(each)] if known]
    if not middles or max(middles) > ALIKE * min(middles):
        return None
    return domain([value for each in members for value in [*_known(each), *_target(each)]], room=0.1)


def multiple(member: MemberShown, span: tuple[float, float] | None, text: str) -> SafeString:
    """One segment's line with its own target and its newest point; "" where it has no value."""
    known = _known(member)
    if not known:
        return SafeString("")
    low, high = span or domain([*known, *_target(member)], room=0.1)
    y = Scale(low, high, HEIGHT - 6, 6)
    step = (WIDTH - 16) / max(len(member["values"]) - 1, 1)
    parts = []
    for target in _target(member):
        parts.append(el("line", class_="target", x1=8, x2=WIDTH - 8, y1=y.at(target), y2=y.at(target)))
    for run in runs(member["values"]):
        places = [(8 + place * step, y.at(value)) for place, value in run]
        parts.append(el("path", class_="actual", d=path_of(places)))
    last = max(place for place, value in enumerate(member["values"]) if value is not None)
    css = {True: "pt is-met", False: "pt is-missed", None: "pt"}[member["met"]]
    parts.append(el("circle", class_=css, cx=8 + last * step, cy=y.at(member["values"][last] or 0.0), r=2.8))
    box = f"0 0 {WIDTH:g} {HEIGHT:g}"
    return el("svg", *parts, class_="multiple", viewBox=box, role="img", aria_label=text)


def _known(member: MemberShown) -> list[float]:
    return [value for value in member["values"] if value is not None]


def _target(member: MemberShown) -> list[float]:
    exact = member["target"]["exact"]
    return [] if exact is None or ".." in exact else [float(exact)]
