"""The search page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from embassy import clock
from programmes.public.search.page import search_page
from programmes.public.serving import public_page

LONGEST_QUERY = 200


@public_page
def search(request: HttpRequest) -> HttpResponse:
    q = request.GET.get("q", "").replace("\0", "")[:LONGEST_QUERY].strip()
    page = search_page(
        q, kind=request.GET.get("kind", ""), number=_number(request.GET.get("page", "")), at=clock.now()
    )
    return render(request, "public/search.html", {"page": page})


def _number(value: str) -> int:
    """The number of a page; what is none is the first."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 4 else 1
