"""The headline: one word made of the facets, by the first rule that holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from truenorth.model.status import Facet


@dataclass(frozen=True)
class HeadlineRule:
    """Which words of the facets make which headline; None stands for any. `ended`: the target's end has passed."""

    id: str
    headline: str
    colour: str
    says: str
    data: frozenset[str] | None = None
    target: frozenset[str] | None = None
    outlook: frozenset[str] | None = None
    ended: bool | None = None

    def holds(self, facets: Mapping[str, Facet | None]) -> bool:
        """Whether the facets are those of this rule."""
        wanted = {"data": self.data, "target": self.target, "outlook": self.outlook}
        for name, words in wanted.items():
            facet = facets.get(name)
            if words is not None and (facet is None or facet.word not in words):
                return False
        target = facets.get("target")
        return self.ended is None or (target is not None and has_ended(target) is self.ended)


def _of(*words: str) -> frozenset[str]:
    return frozenset(words)


_GOOD = _of("met", "ahead", "on pace")

HEADLINE_RULES = (
    HeadlineRule("no_data", "no data", "grey", "there is no number to judge", data=_of("broken", "no data")),
    HeadlineRule("stale", "stale", "grey", "the last colour is shown, but silence is never green", data=_of("stale")),
    HeadlineRule("doubtful", "doubtful", "hatched", "a check of the data fired", data=_of("doubtful")),
    HeadlineRule("too_few", "no data", "grey", "the denominator is below `min_count`", data=_of("too few")),
    HeadlineRule("no_target", "watched", "blue", "nothing was agreed for this period", target=_of("no target")),
    HeadlineRule("achieved", "achieved", "green", "the end has passed and was reached", target=_of("achieved")),
    HeadlineRule("missed", "missed", "red", "the end has passed and was not reached", target=_of("missed"), ended=True),
    HeadlineRule(
        "unlikely", "at risk", "yellow", "good now, but not expected to last", target=_GOOD, outlook=_of("unlikely")
    ),
    HeadlineRule("on_track", "on track", "green", "at or better than expected", target=_GOOD),
    HeadlineRule("near", "at risk", "yellow", "between the target and its red line", target=_of("near")),
    HeadlineRule("off_track", "off track", "red", "beyond the red line", target=_of("behind", "missed")),
)
"""First that holds."""


def headline(facets: Mapping[str, Facet | None]) -> HeadlineRule:
    """The first rule that holds for the facets `target`, `signal`, `outlook` and `data`."""
    for rule in HEADLINE_RULES:
        if rule.holds(facets):
            return rule
    raise ValueError(f"no headline rule holds for {facets}; the target facet may be missing only where data is")


def has_ended(target: Facet) -> bool:
    """Whether a target facet is a final verdict."""
    return bool(target.facts.get("ended"))
