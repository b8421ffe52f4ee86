"""The tables of what the embassies carry out, one module per part of the domain."""

from programmes.models.agreements import BasisAgreement, BasisListing
from programmes.models.commitments import Commitment, Proposal, Responsibility, Wording
from programmes.models.documents import Document, Passage
from programmes.models.drafts import AgreementReading, ReviewStep
from programmes.models.events import Activity, Event, EventProgramme
from programmes.models.imports import Import, ImportFile
from programmes.models.occurrences import Occurrence
from programmes.models.organisations import SDG, Organisation, OrganisationAlias, Sector
from programmes.models.partnerships import Note, Partnership, PartnershipLevel
from programmes.models.programmes import PriorityArea, Programme, Signatory, Track
from programmes.models.search import SearchEntry, SearchWord
from programmes.models.status import StatusReport
from programmes.models.week import (
    CalendarLink,
    HandoverNote,
    OutgoingMail,
    Reminder,
    ReminderSettings,
    ReportingRound,
)

__all__ = [
    "SDG",
    "Activity",
    "AgreementReading",
    "BasisAgreement",
    "BasisListing",
    "CalendarLink",
    "Commitment",
    "Document",
    "Event",
    "EventProgramme",
    "HandoverNote",
    "Import",
    "ImportFile",
    "Note",
    "Occurrence",
    "Organisation",
    "OrganisationAlias",
    "OutgoingMail",
    "Partnership",
    "PartnershipLevel",
    "Passage",
    "PriorityArea",
    "Programme",
    "Proposal",
    "Reminder",
    "ReminderSettings",
    "ReportingRound",
    "Responsibility",
    "ReviewStep",
    "SearchEntry",
    "SearchWord",
    "Sector",
    "Signatory",
    "StatusReport",
    "Track",
    "Wording",
]
