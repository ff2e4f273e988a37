"""Status rows and transitions: what was said of a KPI, and which word became another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from truenorth.app.readings.cards.facets import FACETS, plain
from truenorth.app.readings.cards.numbers import exact_text
from truenorth.app.readings.models import Run, StatusRow, Transition
from truenorth.app.readings.scene import Judged
from truenorth.app.readings.store import digest_of
from truenorth.model.answers import Amount

POLICY = 1
"""The version of the rules of page 3.4."""
_PASSING = frozenset({"age", "newest"})
"""Facts that change with the clock alone."""


def keep_status(run: Run, judged: Judged, now: datetime, next_at: datetime | None) -> StatusRow | None:
    """The new row with its transitions, or None where the one known then says the same."""
    facts = facts_of(judged)
    status = judged.status
    p_hit = _p_hit(judged)
    said = (status.period_label or "", status.headline, status.rule, _score(judged))
    digest = digest_of(said, None if p_hit is None else f"{p_hit:.6g}", _lasting(facts), POLICY)
    rows = StatusRow.objects.filter(workspace=run.workspace, kpi=status.kpi)
    before = rows.filter(known_from__lte=run.as_of).order_by("-known_from", "-id").first()
    if before is not None and before.digest == digest:
        return None
    made = StatusRow.objects.create(
        workspace=run.workspace,
        run=run,
        kpi=status.kpi,
        period=said[0][:40],
        headline=status.headline,
        rule=status.rule,
        score=said[3],
        p_hit=p_hit,
        facts=facts,
        digest=digest,
        policy=POLICY,
        known_from=run.as_of,
        recorded_at=now,
    )
    if before is not None:
        Transition.objects.bulk_create(_transitions(run, before, made))
        if next_at is not None and not rows.filter(known_from__gt=run.as_of, known_from__lte=next_at).exists():
            _said_again(before, now, next_at)
    return made


def _said_again(before: StatusRow, now: datetime, next_at: datetime) -> None:
    """What the next run had found unchanged, said at its date."""
    before.pk, before.known_from, before.recorded_at = None, next_at, now
    before._state.adding = True
    before.save(force_insert=True)


def facts_of(judged: Judged) -> dict[str, Any]:
    """Everything that was said, as plain values."""
    status = judged.status
    target = status.target
    return {
        "label": status.label,
        "value": exact_text(status.value, quotient=status.quotient),
        "target": [exact_text(each) for each in target] if isinstance(target, tuple) else exact_text(target),
        "expected_to_date": exact_text(status.expected_to_date),
        "attainment": exact_text(status.attainment),
        "marks": list(status.marks),
        "note": status.note or "",
        "last_headline": status.last_headline or "",
        "target_place": plain(status.trace.get("target_place")),
        "target_begins": plain(status.trace.get("target_begins")),
        "target_spelled": plain(status.trace.get("target_spelled")),
        "facets": {name: _facet(judged, name) for name in FACETS},
    }


def _facet(judged: Judged, name: str) -> dict[str, Any]:
    facet = judged.status.facets.get(name)
    if facet is None:
        return {"word": "", "rule": "", "facts": {}}
    facts = {key: plain(value) for key, value in facet.facts.items() if value is not None}
    return {"word": facet.word, "rule": facet.rule, "facts": facts}


def _lasting(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts without what changes with the clock alone."""
    facets = {
        name: {**each, "facts": {key: value for key, value in each["facts"].items() if key not in _PASSING}}
        for name, each in facts["facets"].items()
    }
    late = facts["facets"]["data"]["word"] in ("late", "stale")
    return {**facts, "facets": facets, "note": "" if late else facts["note"]}


def _p_hit(judged: Judged) -> float | None:
    outlook = judged.status.facets.get("outlook")
    found = outlook.facts.get("p_hit") if outlook else None
    return found if isinstance(found, float) else None


def _score(judged: Judged) -> str | None:
    score: Amount = judged.status.score
    return exact_text(score)


def _transitions(run: Run, before: StatusRow, now: StatusRow) -> Iterator[Transition]:
    noise = "within noise" in now.facts["marks"]
    for name in ("headline", *FACETS):
        old, new = (_word(row, name) for row in (before, now))
        if old != new:
            yield Transition(
                workspace=run.workspace,
                status=now,
                kpi=now.kpi,
                facet=name,
                before=old[:24],
                after=new[:24],
                within_noise=noise and name in ("headline", "target"),
                known_from=run.as_of,
            )


def _word(row: StatusRow, name: str) -> str:
    return row.headline if name == "headline" else str(row.facts["facets"][name]["word"])
