"""What will become public of a report, and what did: said at the fields, beside the buttons and in the answers."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from embassy import clock
from embassy.models import User
from programmes.models import Commitment, StatusReport
from programmes.rules import permissions
from programmes.rules.publicity import Audience, audience_of, needs_clearance

State = StatusReport.State
# To whoever ticks that something is public where a lead says so.
LEAD_DECIDES = gettext_lazy("A lead of your team decides what becomes public. Untick this, or ask them.")


def who_reads(commitment: Commitment) -> str:
    """Who will read what is written for the public, as it stands in brackets behind a label."""
    return {
        Audience.PUBLIC: _("will be public"),
        Audience.NOT_PUBLISHED: _("public once the programme is"),
        Audience.WITHHELD: _("for colleagues; the status is not published"),
    }[audience_of(commitment)]


def before_sending(commitment: Commitment, user: User) -> str:
    """What submitting does, beside the button."""
    audience = audience_of(commitment)
    if not needs_clearance(commitment):
        return {
            Audience.PUBLIC: _("Becomes public at once."),
            Audience.NOT_PUBLISHED: _("Colleagues see it at once. It becomes public with the programme."),
            Audience.WITHHELD: _("The status of this commitment is not published; colleagues see it."),
        }[audience]
    return f"{_who_clears(commitment, user)} {_once_cleared(audience)}"


def _who_clears(commitment: Commitment, user: User) -> str:
    team = commitment.owner_team
    if permissions.may_edit_commitment(user, commitment) and not (team and team.needs_four_eyes):
        return _("Waits for clearance, which you can give yourself.")
    if team is None:
        return _("Goes to an administrator of the mission for clearance.")
    return _("Goes to your lead for clearance.")


def _once_cleared(audience: Audience) -> str:
    return {
        Audience.PUBLIC: _("Then it becomes public."),
        Audience.NOT_PUBLISHED: _("It becomes public with the programme."),
        Audience.WITHHELD: _("The status of this commitment is not published."),
    }[audience]


def after_sending(commitment: Commitment, report: StatusReport) -> str:
    """What submitting did; `{number}` stands for the commitment's."""
    if report.state == State.SUBMITTED:
        return _("{number} is sent for clearance.")
    return {
        Audience.PUBLIC: _("{number} is reported and published."),
        Audience.NOT_PUBLISHED: _("{number} is reported. It becomes public with the programme."),
        Audience.WITHHELD: _("{number} is reported. Its status is not published."),
    }[audience_of(commitment)]


def before_clearing(commitment: Commitment) -> str:
    """What clearing does where nothing becomes public by it; empty where something does."""
    return {
        Audience.PUBLIC: "",
        Audience.NOT_PUBLISHED: _("The programme is not published. The report becomes public with it."),
        Audience.WITHHELD: _(
            "The status of this commitment is not published, and clearing does not change that. If the status is "
            "made public later, anyone can read this report."
        ),
    }[audience_of(commitment)]


def after_clearing(commitment: Commitment, report: StatusReport) -> str:
    """What clearing did; `{number}` and `{moment}` stand for the commitment's number and the end of an embargo."""
    audience = audience_of(commitment)
    if audience == Audience.PUBLIC and report.effective_at and report.effective_at > clock.now():
        return _("{number} is cleared, and public from {moment}.")
    return {
        Audience.PUBLIC: _("{number} is cleared and public."),
        Audience.NOT_PUBLISHED: _("{number} is cleared. It becomes public with the programme."),
        Audience.WITHHELD: _("{number} is cleared. Its status is not published."),
    }[audience]
