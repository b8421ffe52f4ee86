"""Questions about one object, answered by the same QuerySets that lists are made with."""

from typing import Any

from django.db import models
from django.db.models import Q

from embassy.models import roles_of
from embassy.types import AnyUser
from programmes.models import (
    Activity,
    Commitment,
    Document,
    Programme,
    Proposal,
    ReportingRound,
    StatusReport,
)


def _holds(queryset: models.QuerySet[Any], obj: models.Model) -> bool:
    return queryset.filter(pk=obj.pk).exists()


def may_see_programme(user: AnyUser, programme: Programme) -> bool:
    return _holds(Programme.objects.visible_to(user), programme)


def may_edit_programme(user: AnyUser, programme: Programme) -> bool:
    return _holds(Programme.objects.editable_by(user), programme)


def may_import(user: AnyUser) -> bool:
    """Import at all: administrators, each into the programmes of their missions."""
    roles = roles_of(user)
    return roles.is_superuser or bool(roles.administered_mission_ids)


def may_see_commitment(user: AnyUser, commitment: Commitment) -> bool:
    return _holds(Commitment.objects.visible_to(user), commitment)


def may_edit_commitment(user: AnyUser, commitment: Commitment) -> bool:
    """Change plain titles, sectors, responsibilities and the owner at once."""
    return _holds(Commitment.objects.editable_by(user), commitment)


def may_propose_edit(user: AnyUser, commitment: Commitment) -> bool:
    """Propose such a change, for the lead to accept."""
    return _holds(Commitment.objects.proposable_by(user), commitment)


def may_report(user: AnyUser, commitment: Commitment) -> bool:
    return _holds(Commitment.objects.reportable_by(user), commitment)


def may_record_meetings(user: AnyUser, commitment: Commitment) -> bool:
    """Say what became of its expected meetings, and what an ambiguous recurrence means."""
    return _holds(Commitment.objects.recordable_by(user), commitment)


def may_read_notes(user: AnyUser, commitment: Commitment) -> bool:
    """Read internal notes, assessment, which side is waited for, and disagreement."""
    return _holds(Commitment.objects.notes_readable_by(user), commitment)


def may_clear(user: AnyUser, report: StatusReport) -> bool:
    """Clear, return or withdraw a report."""
    return _holds(StatusReport.objects.clearable_by(user), report)


def may_edit_report(user: AnyUser, report: StatusReport) -> bool:
    return _holds(StatusReport.objects.editable_by(user), report)


def may_decide(user: AnyUser, proposal: Proposal) -> bool:
    return _holds(Proposal.objects.decidable_by(user), proposal)


def may_see_document(user: AnyUser, document: Document) -> bool:
    return _holds(Document.objects.visible_to(user), document)


def may_edit_round(user: AnyUser, reporting_round: ReportingRound) -> bool:
    """Close a reporting round, and open it again."""
    return _holds(ReportingRound.objects.editable_by(user), reporting_round)


def may_edit_activity(user: AnyUser, activity: Activity) -> bool:
    return _holds(Activity.objects.editable_by(user), activity)


def may_publish_activity(user: AnyUser, commitments: models.QuerySet[Commitment]) -> bool:
    """Show an activity of these commitments to the public: anyone in a team that clears nothing; else its lead."""
    editable = Commitment.objects.editable_by(user).values("pk")
    free = Q(owner_team=None) | Q(owner_team__needs_clearance=False) | Q(pk__in=editable)
    return not commitments.exclude(free).exists()
