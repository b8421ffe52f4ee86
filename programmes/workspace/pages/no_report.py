"""Why nothing can be reported, where the role is not the reason: a closed programme, a withdrawn commitment."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from embassy import clock
from embassy.models import User
from programmes.models import Commitment, Programme
from programmes.rules import permissions
from programmes.words.strings import date_words
from programmes.workspace.pages.tasks import programme_name


def no_report_words(user: User, commitment: Commitment) -> str:
    """The reason for whoever could report otherwise; nothing for anyone else, whose role is the reason."""
    is_own = permissions.may_propose_edit(user, commitment) or permissions.may_edit_commitment(
        user, commitment
    )
    if not is_own:
        return ""
    if commitment.withdrawn_on:
        words = _("%(number)s was withdrawn from the programme on %(date)s. Nothing more is reported on it.")
        return words % {"number": commitment.number, "date": date_words(commitment.withdrawn_on)}
    return closed_words(user, commitment.programme)


def no_table_words(user: User, programme: Programme) -> str:
    """The same for a whole programme, of which the user's team follows something."""
    return closed_words(user, programme) if programme.commitments.proposable_by(user).exists() else ""


def closed_words(user: User, programme: Programme) -> str:
    """When it was closed, and how it is opened again, with the way there for those who can; nothing while it is open.

    The words are HTML.
    """
    if programme.closed_at is None:
        return ""
    day = date_words(clock.public_day(programme.closed_at))
    closed = _("{programme} was closed on {date}, and its statuses are final.")
    words = format_html(closed, programme=programme_name(programme), date=day)
    if permissions.may_edit_programme(user, programme):
        url = reverse("workspace:closing", args=[programme.reference])
        again = _("If something is wrong, open it again, with a reason.")
        return format_html('{} <a href="{}">{}</a>', words, url, again)
    ask = _("If something is wrong, ask the programme administrator to open it again.")
    return format_html("{} {}", words, ask)
