"""Questions about one object, answered by the same QuerySets that lists are made with."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q

from embassy.models import Membership, SectorTeam, User, roles_of
from embassy.types import AnyUser
from programmes.models import (
    Activity,
    AgreementReading,
    Commitment,
    Document,
    Import,
    Partnership,
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


def may_edit_partnership(user: AnyUser, partnership: Partnership) -> bool:
    """Stop and resume publication for its country."""
    return _holds(Partnership.objects.editable_by(user), partnership)


def may_oversee_programme(user: AnyUser, programme: Programme) -> bool:
    """Read what its administrator reads."""
    return _holds(Programme.objects.overseen_by(user), programme)


def may_import(user: AnyUser) -> bool:
    """Import at all: administrators into the programmes of their missions, others the shared lists that they keep."""
    roles = roles_of(user)
    return roles.administers or roles.keeps_shared_lists


def may_see_imports(user: AnyUser) -> bool:
    return may_import(user) or roles_of(user).oversees


def may_decide_import(user: AnyUser, import_: Import) -> bool:
    """Apply, discard or undo it."""
    return _holds(Import.objects.decidable_by(user), import_)


def may_decide_reading(user: AnyUser, reading: AgreementReading) -> bool:
    """Review an agreement text, and make a programme of it."""
    return _holds(AgreementReading.objects.decidable_by(user), reading)


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


def may_read_every_report(user: AnyUser, commitment: Commitment) -> bool:
    """Read all reports on it, drafts of colleagues too."""
    return _holds(Commitment.objects.reports_readable_by(user), commitment)


def may_clear(user: AnyUser, report: StatusReport) -> bool:
    """Clear, return or withdraw a report."""
    return _holds(StatusReport.objects.clearable_by(user), report)


def others_who_may_clear(user: User, commitment: Commitment, *, on: dt.date) -> models.QuerySet[User]:
    """The leads of its team and the administrators of its programme's missions, without the user, by name."""
    seats = Membership.objects.on(on).filter(
        Q(team=commitment.owner_team_id, role=Membership.Role.LEAD)
        | Q(mission__in=commitment.programme.missions.all())
    )
    people = User.objects.filter(pk__in=seats.values("user"), is_active=True).exclude(pk=user.pk)
    return people.order_by("first_name", "last_name", "username")


def may_edit_report(user: AnyUser, report: StatusReport) -> bool:
    return _holds(StatusReport.objects.editable_by(user), report)


def may_decide(user: AnyUser, proposal: Proposal) -> bool:
    return _holds(Proposal.objects.decidable_by(user), proposal)


def may_see_document(user: AnyUser, document: Document) -> bool:
    return _holds(Document.objects.visible_to(user), document)


def may_write_handover_notes(user: AnyUser, team: SectorTeam) -> bool:
    """Write what the team's next colleague should know."""
    return _holds(SectorTeam.objects.joined_or_administered_by(user), team)


def may_edit_round(user: AnyUser, reporting_round: ReportingRound) -> bool:
    """Close a reporting round, and open it again."""
    return _holds(ReportingRound.objects.editable_by(user), reporting_round)


def may_edit_activity(user: AnyUser, activity: Activity) -> bool:
    return _holds(Activity.objects.editable_by(user), activity)


def shares_activity(user: AnyUser, activity: Activity) -> bool:
    """Whether it carries out what the user keeps, and what another mission keeps too: so it is not theirs to edit."""
    kept = Activity.objects.carrying_out_what_is_kept_by(user)
    return _holds(kept, activity) and not may_edit_activity(user, activity)


def may_publish_activity(user: AnyUser, commitments: models.QuerySet[Commitment]) -> bool:
    """Show an activity of these commitments to the public: anyone, where nothing is cleared; else a lead."""
    free = Commitment.objects.reported_without_clearance().values("pk")
    editable = Commitment.objects.editable_by(user).values("pk")
    return not commitments.exclude(Q(pk__in=free) | Q(pk__in=editable)).exists()
