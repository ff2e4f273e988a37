"""What the web server loads before it answers its first page."""

from __future__ import annotations

import pytest

from installation import Installation

pytestmark = pytest.mark.one_database

LOOK = """
import json, sys
import truenorth.app.config.wsgi as wsgi
wsgi.settled()
from django.db import connection
from django.template import engines
(loader,) = engines["django"].engine.template_loaders
print(json.dumps({
    "views": "truenorth.app.pages.kpi.views" in sys.modules,
    "templates": sorted(map(str, loader.get_template_cache)),
}))
"""
ASK = """
import json, sys
import truenorth.app.config.wsgi as wsgi
from truenorth.app.config.wsgi import settled
settled()
from django.test import Client
before = {name for name in sys.modules if "test" not in name}
assert Client(SERVER_NAME="localhost").get("/account/login/").status_code == 200
print(json.dumps(sorted({name for name in sys.modules if "test" not in name} - before)))
"""


def test_views_and_templates_are_loaded_before_the_first_page(installation: Installation) -> None:
    found = installation.told(LOOK)
    assert found["views"]
    for name in ("account/login.html", "home/home.html", "kpi/page.html", "scorecard/board.html", "base.html"):
        assert any(name in each for each in found["templates"]), (name, found["templates"])


def test_the_first_page_imports_nothing_more(installation: Installation) -> None:
    assert installation.told(ASK) == []
