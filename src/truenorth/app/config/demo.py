"""The demo: the examples as workspaces, with the history of readings that refreshing month after month would have left.

Every number is computed from the examples' real rows, as of the last day of each month of their last year. The data do
not say when each row became known; so that a restatement can be seen, some rows of one example are held back from one
refresh, and everything that follows from this says that it was made.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

from django.contrib.auth.hashers import make_password

from truenorth.app.accounts.models import Membership, Role, User, Workspace
from truenorth.app.config.demo_work import say_all
from truenorth.app.config.loading import Part, Reports, begin
from truenorth.app.config.options import Options
from truenorth.app.readings.models import Reading, Run
from truenorth.app.readings.refresh import refresh
from truenorth.app.revisions.write import apply
from truenorth.definitions.load import definition_texts
from truenorth.errors import refuse
from truenorth.model.definitions import Definitions
from truenorth.project import Project

MARK = "demo.json"
MONTHS = 12
AT_ONCE = 2
"""So many workspaces are loaded side by side."""
MOMENT = 0.2
"""Seconds between two looks at how far they have come."""
GUEST = "demo@truenorth.example"
NOTE = "made for this demo, to show a restatement"


@dataclass(frozen=True)
class HeldBack:
    """Rows of a CSV in a ZIP that the refresh as of one day does not see; their dates stand in the second column."""

    archive: str
    as_of: date
    days: tuple[date, ...]


HELD_BACK = {"pizza": HeldBack("data/pizzaplace.zip", date(2015, 9, 30), (date(2015, 9, 18), date(2015, 9, 19)))}


@dataclass(frozen=True)
class Loaded:
    """One workspace of the demo."""

    slug: str
    name: str
    days: tuple[date, ...]
    readings: int


@dataclass(frozen=True)
class SignIn:
    """Who may sign in to the demo, everybody with the same password."""

    address: str
    password: str


def sign_in_of(options: Options) -> SignIn | None:
    """The sign-in of a demo that was loaded completely; None where there is none."""
    path = options.data / MARK
    if not path.exists():
        return None
    kept = json.loads(path.read_text("utf-8"))
    return SignIn(kept["address"], kept["password"])


def load_demo(
    options: Options, examples: Mapping[str, Path], *, told: Callable[[Loaded], None], moved: Callable[[float], None]
) -> SignIn:
    """Fill an empty installation with the examples. Raises Refused where it holds something else.

    `told` hears of each workspace that is there, `moved` again and again which share of the work is done. A load that
    was interrupted is taken up again: what was applied and refreshed is not done twice.
    """
    others = Workspace.objects.exclude(slug__in=[_slug(name) for name in examples])
    if others.exists():
        raise refuse(
            "DEMO_NOT_EMPTY",
            f"{options.data} holds an installation that is not the demo, so nothing was loaded.",
            hint="set TRUENORTH_DATA to a new folder",
        )
    sign_in = SignIn(GUEST, _password(options))
    secret = make_password(sign_in.password)
    _person(GUEST, "Demo Guest", secret)
    folders = {name: _copied(options, name, folder) for name, folder in examples.items()}
    shares = dict.fromkeys(folders, 0.0)
    context = get_context("spawn")
    reports: Reports = context.SimpleQueue()
    with ProcessPoolExecutor(AT_ONCE, context, begin, (reports,)) as processes:
        under_way = {processes.submit(_workspace, name, folder, secret) for name, folder in folders.items()}
        while under_way:
            done, under_way = wait(under_way, MOMENT, FIRST_COMPLETED)
            while not reports.empty():
                name, share = reports.get()
                shares[name] = share
            for each in done:
                told(each.result())
            moved(sum(shares.values()) / len(shares))
    _write(options.data / MARK, {"address": sign_in.address, "password": sign_in.password})
    return sign_in


def _password(options: Options) -> str:
    """The demo's password, kept from before where a load was interrupted."""
    path = options.data / f"{MARK}.started"
    if not path.exists():
        _write(path, {"password": secrets.token_urlsafe(9)})
    password: str = json.loads(path.read_text("utf-8"))["password"]
    return password


def _write(path: Path, content: Mapping[str, str]) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(content, file)


def _slug(name: str) -> str:
    return name.replace("_", "-")


