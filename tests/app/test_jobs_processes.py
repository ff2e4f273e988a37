"""The queue between processes: several workers at once, one killed in the middle, one that comes back too late."""

from __future__ import annotations

import signal
from collections import Counter
from pathlib import Path

from app_processes import WORKER, code_of, wait_until
from installation import Installation

WORK = "from app_jobs import KINDS; from truenorth.app.jobs.worker import run_one; from truenorth.app.models import *\n"
QUICK = "from datetime import timedelta\nQUICK = dict(lease=timedelta(seconds=2), beat=0.3)\n"


def test_four_workers_take_each_job_once(installation: Installation, tmp_path: Path) -> None:
    file = tmp_path / "words"
    installation.told(
        "from truenorth.app.jobs.write import enqueue\n"
        f"for n in range(60): enqueue('note', None, {{'file': {str(file)!r}, 'word': str(n)}})"
    )
    workers = [installation.begin(WORK + "while run_one(KINDS): pass") for _ in range(4)]
    assert [code_of(worker) for worker in workers] == [0, 0, 0, 0]
    assert Counter(file.read_text().split()) == Counter(str(n) for n in range(60))
    assert installation.told(WORK + "print(Job.objects.filter(state='done', attempts=1).count())") == 60


def test_of_many_that_queue_the_same_there_is_one(installation: Installation, tmp_path: Path) -> None:
    go = tmp_path / "go"
    code = (
        f"import time, pathlib\nwhile not pathlib.Path({str(go)!r}).exists(): time.sleep(0.001)\n"
        "from truenorth.app.jobs.write import enqueue\n"
        "print(*sorted({enqueue('note', None, {}, dedup_key='one').pk for _ in range(20)}))"
    )
    several = [installation.begin(code) for _ in range(4)]
    go.touch()
    told = {each.communicate(timeout=60)[0].strip() for each in several}
    assert len(told) == 1
    assert installation.told(WORK + "print(Job.objects.count())") == 1


def test_the_job_of_a_killed_worker_is_done_by_another(installation: Installation, tmp_path: Path) -> None:
    died = tmp_path / "died"
    installation.told(f"from truenorth.app.jobs.write import enqueue\nenqueue('die', None, {{'died': {str(died)!r}}})")
    killed = installation.begin(WORK + QUICK + "run_one(KINDS, **QUICK)")
    assert code_of(killed) == -signal.SIGKILL
    assert installation.told(WORK + "print(Job.objects.get().state == 'running' and 1)") == 1
    installation.told(
        f"{WORK}{QUICK}import time\n"
        "while Job.objects.get().state == 'running': run_one(KINDS, **QUICK) or time.sleep(0.1)"
    )
    told = installation.told(
        WORK + "import json; j = Job.objects.get(); print(json.dumps([j.state, j.attempts, j.fence]))"
    )
    assert told == ["done", 2, 2]


def test_a_long_call_keeps_its_lease(installation: Installation, tmp_path: Path) -> None:
    begun, end = tmp_path / "begun", tmp_path / "end"
    _queue_long_call(installation, begun, end)
    busy = installation.begin(WORK + QUICK + "run_one(KINDS, **QUICK)")
    wait_until(begun.exists, "the job to begin")
    # Another worker looks for three leases long and gets nothing.
    seen = installation.told(
        WORK + QUICK + "import time; until = time.monotonic() + 6\n"
        "while time.monotonic() < until: assert run_one(KINDS, **QUICK) is None; time.sleep(0.1)\n"
        "print(Job.objects.get().attempts)"
    )
    assert seen == 1
    end.touch()
    assert code_of(busy) == 0
    assert _told(installation) == ["done", "written late"]


def test_a_worker_that_slept_too_long_writes_nothing(installation: Installation, tmp_path: Path) -> None:
    begun, end = tmp_path / "begun", tmp_path / "end"
    _queue_long_call(installation, begun, end)
    late = installation.begin(WORK + QUICK + "run_one(KINDS, **QUICK)")
    wait_until(begun.exists, "the job to begin")
    late.send_signal(signal.SIGSTOP)
    # A worker that may not write late itself takes over, and ends the job by another way.
    installation.told(
        WORK + "import time; from truenorth.app.jobs import write\n"
        "while (job := write.claim(KINDS, 'quick')) is None: time.sleep(0.1)\n"
        "assert write.finish(job, {'by': 'quick'})"
    )
    end.touch()
    late.send_signal(signal.SIGCONT)
    assert code_of(late) == 0
    assert _told(installation) == ["done", "as it was"]


def test_the_heartbeat_tells_a_long_call_that_it_is_cancelled(installation: Installation) -> None:
    installation.told("from truenorth.app.jobs.write import enqueue\nenqueue('wait_for_cancel', None)")
    busy = installation.begin(WORK + QUICK + "run_one(KINDS, **QUICK)")
    installation.told(
        WORK + "import time; from truenorth.app.jobs.write import ask_cancel\n"
        "while (job := Job.objects.get()).state != 'running': time.sleep(0.05)\n"
        "ask_cancel(job)"
    )
    assert code_of(busy) == 0
    assert installation.told(WORK + "print(Job.objects.get().state == 'cancelled' and 1)") == 1


def test_a_cancelled_job_ends_while_the_engine_computes_and_writes_nothing(
    installation: Installation, tmp_path: Path
) -> None:
    begun = tmp_path / "begun"
    installation.told(
        f"from truenorth.app.jobs.write import enqueue\nenqueue('compute', None, {{'begun': {str(begun)!r}}})"
    )
    busy = installation.begin(
        WORK + QUICK + "from truenorth.engines.stopping import stop_all\nrun_one(KINDS, **QUICK, interrupt=stop_all)"
    )
    wait_until(begun.exists, "the job to begin")
    installation.told(WORK + "from truenorth.app.jobs.write import ask_cancel\nask_cancel(Job.objects.get())")
    assert code_of(busy) == 0
    assert installation.told(WORK + "print(Job.objects.get().state == 'cancelled' and 1)") == 1
    assert installation.told(WORK + "print(Workspace.objects.count())") == 0


def test_a_worker_that_is_to_stop_gives_back_even_a_job_in_the_middle_of_a_long_call(
    installation: Installation, tmp_path: Path
) -> None:
    begun, end = tmp_path / "begun", tmp_path / "end"
    _queue_long_call(installation, begun, end)
    worker = installation.begin(WORKER)
    wait_until(begun.exists, "the job to begin")
    worker.send_signal(signal.SIGTERM)
    assert code_of(worker) == 0
    assert installation.told(WORK + "print(Job.objects.filter(state='queued').count())") == 1
    assert installation.told(WORK + "print(Worker.objects.count())") == 0
    end.touch()
    installation.told(WORK + "assert run_one(KINDS)")
    assert _told(installation) == ["done", "written late"]


def _queue_long_call(installation: Installation, begun: Path, end: Path) -> None:
    payload = {"begun": str(begun), "end": str(end)}
    installation.told(
        "from truenorth.app.jobs.write import enqueue\nfrom truenorth.app.models import *\n"
        "there, _ = Workspace.objects.update_or_create(slug='late', defaults={'name': 'as it was'})\n"
        f"enqueue('long_call', None, {{**{payload!r}, 'workspace': there.pk}})"
    )


def _told(installation: Installation) -> object:
    return installation.told(
        WORK + "import json; print(json.dumps([Job.objects.get().state, Workspace.objects.get(slug='late').name]))"
    )
