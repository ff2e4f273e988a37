"""What the processes write to standard error: one line an event, as JSON for programs or key=value for people.

Imports no Django, so that the supervisor can write its log alike.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

FORMS = ("json", "text")
_SECRET_PATH = re.compile(r"/(welcome|password/reset/key|confirm-email)/[^/\s\"']+")
_PASSWORD_IN_URL = re.compile(r"(://[^/\s:@]*:)[^@\s/]+@")


def set_up_logs(form: str = "") -> None:
    """Send every log of this process to standard error; `form` is json or text, by default as a terminal is there."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        structlog.processors.format_exc_info,
        without_secrets,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    as_json = form == "json" or (form != "text" and not sys.stderr.isatty())
    last: Any = structlog.processors.JSONRenderer(ensure_ascii=False, default=str) if as_json else _as_text()
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
    )
    output = logging.StreamHandler(sys.stderr)
    output.setFormatter(formatter)
    logging.root.handlers[:] = [output]
    logging.root.setLevel(logging.INFO)
    for noisy in ("django.request", "_granian", "granian.access"):  # of requests, `config.requests` tells
        logging.getLogger(noisy).setLevel(logging.ERROR)


def _as_text() -> Any:
    return structlog.processors.LogfmtRenderer(key_order=["at", "level", "event"], bool_as_flag=False)


def without_secrets(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The event with the secrets of one-time links and of addresses with passwords blotted out."""
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = masked(value)
    return event


def masked(text: str) -> str:
    """The text without the secret of a one-time link or a password in a URL.

    >>> masked("GET /welcome/abc123/ postgresql://me:pw@db/x")
    'GET /welcome/…/ postgresql://me:…@db/x'
    """
    return _PASSWORD_IN_URL.sub(r"\1…@", _SECRET_PATH.sub(r"/\1/…", text))
