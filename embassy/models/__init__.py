"""Who is who: users, countries, missions, sector teams, who belongs where and when, and the record of every change."""

from embassy.models.missions import Country, Mission, SectorTeam
from embassy.models.people import Membership, StaffManager, User
from embassy.models.record import AuditEntry, ChangeSet, RecordRewriting
from embassy.models.roles import NOBODY, Roles, roles_of

__all__ = [
    "NOBODY",
    "AuditEntry",
    "ChangeSet",
    "Country",
    "Membership",
    "Mission",
    "RecordRewriting",
    "Roles",
    "SectorTeam",
    "StaffManager",
    "User",
    "roles_of",
]
