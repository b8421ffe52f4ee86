"""What a person is told whose request cannot be read at all: a sentence, and what to do."""

from django.core.exceptions import DisallowedHost, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import requires_csrf_token

UNREADABLE = _("Go back and try again.")
REASONS: dict[type[Exception], Promise] = {
    MultiPartParserError: _(
        "What you sent could not be read. If it was a file, its name may be too long: give it a shorter name and send"
        " it again."
    ),
    RequestDataTooBig: _("You sent more than one form can take. Send less at a time."),
    TooManyFieldsSent: _("You sent more than one form can take. Send less at a time."),
    TooManyFilesSent: _("You sent too many files at once. Send fewer at a time."),
}


@requires_csrf_token
def bad_request_page(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The site's handler of 400. Under a host that is not ours no page of ours can be shown."""
    if isinstance(exception, DisallowedHost):
        return HttpResponseBadRequest("<h1>Bad Request (400)</h1>")
    reason = next((words for kind, words in REASONS.items() if isinstance(exception, kind)), UNREADABLE)
    return render(request, "400.html", {"reason": reason}, status=400)
