"""A mistake told in a view becomes a page with its sentence and remedy, whichever view it was."""

from __future__ import annotations

from collections.abc import Callable

from allauth.core.exceptions import RateLimited
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from truenorth.app.pages.trouble import refused, too_many
from truenorth.errors import Refused, SourceFailed


class RefusalPages:
    """Middleware: `Refused` is the person's to mend (422), `SourceFailed` the operator's (502)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page, for exceptions of these kinds."""
        if isinstance(exception, Refused):
            return refused(request, exception.finding, 422)
        if isinstance(exception, SourceFailed):
            return refused(request, exception.finding, 502)
        if isinstance(exception, RateLimited):
            return too_many(request)
        return None
