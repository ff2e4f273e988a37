"""What the commands plan, apply and export need of the application."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils.text import slugify

from truenorth.app.accounts.audit import record
from truenorth.app.accounts.models import Membership, Role, User, Workspace
from truenorth.app.config.start import migrate
from truenorth.app.jobs.write import enqueue_unbegun
from truenorth.app.readings.models import Reading
from truenorth.app.revisions.plan import plan_code
from truenorth.app.revisions.read import known_versions, newest
from truenorth.app.revisions.values import Change, Plan, StoredRevision
from truenorth.app.revisions.write import apply, check_plan
from truenorth.errors import nearest_names, refuse


@dataclass(frozen=True)
class Wanted:
    """A workspace by its slug; with `create` it is made, under its name, where it is missing."""

    slug: str
    name: str
    clock: datetime | None = None  # the fixed now of sample data
    create: bool = False


@dataclass(frozen=True)
class Applied:
    """The revision in force, and the job that computes its numbers, if one was queued."""

    revision: StoredRevision
    job_id: int | None


def ready_tables() -> None:
    """Make the tables of a new installation. Raises Refused where the database is of another version of Truenorth."""
    executor = MigrationExecutor(connection)
    known = executor.loader.applied_migrations
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    if known:
        raise refuse(
            "DATABASE_VERSION",
            "The database's tables are not those of this version of Truenorth.",
            hint="stop the server, bring it to this version and start it again: it brings the tables along",
        )
    migrate()


def slug_of(name: str) -> str:
    """The slug of a workspace that is called by its project's name."""
    return slugify(name)[:80] or "project"


def workspace(slug: str) -> Workspace | None:
    """The workspace with a slug; without one the only workspace there is. Raises Refused where it has to be named."""
    if slug:
        return Workspace.objects.filter(slug=slug).first()
    found = list(Workspace.objects.order_by("slug")[:2])
    if len(found) == 1:
        return found[0]
    known = ", ".join(Workspace.objects.order_by("slug").values_list("slug", flat=True)[:12])
    hint = f"name one with --workspace: {known}" if known else "apply a project first"
    raise refuse("NO_WORKSPACE", "Which workspace is meant?", hint=hint)


def known_workspace(slug: str) -> Workspace:
    """The workspace with a slug, or the only one. Raises Refused where there is none."""
    found = workspace(slug)
    if found is None:
        near = nearest_names(slug, Workspace.objects.values_list("slug", flat=True))
        raise refuse(
            "NO_WORKSPACE", f"There is no workspace {slug}.", nearest=near, hint="`truenorth apply --create` makes one"
        )
    return found


def planned(slug: str, files: Mapping[str, str], *, adopt: bool) -> tuple[StoredRevision | None, Plan]:
    """The revision in force and what applying the files would do to it; a missing workspace has none."""
    found = workspace(slug)
    before = None if found is None else newest(found)
    known = {} if found is None else known_versions(found)
    return before, plan_code(before, files, known, adopt=adopt)


def restated_readings(slug: str, changes: Iterable[Change]) -> dict[str, int]:
    """How many values that were already computed may come out differently, by metric."""
    keys = [each.was or each.key for each in changes if each.noun == "metric" and each.restates]
    found: dict[str, int] = {}
    for key in keys:
        rows = Reading.objects.filter(series__workspace__slug=slug, series__metric=key)
        found[key] = rows.values("series", "period_start").distinct().count()
    return {key: count for key, count in found.items() if count}


def applied(wanted: Wanted, plan: Plan, files: Mapping[str, str], folder: Path, **how: object) -> Applied:
    """Apply a plan that was looked at. `how`: by, reason, adopt, allow_errors. Raises Refused as `apply` does."""
    check_plan(plan, reason=str(how.get("reason", "")), allow_errors=bool(how.get("allow_errors")))
    with transaction.atomic():
        found = workspace(wanted.slug)
        if found is None and wanted.create:
            found = _made(wanted, str(how["by"]))
        made = apply(
            found or known_workspace(wanted.slug),
            files,
            by=str(how["by"]),
            reason=str(how.get("reason", "")),
            folder=folder.resolve(),
            adopt=bool(how.get("adopt")),
            allow_errors=bool(how.get("allow_errors")),
            expected=plan.number,
        )
        job = None if plan.nothing else _refresh(wanted.slug, str(how["by"]))
    return Applied(made, job)


def _made(wanted: Wanted, by: str) -> Workspace:
    """A new workspace; whoever may operate the installation administers it."""
    made = Workspace.objects.create(slug=wanted.slug, name=wanted.name, clock=wanted.clock)
    for user in User.objects.filter(is_operator=True, is_active=True):
        Membership.objects.create(workspace=made, user=user, role=Role.ADMIN)
    record(by, "make workspace", made.slug, made)
    return made


def _refresh(slug: str, by: str) -> int:
    """Queue the computation of the new revision's numbers; one that runs already works on the revision before."""
    found = known_workspace(slug)
    return enqueue_unbegun("refresh", found, {}, name=f"refresh:{found.pk}:all", by=by).pk
