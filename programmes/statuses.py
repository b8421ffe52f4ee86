"""The one status axis, and the words that suit each kind of commitment.

There are four statuses. What they mean depends on the kind: a meeting is held, a deliverable is delivered, a position
is supported. Each has a phrase (how it reads on a page) and a criterion (the line beside the choice in the form).
"""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from embassy.types import StrOrPromise


class Status(models.TextChoices):
    NOT_STARTED = "not_started", pgettext_lazy("status", "Not started")
    UNDER_WAY = "under_way", pgettext_lazy("status", "Under way")
    FULFILLED = "fulfilled", pgettext_lazy("status", "Fulfilled")
    NOT_PURSUED = "not_pursued", pgettext_lazy("status", "Not pursued")


class PublicStatus(models.TextChoices):
    """What the public is shown: a status, or why there is none. Unknown is a category of its own."""

    NOT_STARTED = "not_started", pgettext_lazy("status", "Not started")
    UNDER_WAY = "under_way", pgettext_lazy("status", "Under way")
    FULFILLED = "fulfilled", pgettext_lazy("status", "Fulfilled")
    NOT_PURSUED = "not_pursued", pgettext_lazy("status", "Not pursued")
    NOT_REPORTED = "not_reported", _("Not reported yet")
    WITHHELD = "withheld", _("Status is not published")


CLOSED_STATUSES = frozenset({Status.FULFILLED, Status.NOT_PURSUED})


class Assessment(models.TextChoices):
    ON_TRACK = "on_track", _("On track")
    AT_RISK = "at_risk", _("At risk")
    OFF_TRACK = "off_track", _("Off track")


class Kind(models.TextChoices):
    """The kind of a commitment, which decides what a status means."""

    DELIVERABLE = "deliverable", _("Deliverable")
    RECURRING = "recurring", _("Recurring")
    CONTINUING = "continuing", _("Continuing")
    EXPLORATORY = "exploratory", _("Exploratory")
    MULTILATERAL = "multilateral", _("Multilateral")


KIND_MEANINGS = {
    Kind.DELIVERABLE: _("Something with an end: an agreement, a centre, a study."),
    Kind.RECURRING: _("Something held again and again, such as a meeting every year."),
    Kind.CONTINUING: _("Dialogue or cooperation without an end of its own."),
    Kind.EXPLORATORY: _("Something the sides agreed to explore, or called possible."),
    Kind.MULTILATERAL: _(
        "A position or an initiative that the sides support together in international bodies."
    ),
}

PHRASES: dict[tuple[str, str], StrOrPromise] = {
    (Kind.DELIVERABLE, Status.NOT_STARTED): _("Not started"),
    (Kind.DELIVERABLE, Status.UNDER_WAY): _("Under way"),
    (Kind.DELIVERABLE, Status.FULFILLED): _("Delivered"),
    (Kind.DELIVERABLE, Status.NOT_PURSUED): _("Not pursued"),
    (Kind.RECURRING, Status.NOT_STARTED): _("No meeting held yet"),
    (Kind.RECURRING, Status.UNDER_WAY): _("Held, more to come"),
    (Kind.RECURRING, Status.FULFILLED): _("Held as agreed"),
    (Kind.RECURRING, Status.NOT_PURSUED): _("No longer held"),
    (Kind.CONTINUING, Status.NOT_STARTED): _("Not begun"),
    (Kind.CONTINUING, Status.UNDER_WAY): _("Cooperation under way"),
    (Kind.CONTINUING, Status.FULFILLED): _("Carried out in the period"),
    (Kind.CONTINUING, Status.NOT_PURSUED): _("Not pursued"),
    (Kind.EXPLORATORY, Status.NOT_STARTED): _("Not yet explored"),
    (Kind.EXPLORATORY, Status.UNDER_WAY): _("Being explored"),
    (Kind.EXPLORATORY, Status.FULFILLED): _("Explored, with a result"),
    (Kind.EXPLORATORY, Status.NOT_PURSUED): _("Explored, not taken further"),
    (Kind.MULTILATERAL, Status.NOT_STARTED): _("No joint step yet"),
    (Kind.MULTILATERAL, Status.UNDER_WAY): _("Joint work under way"),
    (Kind.MULTILATERAL, Status.FULFILLED): _("Joint position carried through"),
    (Kind.MULTILATERAL, Status.NOT_PURSUED): _("Not pursued"),
}

