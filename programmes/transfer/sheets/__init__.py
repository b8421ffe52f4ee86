"""The sheets of a plan, in the order in which they are taken in: what a row names comes before it.

Every sheet is a resource of django-import-export whose fields are Columns; `base.Sheet` says what it can do.
"""

from programmes.transfer.sheets.commitments import Commitments, Flat, Responsibilities, Wordings
from programmes.transfer.sheets.events import Activities, Notes, Occurrences, StatusReports
from programmes.transfer.sheets.shared import Organisations, Sectors
from programmes.transfer.sheets.structure import Areas, Programmes, Signatories, Tracks
from programmes.transfer.sheets.texts import BasisAgreements, BasisEntries, Documents, Passages

# Shared lists first, then the plan from the whole to its parts.
IN_ORDER = (
    Sectors, Organisations, BasisAgreements, Documents, Passages, Programmes, Signatories, Areas, Tracks, BasisEntries,
    Commitments, Wordings, Responsibilities, Activities, Occurrences, StatusReports, Notes,
)  # fmt: skip
# The sheets of a programme's workbook, as people read them.
WORKBOOK = (
    Programmes, Signatories, Areas, Tracks, Commitments, Wordings, Responsibilities, Activities, Occurrences,
    StatusReports, BasisAgreements, BasisEntries, Organisations, Documents, Passages, Notes,
)  # fmt: skip
BY_CODE = {sheet.code: sheet for sheet in IN_ORDER}

__all__ = [
    "BY_CODE",
    "IN_ORDER",
    "WORKBOOK",
    "Activities",
    "Areas",
    "BasisAgreements",
    "BasisEntries",
    "Commitments",
    "Documents",
    "Flat",
    "Notes",
    "Occurrences",
    "Organisations",
    "Passages",
    "Programmes",
    "Responsibilities",
    "Sectors",
    "Signatories",
    "StatusReports",
    "Tracks",
    "Wordings",
]
