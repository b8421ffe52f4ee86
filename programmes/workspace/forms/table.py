"""Reporting on several commitments at once: a row for each, and one step for a selection."""

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as now_in_words
from django.utils.translation import gettext_lazy as _

from embassy.forms import StaffForm
from embassy.languages import active_language
from embassy.models import User
from programmes.actions.bulk import RowToReport
from programmes.actions.status import ReportContent
from programmes.models import Commitment
from programmes.models.shared import TextLanguage
from programmes.statuses import Kind, Status, phrase
from programmes.workspace.forms.fields import NOT_SHOWN, choice_field
from programmes.workspace.forms.report import LONGEST_TEXT, say_who_reads

if TYPE_CHECKING:
    from programmes.workspace.pages.table import TableRow

LONGEST_KEY, LONGEST_PLACE = 18, 4  # digits


class RowForm(StaffForm):
    """One row. Left as it is, it says nothing; with words but no status, it is not sent and says why."""

    status = forms.ChoiceField(label=_("What is the status?"), required=False)
    summary = forms.CharField(
        label=_("What happened?"), required=False, max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    internal_note = forms.CharField(
        label=_("Note for colleagues"), help_text=NOT_SHOWN, required=False, max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    submission_key = forms.UUIDField(widget=forms.HiddenInput)
    last_seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: QueryDict | None = None, *, row: "TableRow", **options: Any) -> None:
        initial = {"submission_key": uuid.uuid4(), "last_seen": row.last_seen}
        super().__init__(data, prefix=f"r{row.commitment.pk}", initial=initial, **options)
        say_who_reads(self, row.commitment, "summary")
        kind = Kind(row.commitment.kind)
        choices = [(status.value, phrase(kind, status)) for status in Status]
        choice_field(self, "status").choices = [("", _("– as it is –")), *choices]

    @property
    def is_begun(self) -> bool:
        """Whether somebody wrote or chose something in it."""
        return self.is_bound and any(
            (self.data.get(self.add_prefix(name)) or "").strip()
            for name in ("status", "summary", "internal_note")
        )

    @property
    def complaints(self) -> list[str]:
        """What is wrong with its fields, in words."""
        return [str(error) for errors in self.errors.values() for error in errors] if self.is_bound else []

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        has_words = cleaned.get("summary") or cleaned.get("internal_note")
        if has_words and not cleaned.get("status") and "status" not in self.errors:
            self.add_error("status", now_in_words("Choose a status."))
        return cleaned

    def to_report(self, commitment: Commitment, *, language: str) -> RowToReport:
        """What the row says, for `report_many`."""
        sent = self.cleaned_data
        content = ReportContent(
            status=sent["status"],
            summary=sent["summary"],
            internal_note=sent["internal_note"],
            summary_language=language,
        )
        return RowToReport(commitment, content, sent["last_seen"], sent["submission_key"])


class TableForm(StaffForm):
    """What is said once for the whole table: the language, and whom a selection is given to."""

    NOBODY = "nobody"

    summary_language = forms.ChoiceField(
        label=_("Language of what you write"), choices=TextLanguage, required=False
    )
    owner = forms.ChoiceField(label=_("Give the ticked ones to"), required=False)

    def __init__(self, data: QueryDict | None = None, *, people: list[User], **options: Any) -> None:
        super().__init__(data, initial={"summary_language": active_language()}, **options)
        names = [(str(person.pk), str(person)) for person in people]
        choice_field(self, "owner").choices = [
            ("", _("– choose –")),
            *names,
            (self.NOBODY, _("No owner")),
        ]

    @property
    def language(self) -> str:
        return self.cleaned_data.get("summary_language") or active_language()


def keys(values: Iterable[str]) -> list[int]:
    """The row keys in what a browser sent; anything else is passed over."""
    return [
        int(value) for value in values if value.isdecimal() and value.isascii() and len(value) <= LONGEST_KEY
    ]


def place(value: str | None) -> int | None:
    """The number of an area or a track in the address, or None."""
    return (
        int(value) if value and value.isdecimal() and value.isascii() and len(value) < LONGEST_PLACE else None
    )
