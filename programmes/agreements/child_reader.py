"""The reader as a child process runs it (see `programmes.intake.child`): its refusals become sentences."""

from collections.abc import Sequence
from typing import Any

from programmes.agreements.reader import read
from programmes.agreements.reader.findings.organisations import KnownOrganisation
from programmes.agreements.reader.refusal import Unreadable
from programmes.intake.refusal import Refused
from programmes.intake.refusal import gettext_noop as _

TARGET = f"{__name__}:read_bytes"
SENTENCES = {
    "pdf_locked": _("This PDF is locked with a password."),
    "pdf_damaged": _("This PDF cannot be read; it is damaged or not a PDF."),
    "pdf_without_text": _("This PDF has no text layer: it is a picture of a text. Have it recognised first."),
    "pdf_pages": _("This PDF has more than %(limit)s pages."),
    "word_damaged": _("This Word file cannot be read; it is damaged or not a .docx file."),
    "word_paragraphs": _("This Word file has more paragraphs than an agreement can have."),
    "word_table": _("This Word file has a larger table than an agreement can have."),
    "text_binary": _("This is not a text file."),
    "text_length": _("This text is longer than an agreement can be."),
    "text_lines": _("This text has more lines than an agreement can have."),
}


def read_bytes(
    data: bytes, form: str = "txt", known: Sequence[KnownOrganisation] = (), *, explain: bool = False
) -> dict[str, Any]:
    """As `reader.read.read_bytes`. Raises Refused."""
    try:
        return read.read_bytes(data, form, known, explain=explain)
    except Unreadable as refusal:
        raise Refused(SENTENCES[refusal.code], **refusal.parameters) from refusal
