"""The ticket in every form: for whom the page drew it, signed, so that what comes back is theirs and nobody else's."""

from dataclasses import asdict, dataclass

from django.core import signing
from django.http import HttpRequest

FIELD = "form_ticket"
_SALT = "embassy.unsent.tickets"
LONGEST_DAYS = 30  # a tab that stays open longer than that has been forgotten


@dataclass(frozen=True)
class Ticket:
    """`by` is the person's key; `unsent` is the key of what the form was filled with again, 0 for nothing."""

    by: int
    unsent: int = 0


def issue(request: HttpRequest) -> str:
    """The ticket for the forms of the page that this request asks for; nothing for somebody who is not signed in."""
    if not hasattr(request, "_form_ticket"):
        user = getattr(request, "user", None)
        ticket = Ticket(user.pk, unsent_in(request)) if user and user.is_authenticated else None
        request._form_ticket = signing.dumps(asdict(ticket), salt=_SALT) if ticket else ""  # type: ignore[attr-defined]  # once a page
    return str(request._form_ticket)  # type: ignore[attr-defined]  # as above


def unsent_in(request: HttpRequest) -> int:
    """The key in `?unsent=`, or 0."""
    key = request.GET.get("unsent", "")
    return int(key) if key.isdecimal() and key.isascii() and len(key) <= 18 else 0


def ticket_in(request: HttpRequest) -> Ticket | None:
    """The ticket of the form that was sent, if it is a true one. It asks neither the session nor the database."""
    value = request.POST.get(FIELD, "") if request.method == "POST" else ""
    if not value:
        return None
    try:
        return Ticket(**signing.loads(value, salt=_SALT, max_age=LONGEST_DAYS * 24 * 60 * 60))
    except signing.BadSignature:
        return None