CRITERIA: dict[tuple[str, str], StrOrPromise] = {
    (Kind.DELIVERABLE, Status.NOT_STARTED): _("No work on it has begun."),
    (Kind.DELIVERABLE, Status.UNDER_WAY): _("Work has begun, but what was agreed is not there yet."),
    (Kind.DELIVERABLE, Status.FULFILLED): _("What was agreed exists and can be shown."),
    (Kind.DELIVERABLE, Status.NOT_PURSUED): _("The sides have stopped, and do not mean to take it up again."),
    (Kind.RECURRING, Status.NOT_STARTED): _("None has been held in the programme's period."),
    (Kind.RECURRING, Status.UNDER_WAY): _("At least one has been held, and the next is due or planned."),
    (Kind.RECURRING, Status.FULFILLED): _("As many as agreed have been held in the period."),
    (Kind.RECURRING, Status.NOT_PURSUED): _("The sides have agreed to hold no more."),
    (Kind.CONTINUING, Status.NOT_STARTED): _("No contact or activity has taken place."),
    (Kind.CONTINUING, Status.UNDER_WAY): _("There is contact or activity within the last year."),
    (Kind.CONTINUING, Status.FULFILLED): _("The period is over, and the cooperation took place throughout."),
    (Kind.CONTINUING, Status.NOT_PURSUED): _(
        "The sides have let it rest, and do not mean to take it up again."
    ),
    (Kind.EXPLORATORY, Status.NOT_STARTED): _("Nobody has looked into it yet."),
    (Kind.EXPLORATORY, Status.UNDER_WAY): _("The sides are looking into it."),
    (Kind.EXPLORATORY, Status.FULFILLED): _(
        "It was looked into, and led to a project, an agreement or a decision."
    ),
    (Kind.EXPLORATORY, Status.NOT_PURSUED): _(
        "It was looked into, or set aside, and the sides take it no further."
    ),
    (Kind.MULTILATERAL, Status.NOT_STARTED): _("No joint statement, event or vote yet."),
    (Kind.MULTILATERAL, Status.UNDER_WAY): _("The sides act together on it, and it goes on."),
    (Kind.MULTILATERAL, Status.FULFILLED): _("The joint aim was reached: a decision, a text or an event."),
    (Kind.MULTILATERAL, Status.NOT_PURSUED): _("The sides no longer act on it together."),
}


# How it ended: the same statuses, looked back on when a programme's period is over.
FINAL_PHRASES: dict[tuple[str, str], StrOrPromise] = {
    (Kind.DELIVERABLE, Status.NOT_STARTED): _("Was not begun"),
    (Kind.DELIVERABLE, Status.UNDER_WAY): _("Was begun, not delivered"),
    (Kind.DELIVERABLE, Status.FULFILLED): _("Was delivered"),
    (Kind.DELIVERABLE, Status.NOT_PURSUED): _("Was not pursued"),
    (Kind.RECURRING, Status.NOT_STARTED): _("Was never held"),
    (Kind.RECURRING, Status.UNDER_WAY): _("Was held, less often than agreed"),
    (Kind.RECURRING, Status.FULFILLED): _("Was held as agreed"),
    (Kind.RECURRING, Status.NOT_PURSUED): _("Was given up"),
    (Kind.CONTINUING, Status.NOT_STARTED): _("Did not begin"),
    (Kind.CONTINUING, Status.UNDER_WAY): _("Took place in part"),
    (Kind.CONTINUING, Status.FULFILLED): _("Was carried out in the period"),
    (Kind.CONTINUING, Status.NOT_PURSUED): _("Was not pursued"),
    (Kind.EXPLORATORY, Status.NOT_STARTED): _("Was not explored"),
    (Kind.EXPLORATORY, Status.UNDER_WAY): _("Was still being explored"),
    (Kind.EXPLORATORY, Status.FULFILLED): _("Was explored, with a result"),
    (Kind.EXPLORATORY, Status.NOT_PURSUED): _("Was explored, not taken further"),
    (Kind.MULTILATERAL, Status.NOT_STARTED): _("No joint step was taken"),
    (Kind.MULTILATERAL, Status.UNDER_WAY): _("Joint work was still under way"),
    (Kind.MULTILATERAL, Status.FULFILLED): _("Joint position was carried through"),
    (Kind.MULTILATERAL, Status.NOT_PURSUED): _("Was not pursued"),
}

