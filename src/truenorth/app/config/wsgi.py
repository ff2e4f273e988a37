"""What the web server calls."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

from truenorth.app.config.logs import set_up_logs

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "truenorth.app.config.settings")
application = get_wsgi_application()
set_up_logs(os.environ.get("TRUENORTH_LOG", ""))
gc.collect()
gc.freeze()  # what was loaded stays: the collector need not walk over it at every page
