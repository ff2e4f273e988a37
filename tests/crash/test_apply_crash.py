"""Two applies at once, and applies that are killed: one whole revision or none, and an unbroken audit trail."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from crash.kills import duration, kill_after, moments
from installation import START, Installation
from revision_files import shop
from truenorth.app.revisions.disk import write_files

KILLS = max(4, -(-int(os.environ.get("TRUENORTH_KILLS", "0")) // 4))
"""How often a whole `truenorth apply` is killed; `make test-crash` does it a quarter as often as the rest."""
STATE = """
import json
from truenorth.app.accounts.audit import verify
from truenorth.app.accounts.models import AuditEvent, Workspace
from truenorth.app.revisions.models import DefinitionVersion, Revision, RevisionFile
from truenorth.app.revisions.read import newest
workspace = Workspace.objects.get()
stored = newest(workspace)
print(json.dumps({
    "numbers": list(Revision.objects.order_by("number").values_list("number", flat=True)),
    "applied": AuditEvent.objects.filter(workspace=workspace, action="apply definitions").count(),
    "broken": str(verify(workspace) or ""),
    "files": dict(stored.files),
    "without_files": Revision.objects.filter(files__isnull=True).count(),
    "versions": DefinitionVersion.objects.filter(revision__number=stored.number).count(),
}))
"""
COUNT = """
from truenorth.app.accounts.models import AuditEvent
print(AuditEvent.objects.filter(action="count").count())
"""
TOGETHER = """
import sys
from pathlib import Path
from truenorth.app.accounts.audit import record
from truenorth.app.accounts.models import Workspace
workspace = Workspace.objects.get()
print("ready", flush=True)
sys.stdin.readline()
for number in range(30):
    record(sys.argv[1], "count", str(number), workspace)
"""


@pytest.fixture
def installation(crash_site: Installation, tmp_path: Path) -> Installation:
    """An installation on each database, with the small project applied."""
    crash_site.run("apply", "--project", str(_folder(tmp_path, "first")), "--create")
    return crash_site


def _folder(tmp_path: Path, word: str) -> Path:
    """A folder with the small project, in which every label of one metric is `word`."""
    folder = tmp_path / word
    write_files(shop(("sales.yml", "label: Orders", f"label: Orders {word}")), folder)
    return folder


def _state(installation: Installation) -> dict[str, object]:
    found: dict[str, object] = json.loads(installation.python(STATE))
    return found


def test_of_two_applies_at_once_each_is_whole_and_who_comes_second_is_told(
    installation: Installation, tmp_path: Path
) -> None:
    words = [f"at_once_{number}" for number in range(3)]
    folders = [_folder(tmp_path, word) for word in words]
    running = [installation.start("apply", "--project", str(folder)) for folder in folders]
    ended = [(process.communicate(timeout=300), process.returncode) for process in running]
    assert {code for _, code in ended} <= {0, 2}
    won = sum(1 for _, code in ended if code == 0)
    assert won >= 1
    for (_, err), code in ended:
        assert code == 0 or "REVISION_MOVED" in err
    state = _state(installation)
    assert state["numbers"] == list(range(1, won + 2))
    assert (state["applied"], state["broken"], state["without_files"]) == (won + 1, "", 0)


def test_an_apply_that_was_killed_left_everything_or_nothing(installation: Installation, tmp_path: Path) -> None:
    def start(word: str) -> subprocess.Popen[str]:
        return installation.start("apply", "--project", str(_folder(tmp_path, word)))

    whole = duration(lambda: start("whole"))
    expected = 2
    killed = 0
    for number, moment in enumerate(moments(KILLS, whole, seed=7)):
        before = _state(installation)
        killed += kill_after(lambda word=f"kill_{number}": start(word), moment)  # type: ignore[misc]
        state = _state(installation)
        numbers = state["numbers"]
        assert isinstance(numbers, list)
        assert len(numbers) in (expected, expected + 1)
        made = len(numbers) == expected + 1
        wanted = shop(("sales.yml", "label: Orders", f"label: Orders kill_{number}")) if made else before["files"]
        assert state["files"] == wanted
        assert (state["applied"], state["broken"], state["without_files"]) == (len(numbers), "", 0)
        assert state["versions"] == 1
        expected = len(numbers)
    assert killed
    assert duration(lambda: start("after")) > 0


def test_writers_of_one_audit_chain_at_once_leave_it_unbroken(installation: Installation) -> None:
    def start(name: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", START + TOGETHER, name]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=installation.environment, stdin=pipe, stdout=pipe, text=True)

    running = [start(f"writer {number}") for number in range(3)]
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in running:  # all at once: each is told before any is waited for
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in running:
        process.communicate(timeout=120)
        assert process.returncode == 0
    assert installation.python(COUNT).strip() == "90"
    assert _state(installation)["broken"] == ""
