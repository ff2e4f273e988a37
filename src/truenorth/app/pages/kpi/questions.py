"""What a page asks a worker: the rows behind a number, or the number once more; and how the answer is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest

from truenorth.app.jobs import read as jobs
from truenorth.app.jobs.models import Job, JobState
from truenorth.app.jobs.write import enqueue
from truenorth.app.pages.door import Visit
from truenorth.app.pages.kpi.asked import Asked, chart_at
from truenorth.app.pages.shell import AsOf
from truenorth.app.readings.shapes import KpiDetail
from truenorth.wording import format_number

WAITING = (JobState.QUEUED, JobState.RUNNING)
MOST = 1000
"""So many rows are asked for: enough to look at, few enough to be kept with the job."""
LOOKED = 200
"""So many of them stand on the page; the file has all."""


@dataclass(frozen=True)
class Answer:
    """A question's job: whether one has to wait, why it failed, or what came back."""

    id: int
    waiting: bool
    step: str
    problem: str
    hint: str
    result: dict[str, Any]

    @property
    def looked(self) -> list[list[str]]:
        """The rows that stand on the page."""
        found: list[list[str]] = self.result.get("rows", [])
        return found[:LOOKED]

    @property
    def count(self) -> str:
        """How many rows came, and whether there are more."""
        found = len(self.result.get("rows", []))
        more = " or more" if found >= self.result.get("limit", MOST) else ""
        return f"{format_number(found)}{more}"


def ask_rows(visit: Visit, key: str, grain: str, period: str, as_of: AsOf) -> Job:
    """The job that finds the rows behind a KPI's number in a period."""
    return _ask(
        visit, {"what": "rows", "noun": "kpi", "key": key, "grain": grain, "period": period, "limit": MOST}, as_of
    )


def ask_again(visit: Visit, noun: str, key: str, at: tuple[str, str], as_of: AsOf) -> Job:
    """The job that computes a stored number once more."""
    return _ask(visit, {"what": "rerun", "noun": noun, "key": key, "grain": at[0], "period": at[1]}, as_of)


def answer_of(visit: Visit, key: str, what: str, number: str) -> Answer | None:
    """The answer to a question about this very thing; None where the address names none, 404 where there is no such."""
    if not number:
        return None
    job = jobs.job(visit.workspace, int(number)) if number.isdecimal() and len(number) < 18 else None
    if job is None or job.kind != "ask" or job.payload.get("key") != key or job.payload.get("what") != what:
        raise Http404
    error = job.error or {}
    problem = str(error.get("message", "")) or ("It was cancelled." if job.state == JobState.CANCELLED else "")
    problem = problem or ("It failed." if job.state == JobState.FAILED else "")
    waiting = job.state in WAITING
    step = job.step or ("waits for a worker" if job.state == JobState.QUEUED else "being computed")
    return Answer(job.pk, waiting, step, "" if waiting else problem, str(error.get("hint") or ""), job.result or {})


def rows_context(visit: Visit, request: HttpRequest, key: str, detail: KpiDetail, asked: Asked) -> dict[str, Any]:
    """What the tab of rows needs: the periods to choose from, the newest with a value first, and the answer if any."""
    chart = chart_at(detail, asked.grain)
    points = chart["points"] if chart else []
    known = [(point["label"], point["period"]) for point in reversed(points) if point["value"] is not None]
    answer = answer_of(visit, key, "rows", request.GET.get("job", ""))
    chosen = request.GET.get("period", "") or (known[0][0] if known else "")
    return {"periods": known, "period": chosen, "answer": answer}


def _ask(visit: Visit, words: dict[str, Any], as_of: AsOf) -> Job:
    payload = {**words, "as_of": as_of.at.isoformat() if as_of.at else ""}
    mark = ":".join(str(value) for value in payload.values())
    return enqueue(
        "ask", visit.workspace, payload, dedup_key=f"ask:{visit.workspace.pk}:{mark}"[:200], by=str(visit.user)
    )
