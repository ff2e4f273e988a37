"""A few kills of each kind; `make test-crash` does hundreds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from installation import Installation

MANY = int(os.environ.get("TRUENORTH_KILLS", "0"))
"""How often each is killed on SQLite; a quarter as often on PostgreSQL. Without it, a few times."""
SEED = int(os.environ.get("TRUENORTH_SEED", "1"))


@pytest.mark.parametrize("scenario", ["refresh", "apply", "import", "backup"])
def test_nothing_is_lost_doubled_or_half_written(crash_site: Installation, scenario: str) -> None:
    on_postgres = bool(crash_site.database_url)
    count = (-(-MANY // 4) or 2) if on_postgres else (MANY or 3)
    command = [sys.executable, "-m", "crash.forked", scenario, str(count), str(SEED)]
    tests = Path(__file__).parent.parent
    done = subprocess.run(
        command, env=crash_site.environment, cwd=tests, capture_output=True, text=True, timeout=3600, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    begun = json.loads(done.stdout)["begun"]
    database = "PostgreSQL" if on_postgres else "SQLite"
    print(f"{scenario} on {database}: {count} of {begun} killed in the middle of their work (seed {SEED})")
