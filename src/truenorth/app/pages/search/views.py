"""Search: a page of results, and the list under the top bar's box."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from truenorth.app.accounts.authorise import Action
from truenorth.app.pages.door import Visit, door
from truenorth.app.pages.fields import is_fragment
from truenorth.app.pages.search.known import NOUNS, index
from truenorth.app.pages.search.rank import find, grouped
from truenorth.app.pages.shell import page

FEW, MANY = 4, 20
"""So many hits of a group stand under the box, and on the page."""


@door(Action.VIEW)
def search(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What was found for `?q=`, grouped, the best first."""
    query = request.GET.get("q", "").strip()[:200]
    part = is_fragment(request)
    found = find(query, index(visit.workspace), most=200)
    groups = [(NOUNS[group.noun], group) for group in grouped(found, FEW if part else MANY)]
    words = {"slug": visit.workspace.slug, "query": query, "groups": groups, "count": len(found)}
    if part:
        return render(request, "search/hits.html", {**words, "part": True})
    return page(request, visit, "search/results.html", words, section="search")
