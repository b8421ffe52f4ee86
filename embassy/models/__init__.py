"""Who is who: users, countries, missions, sector teams, who belongs where and when, the record of every change, and
forms that were not sent."""

from embassy.models.missions import Country, Mission, SectorTeam
from embassy.models.people import Grant, Membership, StaffManager, User
from embassy.models.record import AuditEntry, ChangeSet, RecordRewriting
from embassy.models.roles import NOBODY, Roles, roles_of
from embassy.models.unsent import UnsentForm

__all__ = [
    "NOBODY",
    "AuditEntry",
    "ChangeSet",
    "Country",
    "Grant",
    "Membership",
    "Mission",
    "RecordRewriting",
    "Roles",
    "SectorTeam",
    "StaffManager",
    "UnsentForm",
    "User",
    "roles_of",
]
