"""Workspaces and people: who may become what, links that are good once, and a trail of it all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import global_settings
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from app_people import member
from truenorth.app.accounts import audit, read, write
from truenorth.app.accounts.invitations import (
    Kind,
    first_link,
    invite,
    invite_again,
    join,
    one_time_link,
    set_up,
    welcome,
    withdraw,
)
from truenorth.app.accounts.links import hashed
from truenorth.app.accounts.models import AuditEvent, Invitation, Membership, Role, User, Workspace
from truenorth.errors import Refused

pytestmark = pytest.mark.django_db
PASSWORD = "a sentence nobody else would choose"


def secret_of(link: str) -> str:
    """The last part of a link's address."""
    return link.rstrip("/").rpartition("/")[2]


def refused(work: Callable[[], object]) -> str:
    """The code of the refusal; the remedy is there."""
    with pytest.raises(Refused) as caught:
        work()
    assert caught.value.finding.hint
    return caught.value.finding.code


@pytest.fixture
def ann(workspace: Workspace) -> User:
    """The workspace's only administrator."""
    return member(workspace, Role.ADMIN, "ann@acme.example")


def test_a_workspace_gets_an_address_of_its_own(db: None) -> None:
    made = [write.make_workspace("Größe & Söhne", by="x").slug for _ in range(3)]
    assert made == ["groe-sohne", "groe-sohne-2", "groe-sohne-3"]
    assert write.make_workspace("日本", by="x").slug == "workspace"
    assert refused(lambda: write.make_workspace("X", slug="groe-sohne", by="x")) == "WORKSPACE_TAKEN"
    assert refused(lambda: write.make_workspace("X", slug="a b", by="x")) == "WORKSPACE_SLUG"
    assert refused(lambda: write.make_workspace("  ", by="x")) == "WORKSPACE_NAME"


def test_the_last_administrator_stays(workspace: Workspace, ann: User) -> None:
    assert refused(lambda: write.change_role(workspace, ann, Role.VIEWER, by="x")) == "LAST_ADMIN"
    assert refused(lambda: write.remove_member(workspace, ann, by="x")) == "LAST_ADMIN"
    bob = member(workspace, Role.ADMIN, "bob@acme.example")
    write.switch_off(bob, by="x")
    assert refused(lambda: write.change_role(workspace, ann, Role.VIEWER, by="x")) == "LAST_ADMIN"
    assert refused(lambda: write.switch_off(ann, by="x")) == "LAST_ADMIN"
    write.switch_on(bob, by="x")
    write.change_role(workspace, ann, Role.VIEWER, by="x")
    write.remove_member(workspace, ann, by="x")
    assert [each.email for each in read.members(workspace)] == ["bob@acme.example"]


def test_the_last_operator_stays(db: None) -> None:
    one = User.objects.create_user("one@acme.example", password=PASSWORD)
    write.make_operator(one, by="x")
    assert refused(lambda: write.switch_off(one, by="x")) == "LAST_OPERATOR"
    assert refused(lambda: write.end_operator(one, by="x")) == "LAST_OPERATOR"
    two = User.objects.create_user("two@acme.example", password=PASSWORD)
    write.make_operator(two, by="x")
    write.end_operator(one, by="x")
    assert [each.is_operator for each in read.people()] == [False, True]


def test_an_invitation_is_good_once(workspace: Workspace, ann: User) -> None:
    link = invite(workspace, " Bob@Acme.example ", Role.ANALYST, by=ann)
    secret = secret_of(link)
    assert welcome(secret).kind is Kind.JOIN
    assert list(Invitation.objects.values_list("secret_hash", flat=True)) == [hashed(secret)]
    bob = set_up(secret, "ignored@else.example", "Bob", PASSWORD)
    assert (bob.email, bob.name, bob.is_operator) == ("bob@acme.example", "Bob", False)
    assert Membership.objects.get(user=bob).role == Role.ANALYST
    assert refused(lambda: welcome(secret)) == "LINK_USED"
    assert refused(lambda: set_up(secret, "", "Eve", PASSWORD)) == "LINK_USED"
    assert refused(lambda: join(secret, bob)) == "LINK_USED"


def test_a_withdrawn_expired_unknown_or_replaced_link_says_so(workspace: Workspace, ann: User) -> None:
    first = secret_of(invite(workspace, "bob@acme.example", Role.VIEWER, by=ann))
    second = secret_of(invite_again(workspace, read.invitations(workspace)[0].id, by=ann))
    assert refused(lambda: welcome(first)) == "LINK_WITHDRAWN"
    withdraw(workspace, read.invitations(workspace)[0].id, by="ann")
    assert refused(lambda: welcome(second)) == "LINK_WITHDRAWN"
    third = secret_of(invite(workspace, "bob@acme.example", Role.VIEWER, by=ann))
    Invitation.objects.filter(secret_hash=hashed(third)).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert refused(lambda: welcome(third)) == "LINK_EXPIRED"
    assert read.invitations(workspace)[0].is_expired
    assert refused(lambda: welcome("nonsense")) == "LINK_UNKNOWN"
    assert refused(lambda: invite(workspace, "no address", Role.VIEWER, by=ann)) == "EMAIL_INVALID"
    assert refused(lambda: invite(workspace, ann.email, Role.VIEWER, by=ann)) == "MEMBER_ALREADY"