def _copied(options: Options, name: str, folder: Path) -> Path:
    """A copy of an example's folder in the data folder: an installed package may be read-only."""
    copy = options.data / "projects" / name
    if not copy.exists():
        ignored = shutil.ignore_patterns(".truenorth", "__pycache__")
        shutil.copytree(folder, copy, ignore=ignored, copy_function=shutil.copyfile)
    return copy


def _workspace(name: str, folder: Path, secret: str) -> Loaded:
    """Load one workspace, whose people sign in with a password of this hash; runs in a process of its own."""
    with Project(folder) as project:
        definitions, now = project.definitions, project.as_of()
    days = month_ends(definitions.calendar.day_before(now), MONTHS)
    workspace, _ = Workspace.objects.get_or_create(slug=_slug(name), defaults={"name": definitions.name, "clock": now})
    apply(workspace, definition_texts(folder), by=GUEST, reason="the example as it comes", folder=folder)
    _members(workspace, definitions, secret)
    for number, day in enumerate(days):
        as_of = definitions.calendar.midnight(day + timedelta(days=1))
        part = Part(name, number, MONTHS)
        if not Run.objects.filter(workspace=workspace, as_of=as_of, state="done").exists():
            _refreshed(workspace, part, folder, day, as_of)
        part.moved(1, 1, "")
    say_all(workspace, definitions)
    readings = Reading.objects.filter(series__workspace=workspace).count()
    return Loaded(workspace.slug, workspace.name, days, readings)


def _refreshed(workspace: Workspace, part: Part, folder: Path, day: date, as_of: datetime) -> None:
    held = HELD_BACK.get(part.name)
    if held is None or held.as_of != day:
        refresh(workspace, as_of=as_of, told=part.moved, cause="sample data")
        return
    with _without(folder / held.archive, held.days):
        days = " and ".join(each.isoformat() for each in held.days)
        cause = f"sample data; rows of {days} held back: {NOTE}"
        refresh(workspace, as_of=as_of, told=part.moved, cause=cause)


@contextmanager
def _without(archive: Path, days: tuple[date, ...]) -> Iterator[None]:
    """A stretch in which an archive's CSV lacks the rows of some days."""
    whole, beside = archive.read_bytes(), archive.with_suffix(".part")
    marks = tuple(f",{day.isoformat()}," for day in days)
    with zipfile.ZipFile(archive) as before, zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as after:
        for each in before.namelist():
            lines = before.read(each).decode("utf-8").splitlines(keepends=True)
            after.writestr(each, "".join(line for line in lines if not any(mark in line for mark in marks)))
    beside.replace(archive)
    try:
        yield
    finally:
        beside.write_bytes(whole)
        beside.replace(archive)


def month_ends(last: date, count: int) -> tuple[date, ...]:
    """The last days of so many months, oldest first, the newest being `last`.

    >>> [str(day) for day in month_ends(date(2015, 3, 31), 3)]
    ['2015-01-31', '2015-02-28', '2015-03-31']
    """
    days, day = [last], last
    while len(days) < count:
        day = day.replace(day=1) - timedelta(days=1)
        days.append(day)
    return tuple(reversed(days))


def _members(workspace: Workspace, definitions: Definitions, secret: str) -> None:
    """The guest administers; of the definitions' people the first leads as an analyst, the others contribute."""
    _member(workspace, _person(GUEST, "Demo Guest", secret), Role.ADMIN)
    for place, person in enumerate(definitions.people.values()):
        _member(workspace, _person(person.key, person.name, secret), Role.CONTRIBUTOR if place else Role.ANALYST)
    viewer = _person(f"viewer@{workspace.slug}.example", "Vera Viewer", secret)
    _member(workspace, viewer, Role.VIEWER)


def _person(address: str, name: str, secret: str) -> User:
    """The person of an address, made with the hash of a password: all of them have the same, so it is hashed once."""
    address = User.objects.normalize_email(address).lower()
    return User.objects.get_or_create(email=address, defaults={"name": name, "password": secret})[0]


def _member(workspace: Workspace, user: User, role: Role) -> None:
    Membership.objects.get_or_create(workspace=workspace, user=user, defaults={"role": role})
