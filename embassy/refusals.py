"""Answers to a form that came without a valid CSRF token."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from embassy.unsent.keeping import sign_in_first
from embassy.unsent.texts import is_whole, pairs_in, ticket_of


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Show what was typed, to be sent once more by whoever typed it.

    Signing in anew, in another tab perhaps, makes the tokens of open pages invalid. Only the ticket shows that the
    form was one of ours: without it a foreign page could have words of its own shown here.
    """
    ticket = ticket_of(request)
    if ticket and not request.user.is_authenticated:
        answer = sign_in_first(request)
        if answer:
            return answer
    is_own = ticket is not None and ticket.by == request.user.pk
    context = {
        "is_somebody_elses": ticket is not None and not is_own,
        "sent_again": pairs_in(request) if is_own and is_whole(request) else None,
    }
    return render(request, "403_csrf.html", context, status=403)
