"""People of the application: add, make a one-time link, list, change a role, switch off and on.

It acts on the database directly, so whoever may write to the data folder may use it, signed in or not.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from truenorth.cli.arguments import add_json
from truenorth.errors import refuse

if TYPE_CHECKING:
    from truenorth.app.accounts.models import Role, User
    from truenorth.app.accounts.read import Person

HELP = "people of the application: add, link, list, role, off, on"
EXAMPLES = """examples:
  truenorth user add ann@acme.example --workspace acme --role admin
  truenorth user link ann@acme.example
  truenorth user list --workspace acme
  truenorth user role ann@acme.example --workspace acme --role analyst
  truenorth user off ann@acme.example"""

ROLES = ("viewer", "contributor", "analyst", "admin")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add this command's arguments."""
    parser.add_argument("act", metavar="ACT", choices=tuple(ACTS), help=f"one of {', '.join(ACTS)}")
    parser.add_argument("email", metavar="EMAIL", nargs="?", default="", help="whose; not for `list`")
    parser.add_argument("--workspace", metavar="KEY", default="", help="in which workspace (add, list, role)")
    parser.add_argument(
        "--role", metavar="ROLE", choices=ROLES, default="", help="their role there: " + ", ".join(ROLES)
    )
    parser.add_argument("--operator", action="store_true", help="add: somebody who looks after the installation")
    parser.add_argument(
        "--forget-second-factor", action="store_true", help="link: for who lost their authenticator and recovery codes"
    )
    add_json(parser)


def run(given: argparse.Namespace) -> int:
    """0, after the act's result is printed."""
    from truenorth.app.config.start import migrate, start_django

    if given.act != "list" and not given.email:
        hint = f"write `truenorth user {given.act} name@company.example`"
        raise refuse("USAGE", f"`truenorth user {given.act}` needs an address.", hint=hint)
    start_django()
    migrate()
    ACTS[given.act](given)
    return 0


def _add(given: argparse.Namespace) -> None:
    from truenorth.app.accounts import invitations, read, write
    from truenorth.app.accounts.models import User

    known = User.objects.filter(email=write.valid_address(given.email)).first()
    if given.operator:
        user = known or write.add_person(given.email, by=write.COMMAND_LINE)
        write.make_operator(user, by=write.COMMAND_LINE)
        _say_link(given, user.email, invitations.one_time_link(user))
        return
    workspace = read.workspace(_needed(given, "workspace"))
    role = _role(given)
    if known is not None:
        write.add_member(workspace, known, role, by=write.COMMAND_LINE)
        _say(given, {"email": known.email, "workspace": workspace.slug, "role": role.value})
        return
    _say_link(given, given.email, invitations.invite(workspace, given.email, role, by=None))


def _link(given: argparse.Namespace) -> None:
    from truenorth.app.accounts import invitations, write

    user = _person(given)
    if given.forget_second_factor:
        write.forget_second_factor(user, by=write.COMMAND_LINE)
    _say_link(given, user.email, invitations.one_time_link(user))


def _list(given: argparse.Namespace) -> None:
    from truenorth.app.accounts import read

    within = read.workspace(given.workspace).slug if given.workspace else ""
    people = [
        each for each in read.people() if not within or any(word.startswith(f"{within} (") for word in each.workspaces)
    ]
    if given.json:
        rows = [
            {
                "email": each.email,
                "name": each.name,
                "active": each.is_active,
                "operator": each.is_operator,
                "second_factor": each.has_second_factor,
                "workspaces": list(each.workspaces),
            }
            for each in people
        ]
        print(json.dumps({"people": rows}, ensure_ascii=False, indent=1))
        return
    _print_people([(each.email, each.name, _state(each), each.workspaces) for each in people])


def _state(person: Person) -> str:
    return "off" if not person.is_active else "operator" if person.is_operator else ""


def _print_people(people: list[tuple[str, str, str, tuple[str, ...]]]) -> None:
    from truenorth.cli.screen import screen
    from truenorth.cli.table import Column, lay_out

    if not people:
        print("Nobody yet: `truenorth user add name@company.example --workspace KEY --role admin`.")
        return
    columns = [Column("address"), Column("name", least=8, drop=1), Column("state"), Column("workspaces", least=12)]
    print("\n".join(lay_out(columns, [(*person[:3], ", ".join(person[3])) for person in people], screen())))


def _change_role(given: argparse.Namespace) -> None:
    from truenorth.app.accounts import read, write

    user, workspace, role = _person(given), read.workspace(_needed(given, "workspace")), _role(given)
    if read.member(workspace, user.pk) is None:
        write.add_member(workspace, user, role, by=write.COMMAND_LINE)
    else:
        write.change_role(workspace, user, role, by=write.COMMAND_LINE)
    _say(given, {"email": user.email, "workspace": workspace.slug, "role": role.value})


def _off(given: argparse.Namespace) -> None:
    from truenorth.app.accounts import write

    user = _person(given)
    write.switch_off(user, by=write.COMMAND_LINE)
    _say(given, {"email": user.email, "active": False})


def _on(given: argparse.Namespace) -> None:
    from truenorth.app.accounts import write

    user = _person(given)
    write.switch_on(user, by=write.COMMAND_LINE)
    _say(given, {"email": user.email, "active": True})


def _person(given: argparse.Namespace) -> User:
    from truenorth.app.accounts import read

    return read.person(given.email)


def _role(given: argparse.Namespace) -> Role:
    from truenorth.app.accounts.models import Role

    return Role(_needed(given, "role"))


def _needed(given: argparse.Namespace, name: str) -> str:
    value = str(getattr(given, name))
    if not value:
        hint = f"add `--{name} …`"
        raise refuse("USAGE", f"`truenorth user {given.act}` needs a {name}.", hint=hint)
    return value


def _say(given: argparse.Namespace, facts: dict[str, object]) -> None:
    if given.json:
        print(json.dumps(facts, ensure_ascii=False))
    elif "role" in facts:
        print(f"{facts['email']} is {facts['role']} in {facts['workspace']}.")
    else:
        print(f"{facts['email']} can {'sign in again' if facts['active'] else 'no longer sign in'}.")


def _say_link(given: argparse.Namespace, email: str, link: str) -> None:
    from truenorth.app.accounts.links import LINK_DAYS

    if given.json:
        print(json.dumps({"email": email, "link": link, "days": LINK_DAYS}, ensure_ascii=False))
        return
    print(f"A link for {email}, good once within {LINK_DAYS} days and not shown again:\n\n  {link}\n")


ACTS: dict[str, Callable[[argparse.Namespace], None]] = {
    "add": _add,
    "link": _link,
    "list": _list,
    "role": _change_role,
    "off": _off,
    "on": _on,
}
