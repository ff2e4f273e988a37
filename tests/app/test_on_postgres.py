"""The application's tests once more, on PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from private_postgres import Database


def test_the_application_passes_its_tests_on_postgresql(postgres_database: Database) -> None:
    here = Path(__file__).parent
    left_out = [Path(__file__), here / "test_permissions.py"]  # who may come in does not depend on the database
    environment = {**os.environ, "TRUENORTH_DATABASE_URL": postgres_database.admin_url}
    command = [
        sys.executable,
        "-m",
        "pytest",
        str(here),
        *(f"--ignore={path}" for path in left_out),
        "-p",
        "no:cacheprovider",
    ]
    done = subprocess.run(
        command, cwd=here.parents[1], env=environment, capture_output=True, text=True, timeout=1500, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
