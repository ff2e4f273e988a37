"""Before the start: `python -m truenorth.app.config.prepare` brings the database up to date and prints JSON of it."""

from __future__ import annotations

import json
import sys

from truenorth.app.config.options import Options, read_options
from truenorth.app.config.start import migrate, start_django
from truenorth.errors import Finding, Refused, SourceFailed, TruenorthError, refuse


def main() -> int:
    """0 with the one-time link of a first start, 2 or 3 with the finding."""
    try:
        print(json.dumps({"link": prepared()}))
    except TruenorthError as fault:
        finding = fault.finding
        told = {"code": finding.code, "message": finding.message, "hint": finding.hint}
        print(json.dumps({"finding": told}))
        return 2 if isinstance(fault, Refused) else 3
    return 0


def prepared() -> str | None:
    """The link by which the first person comes in; None where there is someone. Raises Refused or SourceFailed."""
    bring_up_to_date()
    from django.db import DatabaseError

    from truenorth.app.accounts.invitations import first_link

    try:
        return first_link()
    except DatabaseError as fault:
        raise SourceFailed(unreachable(read_options(), fault)) from None


def bring_up_to_date() -> None:
    """Set Django up, and give the database this version's tables. Raises Refused or SourceFailed."""
    start_django()
    from django.db import DatabaseError

    try:
        _refuse_newer()
        migrate()
    except DatabaseError as fault:
        raise SourceFailed(unreachable(read_options(), fault)) from None


def unreachable(options: Options, fault: Exception) -> Finding:
    """What is said when the database does not answer; the driver's text names host and user, never the password."""
    from truenorth.app.config.logs import masked

    where = "the database of TRUENORTH_DATABASE_URL" if options.database_url else "truenorth.sqlite3 in the data folder"
    why = masked(" ".join(str(fault).split())[:300])
    return Finding(
        "DATABASE_UNREACHABLE",
        f"{where[0].upper()}{where[1:]} cannot be used: {why}.",
        hint="see that it runs, that the address and password are right, and that its disk has room",
    )


def fault_of_database(fault: Exception) -> Finding | None:
    """What is said of a fault that is the database's or its disk's; None of any other."""
    from django.db import InterfaceError, OperationalError

    return unreachable(read_options(), fault) if isinstance(fault, OperationalError | InterfaceError) else None


def _refuse_newer() -> None:
    """Raise Refused where a newer version of Truenorth has already changed the tables."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    ours = {name for app, name in loader.disk_migrations if app == "truenorth"}
    theirs = {name for app, name in loader.applied_migrations if app == "truenorth"}
    if theirs - ours:
        raise refuse(
            "DATABASE_NEWER",
            "The database was brought up to date by a newer version of Truenorth.",
            hint="install that version again, or restore a backup made by this one",
        )


if __name__ == "__main__":
    sys.exit(main())
