"""The tables of what the embassies carry out, one module per part of the domain."""

from programmes.models.activities import Activity
from programmes.models.agreement_readings import AgreementReading, ReviewStep
from programmes.models.agreements import BasisAgreement, BasisListing
from programmes.models.calendar_links import CalendarLink
from programmes.models.commitments import Commitment
from programmes.models.counts import KeptCount
from programmes.models.documents import Document, Passage
from programmes.models.events import Event, EventProgramme
from programmes.models.former_slugs import FormerSlug
from programmes.models.handover_notes import HandoverNote
from programmes.models.imports import Import, ImportFile
from programmes.models.occurrences import Occurrence
from programmes.models.organisations import SDG, Organisation, OrganisationAlias, Sector
from programmes.models.partnerships import Note, Partnership, PartnershipLevel
from programmes.models.programmes import PriorityArea, Programme, Signatory, Track
from programmes.models.proposals import Proposal
from programmes.models.publishing import PublishingPeriod
from programmes.models.reminders import OutgoingMail, Reminder, ReminderSettings
from programmes.models.responsibilities import Responsibility
from programmes.models.rounds import ReportingRound
from programmes.models.search import SearchEntry, SearchWord
from programmes.models.status_reports import StatusReport
from programmes.models.withholding import WithholdingWord
from programmes.models.wordings import Wording

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
    "FormerSlug",
    "HandoverNote",
    "Import",
    "ImportFile",
    "KeptCount",
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
    "PublishingPeriod",
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
    "WithholdingWord",
    "Wording",
]
