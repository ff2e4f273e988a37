"""Forms of the way in and of the settings: they check shape; what is allowed is decided where it is written."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict

from truenorth.app.accounts.models import Role

_WORDS = {
    Role.VIEWER: "Viewer – reads every page",
    Role.CONTRIBUTOR: "Contributor – checks in, types values, comments",
    Role.ANALYST: "Analyst – changes definitions and data, refreshes, publishes",
    Role.ADMIN: "Administrator – people, tokens, audit, schedules",
}
ROLES = [(role.value, _WORDS[role]) for role in Role]
SHORT_ROLES = [(role.value, role.label) for role in Role]


def _password(label: str, **given: Any) -> forms.CharField:
    box = forms.PasswordInput(attrs={"autocomplete": "new-password"})
    return forms.CharField(label=label, strip=False, max_length=4096, widget=box, **given)


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, an empty one too; None where it is only asked for."""
    return request.POST if request.method == "POST" else None


class SetUp(forms.Form):
    """Name and password; the first operator also gives an address."""

    email = forms.EmailField(
        label="E-mail address", max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "username"})
    )
    name = forms.CharField(
        label="Your name", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}), required=True
    )
    password = _password("Password", help_text="At least 10 characters. A sentence of your own is best.")
    again = _password("Password, once more")

    def __init__(self, *args: Any, asks_address: bool, asks_name: bool, **given: Any) -> None:
        super().__init__(*args, **given)
        if not asks_address:
            del self.fields["email"]
        if not asks_name:
            del self.fields["name"]

    def clean(self) -> dict[str, Any]:
        """Both passwords are one."""
        given = super().clean() or {}
        if given.get("password") and given.get("again") and given["password"] != given["again"]:
            self.add_error("again", "This is not the same password.")
        return given


class Invite(forms.Form):
    """An address and a role."""

    email = forms.EmailField(label="E-mail address", max_length=254)
    role = forms.ChoiceField(label="Role", choices=ROLES, initial=Role.VIEWER.value)


class Name(forms.Form):
    """A name."""

    name = forms.CharField(label="Name", max_length=200)


class ChosenRole(forms.Form):
    """One role."""

    role = forms.ChoiceField(label="Role", choices=SHORT_ROLES)


class NewToken(forms.Form):
    """What a token is for, how much it may, until when."""

    name = forms.CharField(label="What uses it", max_length=200, help_text="For example: weekly report.")
    scope = forms.ChoiceField(label="It may do as much as a")
    expires = forms.DateField(label="Good until", widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, scopes: list[tuple[str, str]], today: date, **given: Any) -> None:
        super().__init__(*args, **given)
        scope, expires = self.fields["scope"], self.fields["expires"]
        assert isinstance(scope, forms.ChoiceField)
        scope.choices = scopes
        expires.initial = today + timedelta(days=90)
        expires.widget.attrs |= {"min": str(today + timedelta(days=1)), "max": str(today + timedelta(days=365))}

    def ends(self) -> datetime:
        """The end of the chosen day."""
        day: date = self.cleaned_data["expires"]
        return datetime.combine(day, time(23, 59, 59), UTC)


class Wanted(forms.Form):
    """Which rows of the audit trail."""

    actor = forms.CharField(label="Who", required=False, max_length=254)
    action = forms.ChoiceField(label="What", required=False)
    since = forms.DateField(label="From", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="To", required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, actions: list[str], **given: Any) -> None:
        super().__init__(*args, **given)
        action = self.fields["action"]
        assert isinstance(action, forms.ChoiceField)
        action.choices = [("", "everything"), *((each, each) for each in actions)]
