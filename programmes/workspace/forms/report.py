"""Reporting how a commitment stands, in half a minute."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as now_in_words
from django.utils.translation import gettext_lazy as _

from embassy.days import DayFormField
from embassy.forms import StaffForm
from embassy.languages import active_language
from programmes.actions.status import REPORT_COLUMNS, draft_mark
from programmes.models import Commitment, StatusReport
from programmes.models.shared import Side, TextLanguage
from programmes.statuses import Assessment, Kind, Status, criterion, phrase
from programmes.words.publicity import who_reads
from programmes.workspace.forms.fields import NOT_SHOWN, choice_field

LONGEST_TEXT = 5000
ONE_OF = {"required": _("Choose a status.")}


@dataclass(frozen=True, slots=True)
class StatusChoice:
    """A status as the form offers it: the words of the kind, and what must be so."""

    value: str
    phrase: str
    criterion: str
    is_chosen: bool


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class TextField(forms.CharField):
    """A few lines of plain text, which may be left empty."""

    def __init__(self, *, rows: int = 3, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows})
        super().__init__(required=False, max_length=LONGEST_TEXT, widget=widget, **options)


def say_who_reads(form: forms.Form, commitment: Commitment, *names: str) -> None:
    """Say behind the labels of some fields who will read what is written there."""
    for name in names:
        form.fields[name].label = f"{form.fields[name].label} ({who_reads(commitment)})"


class ReportForm(StaffForm):
    """A status report in the making.

    `submission_key` makes a second sending count for nothing; `last_seen` is the latest report that the writer was
    shown, and `draft_seen` marks the draft, so that what was made meanwhile can be shown to them.
    """

    phrase_of = staticmethod(phrase)
    criterion_of = staticmethod(criterion)

    status = forms.ChoiceField(
        label=_("What is the status?"), widget=forms.RadioSelect, error_messages=ONE_OF
    )
    summary = TextField(label=_("What happened?"), rows=4, help_text=_("A sentence or two is enough."))
    internal_note = TextField(label=_("Note for colleagues"), help_text=NOT_SHOWN)
    assessment = forms.ChoiceField(label=_("Assessment"), required=False)
    waiting_for = forms.ChoiceField(label=_("Waiting for"), required=False)
    evidence = TextField(label=_("Evidence"), rows=2)
    evidence_language = forms.ChoiceField(label=_("Language of the evidence"), required=False)
    evidence_url = forms.URLField(
        label=_("Link to the evidence"), required=False, max_length=500, assume_scheme="https",
        error_messages={"invalid": _("Write a whole web address, such as https://www.example.org/page.")},
    )  # fmt: skip
    as_of_on = DayFormField(
        label=_("Status as of"), widget=DateInput(),
        error_messages={
            "required": _("Give the date of the status."),
            "invalid": _("Write the day as 2026-03-12."),
        },
    )  # fmt: skip
    summary_language = forms.ChoiceField(label=_("Language of what you write"), choices=TextLanguage)
    submission_key = forms.UUIDField(widget=forms.HiddenInput)
    last_seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    draft_seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=60)

    def __init__(
        self, data: QueryDict | None = None, *, commitment: Commitment, today: dt.date, **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.kind, self.today = Kind(commitment.kind), today
        say_who_reads(self, commitment, "summary", "evidence")
        choice_field(self, "status").choices = [
            (status, self.phrase_of(self.kind, status)) for status in Status
        ]
        choice_field(self, "assessment").choices = [("", _("No assessment")), *Assessment.choices]
        choice_field(self, "evidence_language").choices = [
            ("", _("That of the report")), *TextLanguage.choices
        ]  # fmt: skip
        choice_field(self, "waiting_for").choices = [("", _("No owner")), *Side.choices]
        self.fields["as_of_on"].widget.attrs["max"] = today.isoformat()

    @staticmethod
    def blank(*, today: dt.date, last_seen: int) -> dict[str, Any]:
        return {
            "as_of_on": today,
            "summary_language": active_language(),
            "submission_key": uuid.uuid4(),
            "last_seen": last_seen,
            "draft_seen": draft_mark(None),
        }

    @staticmethod
    def from_report(report: StatusReport, *, last_seen: int) -> dict[str, Any]:
        """What the form begins with to go on with a draft or a returned report."""
        columns = {name: getattr(report, name) for name in REPORT_COLUMNS}
        return columns | {
            "submission_key": report.submission_key,
            "last_seen": last_seen,
            "draft_seen": draft_mark(report),
        }

    @property
    def status_choices(self) -> list[StatusChoice]:
        chosen = self["status"].value()
        return [
            StatusChoice(
                value=status.value,
                phrase=self.phrase_of(self.kind, status),
                criterion=self.criterion_of(self.kind, status),
                is_chosen=status == chosen,
            )
            for status in Status
        ]

    @property
    def opens_details(self) -> bool:
        """Whether the folded part holds something to look at."""
        names = ("assessment", "waiting_for", "evidence", "evidence_language", "evidence_url")
        return any(self[name].value() or self[name].errors for name in names)

    @property
    def opens_date(self) -> bool:
        return bool(self["as_of_on"].errors or self["summary_language"].errors)

    def clean_as_of_on(self) -> dt.date:
        day = self.cleaned_data["as_of_on"]
        if day > self.today:
            raise forms.ValidationError(
                now_in_words("This day is in the future. A report says what has happened so far.")
            )
        return day

    @property
    def columns(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in REPORT_COLUMNS}


class NoChangeForm(StaffForm):
    """The one button that says that the last report still holds."""

    submission_key = forms.UUIDField()
    last_seen = forms.IntegerField(min_value=1)