def test_an_invitation_sets_nobodys_password_who_has_an_account(workspace: Workspace, ann: User) -> None:
    other = Workspace.objects.create(slug="other", name="Other")
    victim = member(other, Role.ADMIN, "vic@other.example")
    secret = secret_of(invite(workspace, victim.email, Role.VIEWER, by=ann))
    assert welcome(secret).kind is Kind.JOIN_KNOWN
    assert refused(lambda: set_up(secret, "", "", PASSWORD)) == "LINK_SIGN_IN"
    assert refused(lambda: join(secret, ann)) == "LINK_FOR_ANOTHER"
    assert join(secret, victim) == workspace
    assert Membership.objects.get(user=victim, workspace=workspace).role == Role.VIEWER


def test_an_administrator_takes_over_nobody_from_elsewhere(workspace: Workspace, ann: User) -> None:
    bob = member(workspace, Role.VIEWER, "bob@acme.example")
    assert one_time_link(bob, by=ann)
    other = Workspace.objects.create(slug="other", name="Other")
    write.add_member(other, bob, Role.VIEWER, by="x")
    assert refused(lambda: one_time_link(bob, by=ann)) == "LINK_NOT_YOURS"
    chief = member(workspace, Role.VIEWER, "chief@acme.example")
    write.make_operator(chief, by="x")
    assert refused(lambda: one_time_link(chief, by=ann)) == "LINK_NOT_YOURS"
    assert one_time_link(bob, by=User.objects.get(pk=chief.pk))


def test_a_one_time_link_sets_a_password_and_gives_no_power(workspace: Workspace, ann: User) -> None:
    secret = secret_of(one_time_link(ann))
    assert welcome(secret).kind is Kind.RENEW
    assert refused(lambda: set_up(secret, "", "", "ann@acme")) == "PASSWORD_WEAK"
    changed = set_up(secret, "", "", PASSWORD)
    assert (changed.pk, changed.is_operator, changed.check_password(PASSWORD)) == (ann.pk, False, True)
    assert refused(lambda: set_up(secret, "", "", PASSWORD)) == "LINK_USED"


def test_the_first_link_makes_an_operator_until_somebody_can_sign_in(db: None) -> None:
    first = first_link()
    second = first_link()
    assert first and second
    assert refused(lambda: welcome(secret_of(first))) == "LINK_WITHDRAWN"
    third = first_link()
    assert third
    made = set_up(secret_of(third), "Chief@Acme.example", "Chief", PASSWORD)
    assert (made.email, made.is_operator) == ("chief@acme.example", True)
    assert first_link() is None


def test_the_first_link_is_void_once_somebody_else_can_sign_in(db: None) -> None:
    link = first_link()
    User.objects.create_user("ann@acme.example", password=PASSWORD)
    assert link
    assert refused(lambda: welcome(secret_of(link))) == "LINK_USED"


@pytest.mark.parametrize("password", ["short", "qwertyuiop", "ann@acme.example", "1234567890"])
def test_weak_passwords_are_refused(password: str) -> None:
    assert refused(lambda: write.valid_password(password, "ann@acme.example", "Ann")) == "PASSWORD_WEAK"


def test_a_password_is_kept_as_a_slow_salted_hash(db: None, settings: Settings) -> None:
    settings.PASSWORD_HASHERS = global_settings.PASSWORD_HASHERS  # as the product has it
    kept = [User.objects.create_user(f"{name}@acme.example", name, "correct horse battery") for name in ("ann", "bob")]
    for user in kept:
        algorithm, rounds, salt, _ = user.password.split("$")
        assert (algorithm, int(rounds) >= 600_000, len(salt) >= 16) == ("pbkdf2_sha256", True, True)
        assert user.check_password("correct horse battery")
        assert not user.check_password("correct horse battery ")
    assert kept[0].password != kept[1].password


def test_every_act_is_in_the_trail_and_the_chain_holds(workspace: Workspace, ann: User) -> None:
    bob = member(workspace, Role.VIEWER, "bob@acme.example")
    write.change_role(workspace, bob, Role.ANALYST, by=ann.email)
    write.remove_member(workspace, bob, by=ann.email)
    secret = secret_of(invite(workspace, "cat@acme.example", Role.VIEWER, by=ann))
    set_up(secret, "", "Cat", PASSWORD)
    write.rename_workspace(workspace, "Acme Ltd", by=ann.email)
    acts = list(AuditEvent.objects.filter(workspace=workspace).order_by("id").values_list("action", flat=True))
    assert acts == [
        "role changed",
        "member removed",
        "invitation made",
        "invitation accepted",
        "member added",
        "workspace renamed",
    ]
    assert audit.verify(workspace) is None
    said = str(list(AuditEvent.objects.values_list("facts", "thing")))
    assert secret not in said and PASSWORD not in said


@pytest.mark.parametrize("lost", ["removed", "other role", "switched off"])
def test_an_invitation_of_who_has_lost_the_workspace_is_no_longer_good(
    client: Client, workspace: Workspace, ann: User, lost: str
) -> None:
    bob = member(workspace, Role.ADMIN, "bob@acme.example")
    path = invite(workspace, "eve@acme.example", Role.ADMIN, by=bob).removeprefix("http://127.0.0.1:8000")
    assert client.get(path).status_code == 200
    if lost == "removed":
        write.remove_member(workspace, bob, by="x")
    elif lost == "other role":
        write.change_role(workspace, bob, Role.ANALYST, by="x")
    else:
        write.switch_off(bob, by="x")
    given = {"name": "Eve", "password": PASSWORD, "again": PASSWORD}
    assert client.post(path, given).status_code == 410
    assert not User.objects.filter(email="eve@acme.example").exists()
    if lost == "switched off":
        write.switch_on(bob, by="x")
        assert client.get(path).status_code == 200
