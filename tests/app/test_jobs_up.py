"""`truenorth up`: it starts, heals, stops, and says in a sentence why it cannot."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app_processes import wait_until
from installation import Installation


@pytest.fixture
def port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        found: int = trial.getsockname()[1]
        return found


@contextmanager
def _up(installation: Installation, port: int, log: Path, **more: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "truenorth.cli.main", "up", "--port", str(port), "--workers", "2"]
    with log.open("w") as errors:
        process = subprocess.Popen(
            command, env={**installation.environment, **more}, stdout=subprocess.PIPE, stderr=errors, text=True
        )
    try:
        yield process
    finally:
        process.kill()
        process.communicate(timeout=30)


def _answer(port: int, path: str = "/healthz", **headers: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(
            urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers), timeout=10
        ) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.code, answer.read().decode()
    except OSError as fault:
        return 0, str(fault)


def _workers(port: int) -> int:
    status, text = _answer(port)
    return int(json.loads(text)["workers"]) if status in (200, 503) else 0


def _events(log: Path) -> list[dict[str, Any]]:
    lines = log.read_text().splitlines()
    return [json.loads(line) for line in lines if line.startswith("{") and line.endswith("}")]


def _started(log: Path, name: str) -> list[int]:
    return [each["pid"] for each in _events(log) if each["event"] == "process started" and each["process"] == name]


def _alive(pid: int) -> bool:
    """Whether any process of the group is left."""
    try:
        os.killpg(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _all_end(everyone: list[int]) -> None:
    """What was killed is gone once init has taken it: a moment after the supervisor, which waits for its own only."""
    wait_until(lambda: not any(_alive(pid) for pid in everyone), "all processes to end")


def test_it_starts_heals_and_stops(installation: Installation, port: int, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with _up(installation, port, log) as process:
        wait_until(lambda: _workers(port) == 2, f"two workers: {log.read_text()}")
        assert _answer(port)[0] == 200
        assert re.search(r"^truenorth_workers 2$", _answer(port, "/metrics")[1], re.MULTILINE)
        (worker,), (web,) = _started(log, "worker-1"), _started(log, "web")
        os.killpg(worker, signal.SIGKILL)
        wait_until(lambda: len(_started(log, "worker-1")) == 2, "the worker to come back")
        os.killpg(web, signal.SIGKILL)
        wait_until(lambda: len(_started(log, "web")) == 2, "the web server to come back")
        wait_until(lambda: _answer(port)[0] == 200, "the web server to answer")
        everyone = [pid for name in ("web", "worker-1", "worker-2") for pid in _started(log, name)]
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=25)[0]
        assert process.returncode == 0, log.read_text()
    assert f"http://127.0.0.1:{port}" in said
    assert str(installation.data) in said
    link = re.search(r"/welcome/([^/\s]+)", said)
    assert link is not None
    assert link[1] not in log.read_text()
    _all_end(everyone)
    assert any(each["event"] == "stopping" for each in _events(log))


@pytest.mark.parametrize(("signals", "code", "said"), [(2, 130, "second signal"), (1, 0, "did not stop")])
def test_what_does_not_stop_is_killed(
    installation: Installation, port: int, tmp_path: Path, signals: int, code: int, said: str
) -> None:
    """At a second signal at once; after one alone when the time is over."""
    log = tmp_path / "log"
    with _up(installation, port, log) as process:
        wait_until(lambda: _workers(port) == 2, "two workers")
        everyone = [pid for name in ("web", "worker-1", "worker-2") for pid in _started(log, name)]
        os.killpg(_started(log, "worker-1")[0], signal.SIGSTOP)  # it hears no signal but SIGKILL any more
        process.send_signal(signal.SIGTERM)
        wait_until(lambda: any(each["event"] == "stopping" for each in _events(log)), "it to stop")
        for _ in range(signals - 1):
            process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
        assert process.returncode == code, log.read_text()
    _all_end(everyone)
    assert any(said in each["event"] and "worker-1" in each["processes"] for each in _events(log))


def test_when_the_supervisor_is_killed_its_processes_stop(
    installation: Installation, port: int, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    with _up(installation, port, log) as process:
        wait_until(lambda: _answer(port)[0] == 200, "it to answer")
        everyone = [pid for name in ("web", "worker-1", "worker-2") for pid in _started(log, name)]
        process.kill()
        wait_until(lambda: not any(_alive(pid) for pid in everyone), "all processes to end")


def test_the_log_has_no_secret_of_an_address(installation: Installation, port: int, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with _up(installation, port, log) as process:
        wait_until(lambda: _answer(port)[0] == 200, "it to answer")
        _answer(port, "/welcome/hunter2hunter2/?next=hunter3", **{"X-Request-ID": "request-number-7"})
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=25) == 0
    (line,) = [
        each for each in _events(log) if each.get("request") == "request-number-7" and each["event"] == "request"
    ]
    assert (line["method"], line["path"]) == ("GET", "/welcome/…/")
    assert {"status", "ms", "user"} <= set(line)
    assert "hunter" not in log.read_text()


def _refused(environment: dict[str, str], *arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "truenorth.cli.main", "up", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stderr


def test_a_port_in_use_is_told(installation: Installation) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code, said = _refused(installation.environment, "--port", str(taken.getsockname()[1]))
    assert code == 2
    assert "PORT_IN_USE" in said
    assert "Traceback" not in said


def test_a_data_folder_that_is_a_file_is_told(installation: Installation, tmp_path: Path, port: int) -> None:
    (tmp_path / "file").touch()
    code, said = _refused({**installation.environment, "TRUENORTH_DATA": str(tmp_path / "file")}, "--port", str(port))
    assert code == 2
    assert "DATA_FOLDER" in said


def test_a_database_that_does_not_answer_is_told_without_its_password(installation: Installation, port: int) -> None:
    url = f"postgresql://ann:hunter2@127.0.0.1:{port}/north"
    code, said = _refused({**installation.environment, "TRUENORTH_DATABASE_URL": url}, "--port", str(port))
    assert code == 3
    assert "DATABASE_UNREACHABLE" in said
    assert "hunter2" not in said
    assert "Traceback" not in said


def test_an_option_that_is_none_is_told(installation: Installation) -> None:
    code, said = _refused(installation.environment, "--workers", "0")
    assert code == 2
    assert "CONFIG_VALUE" in said
