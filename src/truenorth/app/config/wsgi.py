"""What the web server calls."""

from __future__ import annotations

import gc
import os

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application

from truenorth.app.config.logs import set_up_logs
from truenorth.app.config.warm import warm

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "truenorth.app.config.settings")
application = get_wsgi_application()
set_up_logs(os.environ.get("TRUENORTH_LOG", ""))


def settled() -> WSGIHandler:
    """The application of a process that serves for long, ready for its first page.

    What was loaded by now stays, so the collector need not walk over it at every page.
    """
    warm(application)
    gc.collect()
    gc.freeze()
    return application
