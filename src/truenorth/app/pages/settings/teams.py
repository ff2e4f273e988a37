"""Teams as the definitions name them, with their people and KPIs."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from truenorth.app.accounts import read as accounts
from truenorth.app.accounts.authorise import Action
from truenorth.app.pages.door import Visit, door
from truenorth.app.pages.shell import page
from truenorth.app.readings import read
