"""A data folder filled with the examples, each a workspace with its cards, for looking at pages and measuring them.

`python -m benchmarks.sample_workspace DATA_FOLDER [pizza music_shop flights nhs_ae] [--past 2015-03-31 …]`
"""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

ADDRESS, PASSWORD = "admin@example.com", "correct horse battery"
EXAMPLES = ("pizza", "music_shop", "flights", "nhs_ae")


def main() -> None:
    """Fill the folder; may be run again: then it refreshes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("examples", nargs="*", default=EXAMPLES)
    parser.add_argument("--past", nargs="*", default=[], help="dates to refresh as of before today, oldest first")
    given = parser.parse_args()
    os.environ["TRUENORTH_DATA"] = str(given.folder.resolve())
    from truenorth.app.config.start import migrate, start_django

    start_django()
    migrate()
    sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
    _people()
    for example in given.examples:
        _filled(example, [datetime.fromisoformat(day).replace(tzinfo=UTC) for day in given.past])
    print(f"sign in as {ADDRESS} with the password: {PASSWORD}")


def _people() -> None:
    from truenorth.app.accounts.models import User

    if not User.objects.filter(email=ADDRESS).exists():
        user = User.objects.create_user(ADDRESS, "Ada Admin", PASSWORD)
        user.is_operator = True
        user.save()


def _filled(example: str, past: list[datetime]) -> None:
    from app_examples import EXAMPLES as FOLDER
    from app_examples import applied
    from truenorth.app.accounts.models import Membership, Role, User, Workspace
    from truenorth.app.readings.refresh import refresh

    known = Workspace.objects.filter(slug=example).first()
    workspace = known or applied(example, FOLDER / example)
    Membership.objects.get_or_create(
        workspace=workspace, user=User.objects.get(email=ADDRESS), defaults={"role": Role.ADMIN}
    )
    for day in past:
        refresh(workspace, as_of=day, cause="sample data")
    run = refresh(workspace, cause="sample data")
    print(f"{example}: {run.state}, {workspace.cards.count()} cards")


if __name__ == "__main__":
    main()
