"""Every room's tables in one place, where Django looks for them."""

from truenorth.app.accounts.models import ApiToken, AuditEvent, Invitation, Membership, User, Workspace
from truenorth.app.jobs.models import Job, Schedule, Worker
from truenorth.app.readings.models import (
    Card,
    Publication,
    Reading,
    Run,
    RunQuery,
    RunTable,
    Series,
    StatusRow,
    Transition,
)
from truenorth.app.revisions.models import Blob, DefinitionVersion, Revision, RevisionFile
from truenorth.app.work.models import Annotation, CheckIn, Comment, Entry, LastLook, Mention, Submission

__all__ = [
    "Annotation",
    "ApiToken",
    "AuditEvent",
    "Blob",
    "Card",
    "CheckIn",
    "Comment",
    "DefinitionVersion",
    "Entry",
    "Invitation",
    "Job",
    "LastLook",
    "Membership",
    "Mention",
    "Publication",
    "Reading",
    "Revision",
    "RevisionFile",
    "Run",
    "RunQuery",
    "RunTable",
    "Schedule",
    "Series",
    "StatusRow",
    "Submission",
    "Transition",
    "User",
    "Worker",
    "Workspace",
]
