"""The findings of the KPI check, less those that are accepted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from truenorth.checks.facts import Facts
from truenorth.checks.rule import Hit, Needs, Rule
from truenorth.errors import Finding, Level, nearest_names
from truenorth.model.check_settings import Suppression


def checked(rules: Iterable[Rule], facts: Facts, *, with_data: bool) -> tuple[Finding, ...]:
    """What the rules find, in their order; rules about histories are left out without data."""
    asked = tuple(rules)
    found = [(rule, hit) for rule in asked if with_data or rule.needs is Needs.FORM for hit in rule.find(facts)]
    settings = facts.definitions.check
    accepted = settings.suppress if settings else ()
    used: set[int] = set()
    kept = []
    for rule, hit in found:
        by = _accepting(rule, hit, accepted, facts)
        used |= {index for index, one in enumerate(accepted) if one is by}
        if by is None:
            kept.append(Finding(rule.code, hit.message, hit.place, rule.level, hint=rule.remedy))
    return (*kept, *_suppressions(asked, accepted, used, facts, with_data=with_data))


def _accepting(rule: Rule, hit: Hit, accepted: Iterable[Suppression], facts: Facts) -> Suppression | None:
    fits = (one for one in accepted if one.rule == rule.code and one.on in (None, hit.on) and one.until >= facts.today)
    return next(fits, None)


def _suppressions(
    rules: tuple[Rule, ...], accepted: Iterable[Suppression], used: set[int], facts: Facts, *, with_data: bool
) -> Iterator[Finding]:
    """Suppressions that are over, of no rule, or of nothing."""
    known = {rule.code: rule for rule in rules}
    for index, one in enumerate(accepted):
        if one.rule not in known:
            near = nearest_names(one.rule, known)
            message = f"A suppression names {one.rule}, which is no rule of the KPI check."
            yield Finding("SUPPRESSION_UNKNOWN", message, one.place, Level.WARNING, nearest=near)
        elif one.until < facts.today:
            message = f"The suppression of {one.rule} ended on {one.until.isoformat()}."
            hint = "Mend what it hides, or give it a new date and reason."
            yield Finding("SUPPRESSION_EXPIRED", message, one.place, Level.WARNING, hint=hint)
        elif index not in used and (with_data or known[one.rule].needs is Needs.FORM):
            message = f"The suppression of {one.rule} hides nothing."
            yield Finding("SUPPRESSION_UNUSED", message, one.place, Level.NOTE, hint="Take it out.")
