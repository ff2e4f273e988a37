"""Applies and imports that are killed, and what must hold afterwards. Runs in children of `crash.forked`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from crash.forked import Scenario
from crash.scenarios import KILLED, SHOP, prepare_shop, whole
from truenorth.app.accounts.audit import verify
from truenorth.app.accounts.models import AuditEvent, Workspace
from truenorth.app.config.options import read_options
from truenorth.app.readings import uploads
from truenorth.app.readings.models import RunTable
from truenorth.app.readings.proposal import Proposed, source_path, source_text
from truenorth.app.readings.refresh import refresh
from truenorth.app.revisions.models import DefinitionVersion, Revision
from truenorth.app.revisions.read import newest
from truenorth.app.revisions.write import apply, save_page_file

BY, ROWS = "analyst@shop.example", 20_000


def _here() -> Workspace:
    return Workspace.objects.get(slug=KILLED)


def _one_history() -> None:
    """Revisions follow one another, each with its files and its line in an unbroken audit trail."""
    here = _here()
    numbers = list(Revision.objects.filter(workspace=here).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert not Revision.objects.filter(workspace=here, files__isnull=True).exists()
    told = AuditEvent.objects.filter(workspace=here, thing__startswith="revision ").count()
    assert told == len(numbers)
    assert verify(here) is None
    stored = newest(here)
    assert stored is not None
    assert DefinitionVersion.objects.filter(revision__workspace=here, revision__number=stored.number).exists()


def _files(number: int) -> dict[str, str]:
    """The shop's files, in which every label bears a number."""
    return {name: text.replace("label: Sales", f"label: Sales {number}") for name, text in SHOP.items()}


def _work_apply(number: int) -> None:
    folder: Path = read_options().data / "shop"
    apply(_here(), _files(number), by=BY, reason=f"number {number}", folder=folder)


def _look_apply(number: int) -> None:
    """The definitions are those of before or those of the apply, whole; applied again they are in force."""
    _one_history()
    stored = newest(_here())
    assert stored is not None
    kept = {name: stored.files[name] for name in SHOP}
    assert kept in (SHOP, *(_files(each) for each in range(number + 1)))
    _work_apply(number)
    again = newest(_here())
    assert again is not None
    assert {name: again.files[name] for name in SHOP} == _files(number)
    _one_history()


def _lines(number: int) -> Iterator[bytes]:
    yield b"id,day,channel,amount\n"
    for line in range(ROWS):
        yield f"{line},2024-{line % 12 + 1:02}-{line % 28 + 1:02},web,{(line + number) % 90}\n".encode()


def _work_import(number: int) -> None:
    """A file uploaded, its source added, and everything computed."""
    here = _here()
    address = uploads.keep(here, f"visits_{number}.csv", _lines(number), 50)
    stem = Path(address).stem
    given = Proposed("visits", "files", address, stem, date="day", keys=("id",), dimensions=("channel",))
    save_page_file(here, source_path("visits"), source_text(given), by=BY, reason="add visits")
    refresh(here, cause="crash test")


def _look_import(number: int) -> None:
    """Under its name there is a whole file or none, in the definitions a source with its file or none; then again."""
    here = _here()
    _one_history()
    whole()
    expected = b"".join(_lines(number))
    for each in uploads.uploads(here):
        assert uploads.path_of(here, each.address).read_bytes() == expected
    stored = newest(here)
    assert stored is not None
    if source_path("visits") in stored.files:
        assert uploads.uploads(here)
        save_page_file(here, source_path("visits"), "", by=BY, reason="once more")
    _work_import(number)
    read = RunTable.objects.filter(run__workspace=here, table="visits").latest("id")
    assert (read.rows, read.error) == (ROWS, None)
    save_page_file(here, source_path("visits"), "", by=BY, reason="done")
    for each in uploads.uploads(here):
        uploads.remove(here, each.address)


SCENARIOS = {
    "apply": Scenario(prepare_shop, _work_apply, _look_apply),
    "import": Scenario(prepare_shop, _work_import, _look_import),
}
"""By name."""
