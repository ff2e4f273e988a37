"""The queue in one process: in, taken, done, failed, tried again, cancelled, left behind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from app_jobs import KINDS
from truenorth.app.accounts.models import Workspace
from truenorth.app.jobs import read, schedules, write
from truenorth.app.jobs.context import JobContext, LeaseLost
from truenorth.app.jobs.models import Job, JobState, Schedule, Worker
from truenorth.app.jobs.worker import run_one
from truenorth.errors import Finding, Refused


def _past(job: Job, **fields: object) -> None:
    """Put times of a job into the past, as if it had waited."""
    Job.objects.filter(pk=job.pk).update(**{name: timezone.now() - timedelta(seconds=1) for name in fields})


def _error(job: Job) -> dict[str, object]:
    assert job.error is not None
    error: dict[str, object] = job.error
    return error


def test_a_job_is_done_and_says_so(workspace: Workspace) -> None:
    queued = write.enqueue("steps", workspace, {"a": 1}, by="ann@acme.example")
    done = run_one(KINDS)
    assert done is not None
    assert (done.pk, done.state, done.result, done.attempts) == (queued.pk, JobState.DONE, {"steps": 3}, 1)
    assert (done.done_steps, done.all_steps, done.step) == (2, 3, "step 2")
    assert done.lease_until is None
    assert done.ended_at is not None
    assert run_one(KINDS) is None
    assert read.newest(workspace, "steps") == done
    assert read.job(workspace, done.pk) == done


def test_a_live_job_with_the_same_key_is_returned(workspace: Workspace) -> None:
    first = write.enqueue("steps", workspace, dedup_key="k")
    assert write.enqueue("steps", workspace, dedup_key="k") == first
    assert write.claim(KINDS, "w") == first
    assert write.enqueue("steps", workspace, dedup_key="k") == first  # running is live, too
    first.refresh_from_db()
    assert write.finish(first, None)
    assert write.enqueue("steps", workspace, dedup_key="k") != first


def test_the_highest_priority_goes_first_then_the_longest_wait(workspace: Workspace, tmp_path: Path) -> None:
    file = str(tmp_path / "words")
    for word, priority in (("second", 0), ("third", 0), ("first", 5), ("last", -1)):
        write.enqueue("note", workspace, {"file": file, "word": word}, priority=priority)
    write.enqueue("note", workspace, {"file": file, "word": "never"}, run_after=timezone.now() + timedelta(hours=1))
    write.enqueue("unknown", workspace, priority=9)
    while run_one(KINDS):
        continue
    assert Path(file).read_text().split() == ["first", "second", "third", "last"]


def test_what_is_refused_is_not_tried_again_and_keeps_the_finding(workspace: Workspace) -> None:
    write.enqueue("refused", workspace)
    failed = run_one(KINDS)
    assert failed is not None
    assert (failed.state, failed.attempts) == (JobState.FAILED, 1)
    assert _error(failed)["code"] == "NO_SUCH_THING"
    assert _error(failed)["hint"] == "look again"


@pytest.mark.parametrize(("kind", "code"), [("source_failed", "SOURCE_DOWN"), ("fault", "JOB_FAULT")])
def test_what_failed_is_tried_again_later_and_then_recorded(workspace: Workspace, kind: str, code: str) -> None:
    job = write.enqueue(kind, workspace, max_attempts=3)
    for attempt in (1, 2):
        again = run_one(KINDS)
        assert again is not None
        assert (again.state, again.attempts) == (JobState.QUEUED, attempt)
        assert again.run_after > timezone.now()
        assert run_one(KINDS) is None
        _past(job, run_after=True)
    failed = run_one(KINDS)
    assert failed is not None
    assert (failed.state, failed.attempts, _error(failed)["code"]) == (JobState.FAILED, 3, code)
    assert "hunter2" not in str(failed.error)


def test_a_waiting_job_is_cancelled_at_once(workspace: Workspace) -> None:
    assert write.ask_cancel(write.enqueue("steps", workspace)).state == JobState.CANCELLED
    assert run_one(KINDS) is None


def test_a_running_job_is_cancelled_at_its_next_step(workspace: Workspace) -> None:
    write.enqueue("steps", workspace)
    job = write.claim(KINDS, "w")
    assert job is not None
    assert write.ask_cancel(job).state == JobState.RUNNING
    _past(job, lease_until=True)  # the worker died: the next one sees that nobody wants it any more
    assert run_one(KINDS) is None
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_a_job_that_fails_after_it_was_cancelled_is_not_tried_again(workspace: Workspace) -> None:
    write.enqueue("steps", workspace)
    job = write.claim(KINDS, "w")
    assert job is not None
    write.ask_cancel(job)
    assert write.give_back(job)
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_a_worker_that_stops_gives_its_job_back_untried(workspace: Workspace) -> None:
    write.enqueue("stop_here", workspace)
    job = run_one(KINDS)
    assert job is not None
    assert (job.state, job.attempts, job.leased_by) == (JobState.QUEUED, 0, "")


def test_a_lease_that_ran_out_is_taken_and_the_fence_stops_the_late_writer(workspace: Workspace) -> None:
    write.enqueue("steps", workspace)
    early = write.claim(KINDS, "slow")
    assert early is not None
    late = JobContext(early.pk, workspace, {}, early.fence)
    assert write.claim(KINDS, "quick") is None
    _past(early, lease_until=True)
    taken = write.claim(KINDS, "quick")
    assert taken == early
    assert taken is not None
    assert (taken.fence, taken.attempts, taken.leased_by) == (2, 2, "quick")
    with pytest.raises(LeaseLost), transaction.atomic():
        late.guard()
    with pytest.raises(LeaseLost):
        late.progress(1, 2)
    assert not write.finish(early, {"by": "slow"})
    assert not write.fail(early, Finding("ANY", "Any."), again=True)
    assert write.finish(taken, {"by": "quick"})
    taken.refresh_from_db()
    assert taken.result == {"by": "quick"}


def test_a_job_that_takes_down_every_worker_is_given_up(workspace: Workspace) -> None:
    job = write.enqueue("steps", workspace, max_attempts=2)
    for _ in range(2):
        assert write.claim(KINDS, "w") == job
        _past(job, lease_until=True)
    assert write.claim(KINDS, "w") is None
    job.refresh_from_db()
    assert (job.state, _error(job)["code"]) == (JobState.FAILED, "JOB_LOST")


def test_guard_is_of_no_use_outside_a_transaction(transactional_db: None) -> None:
    write.enqueue("steps", None)
    job = write.claim(KINDS, "w")
    assert job is not None
    with pytest.raises(ValueError, match=r"transaction\.atomic"):
        JobContext(job.pk, None, {}, job.fence).guard()


def test_old_jobs_and_dead_workers_are_forgotten(workspace: Workspace) -> None:
    old, fresh = write.enqueue("refused", workspace), write.enqueue("refused", workspace)
    run_one(KINDS)
    run_one(KINDS)
    write.enqueue("steps", workspace)
    Job.objects.filter(pk=old.pk).update(ended_at=timezone.now() - timedelta(days=91))
    write.seen("dead", "1")
    Worker.objects.update(seen_at=timezone.now() - timedelta(days=2))
    write.seen("alive", "1")
    assert write.tidy(timezone.now()) == 1
    assert set(Job.objects.filter(kind="refused")) == {fresh}
    assert [each.name for each in Worker.objects.all()] == ["alive"]


def test_the_queue_is_counted(workspace: Workspace) -> None:
    write.enqueue("steps", workspace)
    write.seen("alive", "1")
    state = read.queue_state()
    assert state.by_state == {"queued": 1, "running": 0, "done": 0, "failed": 0, "cancelled": 0}
    assert state.workers == ("alive",)
    assert state.oldest_due is not None
    assert read.workers_seen(timedelta(seconds=60), timezone.now() + timedelta(minutes=5)) == ()


MONDAY = datetime(2026, 1, 5, 12, tzinfo=UTC)


def _daily(workspace: Workspace, rule: str = "daily at 06:00", zone: str = "UTC") -> Schedule:
    return schedules.put(workspace, "kpis:day", "refresh", {"kpis": ["a"]}, rule, zone, now=MONDAY)


def test_a_schedule_queues_its_job_when_its_time_has_come(workspace: Workspace) -> None:
    schedule = _daily(workspace)
    assert schedule.next_at == datetime(2026, 1, 6, 6, tzinfo=UTC)
    assert schedules.enqueue_due(schedule.next_at - timedelta(seconds=1)) == []
    (job,) = schedules.enqueue_due(schedule.next_at)
    assert (job.kind, job.payload, job.workspace) == ("refresh", {"kpis": ["a"]}, workspace)
    assert schedules.enqueue_due(schedule.next_at) == []
    schedule.refresh_from_db()
    assert (schedule.next_at, schedule.last_at) == (
        datetime(2026, 1, 7, 6, tzinfo=UTC),
        datetime(2026, 1, 6, 6, tzinfo=UTC),
    )


def test_missed_times_count_once_and_no_job_is_queued_beside_a_live_one(workspace: Workspace) -> None:
    _daily(workspace)
    (job,) = schedules.enqueue_due(MONDAY + timedelta(days=10))
    assert schedules.enqueue_due(MONDAY + timedelta(days=11)) == [job]
    assert Job.objects.count() == 1


def test_a_schedule_keeps_its_next_time_unless_its_rule_changes(workspace: Workspace) -> None:
    schedule = _daily(workspace)
    Schedule.objects.filter(pk=schedule.pk).update(next_at=MONDAY)  # due, not yet queued
    assert _daily(workspace).next_at == MONDAY
    changed = _daily(workspace, "weekly on monday at 06:00", "Europe/Rome")
    assert changed.pk == schedule.pk
    assert changed.next_at == datetime(2026, 1, 12, 5, tzinfo=UTC)


def test_a_schedule_can_be_switched_off_and_taken_away(workspace: Workspace) -> None:
    schedule = schedules.switch(_daily(workspace), on=False)
    assert schedules.enqueue_due(MONDAY + timedelta(days=9)) == []
    again = schedules.switch(schedule, on=True, now=MONDAY + timedelta(days=9))
    assert again.next_at == datetime(2026, 1, 15, 6, tzinfo=UTC)
    assert schedules.keep_only(workspace, "kpis:", {"kpis:day"}) == 0
    assert schedules.keep_only(workspace, "kpis:", set()) == 1
    assert read.schedules(workspace) == []


def test_a_schedule_nobody_understands_is_refused_and_an_old_one_is_switched_off(workspace: Workspace) -> None:
    with pytest.raises(Refused):
        _daily(workspace, "now and then")
    schedule = _daily(workspace)
    Schedule.objects.filter(pk=schedule.pk).update(rule="now and then")
    assert schedules.enqueue_due(MONDAY + timedelta(days=9)) == []
    schedule.refresh_from_db()
    assert not schedule.enabled


def test_what_was_just_changed_lies_in_a_job_that_has_not_begun(workspace: Workspace) -> None:
    def ask() -> Job:
        return write.enqueue_unbegun("steps", workspace, {}, name="refresh:1:all", by="ann@acme.example")

    running = ask()
    assert ask().pk == running.pk, "one that waits reads what is there when it begins"
    Job.objects.filter(pk=running.pk).update(state=JobState.RUNNING)
    waiting = ask()
    assert waiting.pk != running.pk
    assert ask().pk == waiting.pk
