"""The answer to an open page that asks whether it still shows the newest."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.cache import get_conditional_response

from truenorth.app.accounts.authorise import Action
from truenorth.app.pages.door import Visit, door


@door(Action.VIEW)
def pulse(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The workspace's mark; 304 where the page has it already."""
    tag = f'"{visit.mark}"'
    answer = JsonResponse({"mark": visit.mark}, headers={"ETag": tag, "Cache-Control": "no-cache"})
    return get_conditional_response(request, etag=tag, response=answer) or answer
