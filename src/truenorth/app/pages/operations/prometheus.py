"""The installation's state as Prometheus reads it: text, one number a line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from truenorth.app.jobs import read as jobs
from truenorth.app.pages.operations.counts import answered
from truenorth.app.pages.operations.health import SEEN
from truenorth.app.readings import counts

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

Row = tuple[Mapping[str, object], float]


def prometheus(now: datetime) -> str:
    """Every number, with what it means."""
    queue, runs = jobs.queue_state(SEEN), counts.last_runs()
    oldest = 0.0 if queue.oldest_due is None else max((now - queue.oldest_due).total_seconds(), 0.0)
    ended: list[Row] = [({"workspace": run.workspace}, run.ended_at.timestamp()) for run in runs]
    failures: list[Row] = [({"workspace": run.workspace}, run.failures) for run in runs]
    good: list[Row] = [({"workspace": run.workspace}, run.state == "done") for run in runs]
    jobs_rows: list[Row] = [({"state": state}, count) for state, count in queue.by_state.items()]
    requests: list[Row] = [({"method": method, "status": status}, count) for method, status, count in answered()]
    families: tuple[tuple[str, str, str, list[Row]], ...] = (
        ("truenorth_jobs", "gauge", "Jobs by state.", jobs_rows),
        ("truenorth_oldest_due_job_seconds", "gauge", "For how long the oldest job that is due waits.", [({}, oldest)]),
        ("truenorth_workers", "gauge", "Workers seen in the last minute.", [({}, len(queue.workers))]),
        ("truenorth_last_run_timestamp_seconds", "gauge", "When the workspace's newest run ended.", ended),
        ("truenorth_last_run_good", "gauge", "1 where the workspace's newest run ended well.", good),
        ("truenorth_last_run_failures", "gauge", "KPIs that the newest run could not compute.", failures),
        ("truenorth_readings", "gauge", "Readings kept.", [({}, counts.readings_count())]),
        ("truenorth_requests_total", "counter", "Requests answered since the web process began.", requests),
    )
    return "".join(_family(name, kind, help, rows) for name, kind, help, rows in families)


def _family(name: str, kind: str, help: str, rows: Iterable[Row]) -> str:
    lines = [f"# HELP {name} {help}", f"# TYPE {name} {kind}"]
    lines += [f"{name}{_labels(labels)} {float(value):.15g}" for labels, value in rows]
    return "\n".join(lines) + "\n"


def _labels(labels: Mapping[str, object]) -> str:
    return "{" + ",".join(f'{name}="{_escaped(str(value))}"' for name, value in labels.items()) + "}" if labels else ""


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