FINAL_CRITERIA: dict[tuple[str, str], StrOrPromise] = {
    (Kind.DELIVERABLE, Status.NOT_STARTED): _("No work on it had begun when the programme ended."),
    (Kind.DELIVERABLE, Status.UNDER_WAY): _(
        "Work had begun, but what was agreed was not there when the programme ended."
    ),
    (Kind.DELIVERABLE, Status.FULFILLED): _("What was agreed was there, and can be shown."),
    (Kind.DELIVERABLE, Status.NOT_PURSUED): _("The sides stopped before the programme ended."),
    (Kind.RECURRING, Status.NOT_STARTED): _("None was held in the programme's period."),
    (Kind.RECURRING, Status.UNDER_WAY): _("At least one was held, but fewer than agreed."),
    (Kind.RECURRING, Status.FULFILLED): _("As many as agreed were held in the period."),
    (Kind.RECURRING, Status.NOT_PURSUED): _("The sides agreed during the period to hold no more."),
    (Kind.CONTINUING, Status.NOT_STARTED): _("No contact or activity took place in the period."),
    (Kind.CONTINUING, Status.UNDER_WAY): _("There was contact or activity, but not throughout the period."),
    (Kind.CONTINUING, Status.FULFILLED): _("The cooperation took place throughout the period."),
    (Kind.CONTINUING, Status.NOT_PURSUED): _("The sides let it rest before the programme ended."),
    (Kind.EXPLORATORY, Status.NOT_STARTED): _("Nobody looked into it in the period."),
    (Kind.EXPLORATORY, Status.UNDER_WAY): _("The sides were still looking into it when the programme ended."),
    (Kind.EXPLORATORY, Status.FULFILLED): _(
        "It was looked into, and led to a project, an agreement or a decision."
    ),
    (Kind.EXPLORATORY, Status.NOT_PURSUED): _(
        "It was looked into, or set aside, and the sides took it no further."
    ),
    (Kind.MULTILATERAL, Status.NOT_STARTED): _("There was no joint statement, event or vote."),
    (Kind.MULTILATERAL, Status.UNDER_WAY): _(
        "The sides acted together on it, and had not reached the aim when the programme ended."
    ),
    (Kind.MULTILATERAL, Status.FULFILLED): _("The joint aim was reached: a decision, a text or an event."),
    (Kind.MULTILATERAL, Status.NOT_PURSUED): _("The sides stopped acting on it together."),
}


def final_phrase(kind: str, status: str) -> str:
    """How a final status reads where it is given, in the past tense."""
    return str(FINAL_PHRASES[kind, status])


def final_criterion(kind: str, status: str) -> str:
    """What must have been so for this final status."""
    return str(FINAL_CRITERIA[kind, status])


def phrase(kind: str, public_status: str) -> str:
    """How a status reads for a kind of commitment; also for `not_reported` and `withheld`."""
    return str(PHRASES.get((kind, public_status)) or PublicStatus(public_status).label)


def criterion(kind: str, status: str) -> str:
    """What must be so for this status, for this kind of commitment."""
    return str(CRITERIA[kind, status])
