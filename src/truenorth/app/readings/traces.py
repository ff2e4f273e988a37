"""What a run read: its tables, and the SQL that it sent for each KPI and metric."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from truenorth.app.readings.cards.table import Looked
from truenorth.app.readings.computed import Computed
from truenorth.app.readings.models import Run, RunQuery, RunTable
from truenorth.app.readings.scene import Scene
from truenorth.app.readings.store import BATCH
from truenorth.app.revisions.models import Blob
from truenorth.judgement import choose, first_need, needs
from truenorth.model.answers import Answer
from truenorth.project.assess import answer_to


def keep_table(run: Run, found: Looked) -> RunTable:
    """What the run read of one table."""
    survey, table = found.survey, found.table
    return RunTable.objects.create(
        run=run,
        table=table.key,
        source=table.source or "",
        fingerprint=((found.relation.fingerprint if found.relation else None) or "")[:200],
        rows=survey.rows if survey else None,
        first_at=survey.first if survey else None,
        newest_at=survey.newest if survey else None,
        watermark=survey.watermark if survey else None,
        facts={
            "undated": survey.undated if survey else 0,
            "repeated": survey.repeated if survey else 0,
            "fresh_within": str(table.fresh_within) if table.fresh_within else "",
        },
        error=found.failure.as_error() if found.failure else None,
    )


def queries_of(scene: Scene, computed: Computed) -> Iterator[tuple[str, str]]:
    """Each SQL text that brought a KPI's numbers, with what it was for."""
    kpi, evidence = computed.judged.kpi, computed.judged.evidence
    if evidence.failure is not None:
        return
    reads = [first_need(kpi)]
    choice = choose(kpi, evidence.series, scene.calendar)
    reads += needs(kpi, choice, evidence.series, scene.calendar)
    for read in reads:
        yield from _texts(read.part.value, answer_to(scene.shared, kpi, read))
    for grain, answer in computed.coarser.items():
        yield from _texts(f"series by {grain.value}", answer)
    for name, answer in computed.parts.items():
        yield from _texts(f"breakdown by {name}", answer)


def _texts(part: str, answer: Answer) -> Iterator[tuple[str, str]]:
    for sql in answer.queries:
        yield part, sql


def keep_queries(run: Run, noun: str, key: str, queries: Iterable[tuple[str, str]]) -> None:
    """The SQL texts kept, each text once for ever."""
    found: Mapping[tuple[str, str], str] = {
        (part[:40], hashlib.sha256(sql.encode()).hexdigest()): sql for part, sql in queries
    }
    known = set(Blob.objects.filter(hash__in={digest for _, digest in found}).values_list("hash", flat=True))
    fresh = {digest: sql for (_, digest), sql in found.items() if digest not in known}
    Blob.objects.bulk_create([Blob(hash=digest, text=sql) for digest, sql in fresh.items()], ignore_conflicts=True)
    rows = [RunQuery(run=run, noun=noun, key=key, part=part, sql_id=digest) for part, digest in found]
    RunQuery.objects.bulk_create(rows, batch_size=BATCH)
