"""What a reader gets who asks for something that is not made yet, or cannot be made: a page that says so."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from embassy.long_work.asking import FAILED_SECONDS, Answer
from embassy.long_work.journal import State

ASK_AGAIN_SECONDS = 5


def answer_meanwhile(
    request: HttpRequest, answer: Answer, *, title: str, page: tuple[str, str], instead: str = ""
) -> HttpResponse:
    """503 with a page: `title` is being made, or could not be. `page` (address, title) is the one to go back to.

    The page asks again by itself, by the header that does so without scripts: the element that does the same is taken
    for a fault by accessibility checkers. Nobody keeps the answer.
    """
    is_failed = answer.state == State.FAILED
    address, name = page
    context = {
        "title": title,
        "address": address,
        "name": name,
        "instead": instead,
        "percent": round(answer.progress.fraction * 100),
        "seconds": ASK_AGAIN_SECONDS,
    }
    template = "long_work/failed.html" if is_failed else "long_work/being_made.html"
    response = render(request, template, context, status=503)
    response["Cache-Control"] = "no-store"
    response["Retry-After"] = str(round(FAILED_SECONDS) if is_failed else ASK_AGAIN_SECONDS)
    if not is_failed:
        response["Refresh"] = str(ASK_AGAIN_SECONDS)
    return response
