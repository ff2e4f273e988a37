"""The README and the tutorial are true: their commands print what they show."""

from __future__ import annotations

from pathlib import Path

import pytest
from document_runs import DOCUMENTS, ROOT, rerun, steady


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_commands_print_what_the_document_shows(name: str, tmp_path: Path) -> None:
    written = (ROOT / name).read_text(encoding="utf-8")
    assert "$ truenorth" in written
    assert steady(rerun(written, tmp_path)) == steady(written), "run `make docs`"
    assert "Traceback" not in written
