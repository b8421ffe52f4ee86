"""The search page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from embassy import clock
from programmes.public.asking import Problem, problems_of, unusable
from programmes.public.parameters import PLACE, SEARCH
from programmes.public.search.page import search_page
from programmes.public.serving import public_page_with


@public_page_with(SEARCH)
def search(request: HttpRequest) -> HttpResponse:
    asked = {name: value for name in SEARCH.names if (value := request.GET.get(name, "").strip())}
    problems = [problem for name in asked for problem in problems_of(SEARCH[name], [asked[name]])]
    number, problem = _number(asked.get(PLACE.name, "1"))
    problems += [problem] if problem else []
    for unused in problems:
        asked.pop(unused.name, None)
    page = search_page(asked.get("q", ""), kind=asked.get("kind", ""), number=number, at=clock.now())
    context = {"page": page, "problems": problems}
    return render(request, "public/search.html", context, status=422 if problems else 200)


def _number(value: str) -> tuple[int, Problem | None]:
    """The number of a page of results, or what is wrong with it. One beyond the last is the last."""
    if value.isascii() and value.isdigit() and len(value) < 4 and value != "0":
        return int(value), None
    return 1, unusable(PLACE, value)
