"""Answers 422 to addresses that cannot be used: each problem by the parameter's name and value, and why."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import translation

from programmes.public.asking import Problem

INTERFACE = "/api/"


def refused_page(request: HttpRequest, problems: Iterable[Problem]) -> HttpResponse:
    """For people, where the page has no place of its own to say so."""
    context = {"problems": list(problems), "here": request.path}
    return render(request, "public/unusable.html", context, status=422)


def refused_file(request: HttpRequest, problems: Iterable[Problem]) -> HttpResponse:
    """A file cannot show what was wrong, and the whole would pass for the part that was asked for."""
    if request.path.startswith(INTERFACE) or request.path.endswith(".json"):
        return JsonResponse({"detail": [described(problem) for problem in problems]}, status=422)
    lines = [_line(problem) for problem in problems]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8", status=422)


def described(problem: Problem) -> dict[str, Any]:
    """A problem as the programming interface says it (programmes/public/api/schemas.py, Problem)."""
    return {
        "type": problem.code,
        "loc": ["query", problem.name],
        "msg": problem.words,
        "input": problem.value,
    }


def _line(problem: Problem) -> str:
    label = f"{problem.label} ({problem.name})" if problem.label else f"{problem.name}={problem.value}"
    return f"{label}: {problem.words}"


def language_of(request: HttpRequest) -> Any:
    """That of the address. One without speaks English: the same bytes, whatever the reader's browser asks for."""
    return translation.override(translation.get_language_from_path(request.path) or "en")
